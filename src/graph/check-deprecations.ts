// Models with a deprecation date: reported where the day has come, and where another model still refers to one.

import { type Diagnostic, warningAt } from '../diagnostics/diagnostic.ts';
import type { Graph } from './graph.ts';
import { displayName, isModel, type ModelNode } from './node.ts';
import { isLatest } from './nodes/model.ts';
import { indexReferences } from './reference-index.ts';

/** As in dbt, of what refers to one only models are reported. */
export function checkDeprecations(graph: Graph, now: Date): readonly Diagnostic[] {
  const models = [...graph.nodes.values()].filter(isModel);
  const dated = models.filter(({ properties }) => properties?.deprecationDate);
  if (dated.length === 0) return [];
  const resolve = referencesOf(graph);
  return dated.flatMap((model) => {
    const isPast = new Date(dateOf(model)) <= now;
    const readers = graph.childrenOf(model.id).flatMap((id) => {
      const reader = graph.nodes.get(id);
      return isModel(reader) ? resolve(reader, model).map((span) => referred(reader, model, isPast, span)) : [];
    });
    return [...(isPast ? [passed(model)] : []), ...readers];
  });
}

function referencesOf(graph: Graph) {
  const index = indexReferences([...graph.nodes.values()]);
  return (reader: ModelNode, model: ModelNode) =>
    reader.references
      .filter((reference) => {
        const resolution = index.resolve(reference, reader.packageName);
        return resolution.kind === 'found' && resolution.id === model.id;
      })
      .slice(0, 1)
      .map(({ span }) => span);
}

function dateOf({ properties }: ModelNode): string {
  return properties?.deprecationDate?.value ?? '';
}

function day(model: ModelNode): string {
  return dateOf(model).slice(0, 10);
}

function passed(model: ModelNode): Diagnostic {
  return warningAt('MODEL_DEPRECATED', `"${displayName(model)}" is past its deprecation date, ${day(model)}`, {
    span: model.properties?.deprecationDate?.span ?? model.span,
    help: 'Disable the model, or remove it',
  });
}

function referred(reader: ModelNode, model: ModelNode, isPast: boolean, span: ModelNode['span']): Diagnostic {
  const code = isPast ? 'REFERENCE_DEPRECATED' : 'REFERENCE_DEPRECATION';
  const what = isPast ? 'is deprecated since' : 'will be deprecated on';
  const { version } = model;
  const help =
    version && !isLatest(model)
      ? `Refer to the latest version: ref('${model.name}', v='${version.latest}')`
      : 'Refer to what takes its place';
  return warningAt(code, `"${displayName(reader)}" refers to "${displayName(model)}", which ${what} ${day(model)}`, {
    span,
    help,
  });
}
