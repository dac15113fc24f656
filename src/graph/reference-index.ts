// Finds the node that a ref() or a source() means, or says why there is none.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean, nearestName } from '../diagnostics/nearest.ts';
import {
  isDeclared,
  isEnabled,
  isModel,
  isPointer,
  isRefable,
  isSource,
  type Node,
  type NodeId,
  nounOf,
} from './node.ts';
import { isMeant } from './nodes/model.ts';
import { type Reference, referenceText } from './reference.ts';

export type Resolution =
  | { readonly kind: 'found'; readonly id: NodeId }
  | { readonly kind: 'disabled' | 'missing'; readonly diagnostic: Diagnostic };

export interface ReferenceIndex {
  /** `from` is the package that the reference is in: its own nodes win over those of other packages. */
  resolve(reference: Reference, from: string): Resolution;
}

export function indexReferences(nodes: readonly Node[]): ReferenceIndex {
  const refs = groupBy(
    nodes.filter((node) => isRefable(node)).filter((node) => !isPointer(node)),
    (node) => node.name,
  );
  const declared = nodes.filter(isDeclared);
  const tables = groupBy(nodes.filter(isSource), (node) => sourceKey(node.sourceName, node.name));
  const metrics = groupBy(
    declared.filter(({ resourceType }) => resourceType === 'metric'),
    (node) => node.name,
  );
  const measures = groupBy(
    declared.flatMap((node) => node.measures.map((measure) => ({ node, measure }))),
    ({ measure }) => measure,
  );
  const namedBy = (reference: Reference): readonly Node[] | undefined => {
    if (reference.kind === 'ref') return refs.get(reference.name);
    if (reference.kind === 'metric') return metrics.get(reference.name);
    if (reference.kind === 'measure') return measures.get(reference.name)?.map(({ node }) => node);
    return tables.get(sourceKey(reference.sourceName, reference.name));
  };
  const missing = (reference: Reference, named: readonly Node[], inPackage: readonly Node[]): Diagnostic => {
    if (reference.kind === 'ref') return unknownRef(reference, named, inPackage, refs.keys());
    if (reference.kind === 'source') return unknownSource(reference, nodes);
    return unknownMetric(reference, (reference.kind === 'metric' ? metrics : measures).keys());
  };
  return {
    resolve(reference, from) {
      const named = namedBy(reference);
      const wanted = reference.kind === 'ref' || reference.kind === 'metric' ? reference.packageName : null;
      const inPackage = (named ?? []).filter((node) => wanted === null || node.packageName === wanted);
      const candidates = inPackage.filter((node) => isMeantBy(reference, node));
      const enabled = candidates.filter(isEnabled);
      const own = enabled.find((node) => node.packageName === from);
      const chosen = own ?? (enabled.length === 1 ? enabled[0] : undefined);
      if (chosen) return { kind: 'found', id: chosen.id };
      if (enabled.length > 1) return { kind: 'missing', diagnostic: ambiguous(reference, enabled) };
      const disabled = candidates[0];
      if (disabled) return { kind: 'disabled', diagnostic: disabledReference(reference, disabled) };
      return { kind: 'missing', diagnostic: missing(reference, named ?? [], inPackage) };
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
  inPackage: readonly Node[],
  known: Iterable<string>,
): Diagnostic {
  const other = elsewhere[0];
  if (inPackage.length > 0) return unknownVersion(reference, inPackage);
  const names = [...known];
  const file = names.find((name) => name.startsWith(`${reference.name}_v`) && /_v\d+$/.test(name));
  const help = other
    ? `"${reference.name}" is in the package "${other.packageName}"`
    : file !== undefined
      ? `List ${file} under "versions:" of a model "${reference.name}", or name the file: ref('${file}')`
      : didYouMean(reference.name, names, 'Add a model or seed of that name, or correct the name');
  return errorAt('GRAPH_UNKNOWN_REF', `${referenceText(reference)} names no model, seed or snapshot`, {
    span: reference.span,
    help,
  });
}

/** `named` are the nodes of the name, none of which is meant. */
function unknownVersion(reference: Reference & { kind: 'ref' }, named: readonly Node[]): Diagnostic {
  const versions = named.flatMap((node) => (isModel(node) && node.version ? [node.version.name] : []));
  const what = reference.version === null ? 'the latest version' : `the version ${reference.version}`;
  const help =
    versions.length === 0
      ? `"${reference.name}" has no versions: leave the version out, or list them under "versions:" of its properties`
      : `The versions of "${reference.name}" are ${[...new Set(versions)].join(', ')}`;
  return errorAt('GRAPH_UNKNOWN_REF', `${referenceText(reference)} names ${what} of a model that does not have it`, {
    span: reference.span,
    help,
  });
}

function isMeantBy(reference: Reference, node: Node): boolean {
  if (reference.kind !== 'ref') return true;
  return isModel(node) ? isMeant(node, reference.version) : reference.version === null;
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

function unknownMetric(
  { kind, name, span }: Reference & { kind: 'metric' | 'measure' },
  known: Iterable<string>,
): Diagnostic {
  const owner = kind === 'metric' ? 'there is no metric' : 'no semantic model has a measure';
  const declare =
    kind === 'metric' ? 'Declare it under "metrics:"' : 'Declare it under "measures:" of a semantic model';
  return errorAt('GRAPH_UNKNOWN_METRIC', `${owner} "${name}"`, {
    span,
    help: didYouMean(name, [...known], `${declare}, or correct the name`),
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
