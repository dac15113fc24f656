// Finds the node that a ref() or a source() means, or says why there is none.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean, nearestName } from '../diagnostics/nearest.ts';
import { isEnabled, isRefable, isSource, type Node, type NodeId, nounOf } from './node.ts';
import { type Reference, referenceText } from './reference.ts';

export type Resolution =
  | { readonly kind: 'found'; readonly id: NodeId }
  | { readonly kind: 'disabled' | 'missing'; readonly diagnostic: Diagnostic };

export interface ReferenceIndex {
  /** `from` is the package that the reference is in: its own nodes win over those of other packages. */
  resolve(reference: Reference, from: string): Resolution;
}

export function indexReferences(nodes: readonly Node[]): ReferenceIndex {
  const refs = groupBy(nodes.filter(isRefable), (node) => node.name);
  const tables = groupBy(nodes.filter(isSource), (node) => sourceKey(node.sourceName, node.name));
  return {
    resolve(reference, from) {
      const named =
        reference.kind === 'ref'
          ? refs.get(reference.name)
          : tables.get(sourceKey(reference.sourceName, reference.name));
      const wanted = reference.kind === 'ref' ? reference.packageName : null;
      const candidates = (named ?? []).filter((node) => wanted === null || node.packageName === wanted);
      const enabled = candidates.filter(isEnabled);
      const own = enabled.find((node) => node.packageName === from);
      const chosen = own ?? (enabled.length === 1 ? enabled[0] : undefined);
      if (chosen) return { kind: 'found', id: chosen.id };
      if (enabled.length > 1) return { kind: 'missing', diagnostic: ambiguous(reference, enabled) };
      const disabled = candidates[0];
      if (disabled) return { kind: 'disabled', diagnostic: disabledReference(reference, disabled) };
      const diagnostic =
        reference.kind === 'ref' ? unknownRef(reference, named ?? [], refs.keys()) : unknownSource(reference, nodes);
      return { kind: 'missing', diagnostic };
    },
  };
}

function disabledReference(reference: Reference, node: Node): Diagnostic {
  const entry = isRefable(node) ? node.config.spans.get('enabled') : undefined;
  return errorAt('GRAPH_DISABLED_REF', `${referenceText(reference)} leads to a ${nounOf(node)} that is disabled`, {
    span: reference.span,
    notes: [{ message: 'it is disabled here', span: entry ?? node.span }],
    help: 'Enable it, or disable what refers to it as well',
  });
}

function unknownRef(
  reference: Reference & { kind: 'ref' },
  elsewhere: readonly Node[],
  known: Iterable<string>,
): Diagnostic {
  const other = elsewhere[0];
  const names = [...known];
  const version = names.find((name) => name.startsWith(`${reference.name}_v`) && /_v\d+$/.test(name));
  const help = other
    ? `"${reference.name}" is in the package "${other.packageName}"`
    : version !== undefined
      ? `Versions of a model come later: until then name its file, ref('${version}')`
      : didYouMean(reference.name, names, 'Add a model or seed of that name, or correct the name');
  return errorAt('GRAPH_UNKNOWN_REF', `${referenceText(reference)} names no model, seed or snapshot`, {
    span: reference.span,
    help,
  });
}

function unknownSource(reference: Reference & { kind: 'source' }, nodes: readonly Node[]): Diagnostic {
  const tables = nodes.filter(isSource);
  const same = tables.filter((table) => table.sourceName === reference.sourceName);
  const sourceNames = [...new Set(tables.map((table) => table.sourceName))];
  const near = nearestName(reference.sourceName, sourceNames);
  const help =
    same.length > 0
      ? didYouMean(
          reference.name,
          same.map((table) => table.name),
          `The tables of "${reference.sourceName}" are ${listed(same.map((table) => table.name))}`,
        )
      : near !== undefined
        ? `Did you mean the source "${near}"?`
        : 'Declare the source under "sources:" of a properties file';
  return errorAt('GRAPH_UNKNOWN_SOURCE', `${referenceText(reference)} names no table of a source`, {
    span: reference.span,
    help,
  });
}

function ambiguous(reference: Reference, nodes: readonly Node[]): Diagnostic {
  return errorAt('GRAPH_AMBIGUOUS_REF', `${referenceText(reference)} could mean several nodes`, {
    span: reference.span,
    notes: nodes.map((node) => ({ message: `one is in the package "${node.packageName}"`, span: node.span })),
    help: `Name the package: ref('${nodes[0]?.packageName}', '${reference.name}')`,
  });
}

function listed(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ');
}

function sourceKey(sourceName: string, name: string): string {
  return JSON.stringify([sourceName, name]);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
