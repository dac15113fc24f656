// Reads what a database holds of a project, as a Catalog. The questions are in catalog-queries.ts; judging the answers is
// plan/'s.

import { InternalError } from '../base/internal-error.ts';
import type {
  Catalog,
  CatalogConstraint,
  CatalogRelation,
  Dependent,
  Ownership,
  RelationKind,
} from '../catalog/relation.ts';
import { type ColumnValue, DatabaseError, type Session } from '../database/database.ts';
import { type RelationName, relationKey, type Sql } from '../sql/sql.ts';
import type { StateSchema } from '../state/state-schema.ts';
import { type CatalogScope, dependentsQuery, relationsQuery, sessionFacts } from './catalog-queries.ts';

export type { CatalogScope } from './catalog-queries.ts';

const attempts = 5;

/** The catalog of the scope and of the state's schema, on one snapshot of its own; not inside a transaction. */
export async function introspect(session: Session, scope: CatalogScope): Promise<Catalog> {
  const whole = { ...scope, schemas: [...new Set([...scope.schemas, session.state])] };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await session.transaction({ isolation: 'repeatable read', readOnly: true }, () =>
        readOnce(session, whole),
      );
    } catch (error) {
      if (attempt === attempts || !isChangedMeanwhile(error)) throw error;
    }
  }
}

/**
 * The same inside the caller's transaction, of the scope and the views that read it directly. It leaves no lock behind on any of
 * them. What another session changes meanwhile is a DatabaseError of code 40001: the transaction has to begin anew.
 */
export async function readCatalog(session: Session, scope: CatalogScope): Promise<Catalog> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readOnce(session, scope);
    } catch (error) {
      if (error instanceof GoneMeanwhile && attempt < attempts) continue;
      if (!isChangedMeanwhile(error)) throw error;
      throw new DatabaseError('statement', 'the catalog changed while it was read', { code: '40001', cause: error });
    }
  }
}

/** A function that gives a definition has answered NULL; the transaction goes on. */
class GoneMeanwhile extends DatabaseError {
  constructor(relation: RelationName) {
    super('statement', `${relationKey(relation)} was changed while it was read`, { code: 'XX000' });
  }
}

async function readOnce(session: Session, scope: CatalogScope): Promise<Catalog> {
  const [facts] = await rowsOf<SessionRow>(session, sessionFacts(session.state));
  if (!facts) throw new InternalError('the database says nothing about itself');
  const [user, readable, mayCreate, carriesOver] = facts;
  const records = readable === null ? undefined : readable ? session.state : null;
  const asked = await readRelations(session, scope, records);
  const readers = readersBeside(asked);
  const relations =
    readers.length === 0 ? asked : new Map([...(await readRelations(session, scopeOf(readers), records)), ...asked]);
  return { user, state: { schema: session.state, mayCreate, carriesOver, hidden: readable === false }, relations };
}

async function readRelations(
  session: Session,
  scope: CatalogScope,
  records: StateSchema | null | undefined,
): Promise<ReadonlyMap<string, CatalogRelation>> {
  const relations = await rowsOf<RelationRow>(session, relationsQuery(scope, records));
  const dependents = await rowsOf<DependentRow>(session, dependentsQuery(scope));
  return relationsOf(relations, dependents);
}

/** Views that read what was asked for and were not asked for themselves: retired ones, and those of models that are gone. */
function readersBeside(relations: ReadonlyMap<string, CatalogRelation>): readonly RelationName[] {
  const readers = [...relations.values()].flatMap(({ dependents }) =>
    dependents.filter(({ kind }) => kind === 'view' || kind === 'materialized_view').map(({ name }) => name),
  );
  const beside = readers.filter((name) => !relations.has(relationKey(name)));
  return [...new Map(beside.map((name) => [relationKey(name), name])).values()];
}

/** These relations, and nothing else of their schemas. */
export function scopeOf(relations: readonly RelationName[]): CatalogScope {
  return { schemas: [...new Set(relations.map(({ schema }) => schema))], relations };
}

