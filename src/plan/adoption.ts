// Whether a relation that Smelt did not make can become a node's own, and what of it stays: pure comparisons of what is there with
// what the node declares. What only the server can compare (queries, rows) is execute/'s.

import { failed, passed } from '../base/checked.ts';
import type { CatalogRelation, Ownership, RelationKind } from '../catalog/relation.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { BuiltNode } from '../graph/node.ts';
import { relationKey } from '../sql/sql.ts';
import type { PlanInput } from './input.ts';
import { contractOf, type DeclaredTable } from './shape/declared-table.ts';
import { dependentsOf } from './shape/dependents.ts';
import { handMade } from './shape/hand-made.ts';
import { type DeclaredIndex, declaredIndexes, isSame } from './shape/indexes.ts';
import { indexDefinition, isMade } from './shape/made-parts.ts';
import type { QueryShape } from './shape/query-shape.ts';
import { isStep, type NodePlan } from './step.ts';

/** RELATION_NOT_ADOPTED with one sentence that begins with the relation; `why` goes on from there. */
export function notAdopted(
  node: BuiltNode,
  why: string,
  { help, notes = [] }: { readonly help: string; readonly notes?: readonly string[] },
): Diagnostic {
  return errorAt('RELATION_NOT_ADOPTED', `${relationKey(node.relation)} ${why}`, {
    span: { file: node.file, start: 0, end: 0 },
    notes: notes.map((message) => ({ message })),
    help,
  });
}

/** Another kind of relation would be replaced as a whole by the next run. */
export function checkKind(node: BuiltNode, { kind, persistence }: CatalogRelation): Checked<null> {
  const { materialized, materializationName } = node.config;
  const stored: readonly RelationKind[] = ['table', 'partitioned'];
  const fits = materialized === 'view' || materialized === 'materialized_view' ? [materialized] : stored;
  if (persistence !== 'temporary' && fits.includes(kind)) return passed(null);
  return failed([
    notAdopted(node, `is a ${nounOfKind(kind)}, and "${node.name}" makes a ${materializationName.replace('_', ' ')}`, {
      help: `Set \`materialized\` to what is there, adopt it, and change it afterwards; or rename or drop the ${nounOfKind(kind)}`,
    }),
  ]);
}

export function nounOfKind(kind: RelationKind): string {
  return kind === 'partitioned' ? 'partitioned table' : kind.replace('_', ' ');
}

/** Of a relation of which nothing is remembered; hooks then say by a trial what of it is theirs. */
export function freshOwnership(node: BuiltNode, generation: string): Ownership {
  return { nodeId: node.id, generation, fingerprint: '', contentFingerprint: null, seed: null, made: null };
}

/** While it is compared: `is_incremental()` is what it will be. */
export function provisionalOwnership(node: BuiltNode): Ownership {
  return freshOwnership(node, '');
}

/** Columns of the table that a new one in its place would not have, with their rows' values. */
export function lostColumns(actual: CatalogRelation, given: readonly string[]): readonly string[] {
  return actual.columns.flatMap(({ name }) => (given.includes(name) ? [] : [name]));
}

export function replacesRelation({ steps }: NodePlan): boolean {
  return steps.some((step) => isStep(step) && step.kind === 'swap');
}

/** A clause for each column that the query gives in another type, or that the table does not have. */
export function columnDifferences({ columns, existing }: Pick<QueryShape, 'columns' | 'existing'>): readonly string[] {
  return columns.flatMap(({ name, type }) => {
    const found = existing.find((column) => column.name === name);
    if (!found) return [`column ${name} is not there`];
    return found.type === type ? [] : [`column ${name} is ${found.type}, the model gives ${type}`];
  });
}

/** What people or dbt have put on it that the config does not ask for, each a clause; a run keeps it. `actual`: as it will be Smelt's. */
export function keptParts(
  node: BuiltNode,
  actual: CatalogRelation,
  { catalog, project }: Pick<PlanInput, 'catalog' | 'project'>,
): readonly string[] {
  const contract = contractOf(node, project);
  const declared: DeclaredTable | null = contract.ok ? contract.value : null;
  const isTable = actual.kind === 'table' || actual.kind === 'partitioned';
  const constraints = new Set(actual.constraints.map(({ name }) => name));
  const asked = declaredIndexes(node);
  const indexes = actual.indexes.flatMap((index) => {
    const { name } = index;
    const isAsked = constraints.has(name) || asked.some((one) => one.name === name);
    return isAsked || isMade(actual, 'index', name, indexDefinition(index)?.part.definition) ? [] : [`index ${name}`];
  });
  const hanging = dependentsOf(actual, catalog).others.map(({ description }) => description);
  return [...(isTable ? handMade(actual, declared) : []), ...indexes, ...hanging];
}

export interface Renaming {
  readonly from: string;
  readonly to: string;
}

/** dbt names an index by a hash in which the time is. */
const hashedName = /^[0-9a-f]{32}$/;

/** Indexes that dbt made and that the config asks for under another name: they need not be built once more. */
export function indexesToRename(actual: CatalogRelation, declared: readonly DeclaredIndex[]): readonly Renaming[] {
  const taken = new Set(actual.indexes.map(({ name }) => name));
  const spent = new Set<string>();
  return declared.flatMap((index) => {
    if (taken.has(index.name)) return [];
    const found = actual.indexes.find(
      (one) =>
        !spent.has(one.name) && hashedName.test(one.name) && isSame(one, index) && isOfMethod(one.definition, index),
    );
    if (!found) return [];
    spent.add(found.name);
    return [{ from: found.name, to: index.name }];
  });
}

function isOfMethod(definition: string, { type, include }: DeclaredIndex): boolean {
  return definition.includes(` USING ${type} `) && definition.includes(' INCLUDE ') === include.length > 0;
}

/** What dbt calls a table until it is complete; the names of its constraints keep it. */
const temporarySuffix = '__dbt_tmp';

/** Constraints that the contract asks for, and that dbt made under the name of the table before it was renamed. */
export function constraintsToRename(
  node: BuiltNode,
  actual: CatalogRelation,
  project: PlanInput['project'],
): readonly Renaming[] {
  const contract = contractOf(node, project);
  const taken = new Set(actual.constraints.map(({ name }) => name));
  const open = actual.constraints.filter(({ name }) => name.includes(temporarySuffix));
  const spent = new Set<string>();
  const declared = contract.ok ? (contract.value?.constraints ?? []) : [];
  return declared.flatMap(({ name, kind, columns }) => {
    if (taken.has(name)) return [];
    const found = open.find(
      (one) =>
        !spent.has(one.name) &&
        one.kind === kind &&
        (kind === 'check'
          ? one.name.replace(temporarySuffix, '') === name
          : one.columns.join('\0') === columns.join('\0')),
    );
    if (!found) return [];
    spent.add(found.name);
    return [{ from: found.name, to: name }];
  });
}

/** The relation with its indexes and constraints as they will be named. */
export function withNewNames(node: BuiltNode, actual: CatalogRelation, project: PlanInput['project']): CatalogRelation {
  const renamings = [...indexesToRename(actual, declaredIndexes(node)), ...constraintsToRename(node, actual, project)];
  const names = new Map(renamings.map(({ from, to }) => [from, to]));
  const renamed = <Part extends { readonly name: string }>(part: Part): Part => ({
    ...part,
    name: names.get(part.name) ?? part.name,
  });
  return { ...actual, indexes: actual.indexes.map(renamed), constraints: actual.constraints.map(renamed) };
}
