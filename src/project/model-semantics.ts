// What a model says of the semantic layer beside its columns, in dbt's newer form: that it is a semantic model, and its metrics.

import { needsNothing, readDeclaration } from './declarations.ts';
import type { Declaration, Placed } from './project.ts';
import { Fields, type Report, readBoolean, readMaps, readText } from './read-value.ts';
import { type DeclarationItem, type PlaceOf, readMetric } from './semantic-layer.ts';
import { entryOf, isNull, type YamlEntry } from './yaml-value.ts';

export function readModelSemantics(
  { map, docs }: DeclarationItem,
  placeOf: PlaceOf,
  report: Report,
): readonly Declaration[] {
  const fields = new Fields(map, report);
  const model = fields.readPlaced('name', readText);
  if (!model) return [];
  const items = fields.read('metrics', readMaps) ?? [];
  const metrics = items.flatMap((item) => readMetric({ map: item, docs }, placeOf('metric'), report));
  // A simple metric is computed on the model itself, as from a measure of its own.
  const simple = new Set(
    items.filter(isSimple).map((item) => new Fields(item, () => undefined).read('name', readText)),
  );
  const own = metrics.map((metric) => (simple.has(metric.name) ? { ...metric, measures: [placed(metric)] } : metric));
  const entry = fields.entry('semantic_model');
  const semantic = entry && readSemanticModelOf(entry, model, { docs, placeOf, report });
  const ownMeasures = own.filter(({ name }) => simple.has(name)).map(({ name }) => name);
  return [...(semantic ? [{ ...semantic, ownMeasures }] : []), ...own];
}

const isSimple = (item: DeclarationItem['map']): boolean => {
  const type = entryOf(item, 'type')?.value;
  const isStated = type !== undefined && !isNull(type);
  return !isStated || (type.kind === 'scalar' && type.value === 'simple');
};

function placed({ name, span }: Declaration): Placed<string> {
  return { value: name, span };
}

interface Reading {
  readonly docs: readonly string[];
  readonly placeOf: PlaceOf;
  readonly report: Report;
}

/** `true`, or a map that may name and disable it; null and false are no semantic model. */
function readSemanticModelOf(
  { value }: YamlEntry,
  model: Placed<string>,
  { docs, placeOf, report }: Reading,
): Declaration | undefined {
  if (isNull(value)) return undefined;
  const map = value.kind === 'map' ? value : undefined;
  if (!map && !readBoolean(value, 'semantic_model', report)) return undefined;
  if (map) new Fields(map, report).refuseUnknown(['name', 'enabled', 'group', 'config'], 'a semantic model', 'warning');
  const entries = map?.entries.filter(({ key }) => key !== 'name') ?? [];
  const settings = entries.filter(({ key }) => key === 'enabled' || key === 'group');
  const name = map && new Fields(map, report).readPlaced('name', readText);
  const given = name ?? model;
  const named = {
    key: 'name',
    keySpan: given.span,
    value: { kind: 'scalar', value: given.value, span: given.span },
  } as const;
  const config = {
    key: 'config',
    keySpan: value.span,
    value: { kind: 'map', entries: settings, span: value.span },
  } as const;
  const whole = { kind: 'map', entries: [named, config], span: value.span } as const;
  const declared = readDeclaration('semantic_model', { map: whole, docs }, placeOf('semantic_model'), report);
  const reference = { value: `ref('${model.value}')`, span: model.span };
  return declared && { ...declared, ...needsNothing, references: [reference] };
}