// The rows of the questions. They are asked by this folder alone, so that their shape is a fact, not an input.
type SessionRow = readonly [user: string, readable: boolean | null, mayCreate: boolean, carriesOver: boolean];
type RelationRow = readonly [
  oid: number,
  schema: string,
  name: string,
  relkind: string,
  partitionOf: RelationName | null,
  owner: string,
  persistence: string,
  populated: boolean,
  comment: string | null,
  rule: string | null,
  partitionKey: string | null,
  columns: CatalogRelation['columns'],
  indexes: CatalogRelation['indexes'],
  constraints: readonly (Omit<CatalogConstraint, 'kind'> & { readonly kind: string })[],
  partitions: CatalogRelation['partitions'],
  triggers: readonly string[],
  readsRetired: boolean,
  ownership: Ownership | null,
  refusesChanges: boolean,
];
type DependentRow = readonly [
  relation: number,
  kind: Dependent['kind'],
  schema: string,
  name: string,
  description: string,
];
async function rowsOf<Row extends readonly ColumnValue[]>(session: Session, statement: Sql): Promise<readonly Row[]> {
  return (await session.query(statement)).rows as readonly Row[];
}

/**
 * The functions that give definitions read the newest catalog, not the snapshot: what is gone there is an internal error of
 * the server (XX000), a missing table, or a NULL.
 */
function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === 'XX000' || error.code === '42P01');
}

function relationsOf(
  rows: readonly RelationRow[],
  dependents: readonly DependentRow[],
): ReadonlyMap<string, CatalogRelation> {
  const dependentsOf = new Map<number, Dependent[]>();
  for (const [relation, kind, schema, name, description] of dependents) {
    const dependent = { kind, name: { schema, name }, description };
    const known = dependentsOf.get(relation);
    if (known) known.push(dependent);
    else dependentsOf.set(relation, [dependent]);
  }
  const relations = rows.map((row) => {
    const [oid, schema, name] = row;
    return relationOf(row, { schema, name }, dependentsOf.get(oid) ?? []);
  });
  return new Map(relations.map((relation) => [relationKey(relation.name), relation]));
}

function relationOf(
  row: RelationRow,
  name: CatalogRelation['name'],
  dependents: readonly Dependent[],
): CatalogRelation {
  const [oid, , , relkind, partitionOf, owner, persistence, populated, comment, rule, partitionKey] = row;
  const [, , , , , , , , , , , columns, indexes, constraints, partitions, triggers, readsRetired] = row;
  const [, , , , , , , , , , , , , , , , , ownership, refusesChanges] = row;
  const kind = kindOf(relkind, partitionOf !== null);
  const incomplete =
    ((kind === 'view' || kind === 'materialized_view') && rule === null) ||
    indexes.some((index) => index.definition === null) ||
    constraints.some((constraint) => constraint.definition === null) ||
    dependents.some(({ description }) => description === null);
  if (incomplete) throw new GoneMeanwhile(name);
  return {
    oid,
    name,
    kind,
    owner,
    persistence: persistence === 't' ? 'temporary' : persistence === 'u' ? 'unlogged' : 'permanent',
    columns: columns.map(({ equality, ...column }) => (equality == null ? column : { ...column, equality })),
    indexes,
    constraints: constraints.map((constraint) => ({
      ...constraint,
      kind: constraintKinds[constraint.kind] ?? 'other',
    })),
    rule,
    partitionKey,
    partitions,
    ...(partitionOf === null ? {} : { partitionOf }),
    dependents,
    populated,
    readsRetired,
    refusesChanges,
    comment,
    triggers,
    ownership,
  };
}

/** A partition that has partitions itself counts as partitioned. */
function kindOf(relkind: string, isPartition: boolean): RelationKind {
  return relkind === 'r' && isPartition ? 'partition' : (relationKinds[relkind] ?? 'other');
}

const relationKinds: Readonly<Record<string, RelationKind>> = {
  r: 'table',
  p: 'partitioned',
  v: 'view',
  m: 'materialized_view',
  f: 'foreign_table',
  S: 'sequence',
};

const constraintKinds: Readonly<Record<string, CatalogConstraint['kind']>> = {
  p: 'primary_key',
  u: 'unique',
  c: 'check',
  f: 'foreign_key',
  x: 'exclusion',
  n: 'not_null',
};
