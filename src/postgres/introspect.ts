// Reads what a database holds of a project, as a Catalog. The question is in catalog-queries.ts; judging the answer is
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
import { DatabaseError, type Session } from '../database/database.ts';
import { type RelationName, relationKey, type Sql, sql } from '../sql/sql.ts';
import { mayReadRecords } from '../state/relations.ts';
import { callMarked, markOf } from '../state/state-function.ts';
import { catalogFunction } from './catalog-function.ts';
import { type CatalogScope, catalogQuery, inSchemas, ofNames } from './catalog-queries.ts';

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
  const { answer, hidden } = await ask(session, scope);
  const [user, mayCreate, carriesOver] = answer.session;
  const state = { schema: session.state, mayCreate, carriesOver, hidden };
  return { user, state, relations: relationsOf(answer.relations, answer.dependents) };
}

/** Of sessions that may call the function: the mark of it as it was looked at. */
const marks = new WeakMap<Session, string>();

async function ask(
  session: Session,
  scope: CatalogScope,
): Promise<{ readonly answer: Answer; readonly hidden: boolean }> {
  const schemas = scope.relations?.map(({ schema }) => schema) ?? scope.schemas;
  const names = scope.relations?.map(({ name }) => name) ?? null;
  const known = marks.get(session);
  if (known !== undefined) return { answer: await call(session, known, schemas, names), hidden: false };
  const rights = sql`SELECT ${mayReadRecords(session.state)}, ${markOf(catalogFunction(session.state))}`;
  const [[readable, mark] = []] = (await session.query(rights)).rows;
  if (readable === true && typeof mark === 'string') {
    marks.set(session, mark);
    return { answer: await call(session, mark, schemas, names), hidden: false };
  }
  const texts = (values: readonly string[]) => sql`${values}::pg_catalog.text[]`;
  const asked = names === null ? inSchemas(texts(schemas)) : ofNames(texts(schemas), texts(names));
  const records = readable === null ? undefined : readable ? session.state : null;
  const answer = await answerOf(session, catalogQuery(asked, session.state, records));
  return { answer, hidden: readable === false };
}

/** What is not there any more, or is another one, is looked for anew by a transaction that begins anew. */
async function call(
  session: Session,
  mark: string,
  schemas: readonly string[],
  names: readonly string[] | null,
): Promise<Answer> {
  const values = [sql`${schemas}`, sql`${names}`];
  try {
    return await answerOf(session, sql`SELECT ${callMarked(catalogFunction(session.state), mark, values)}`);
  } catch (error) {
    if (!hasLostTheFunction(error)) throw error;
    marks.delete(session);
    throw new DatabaseError('statement', 'the state changed while the catalog was read', {
      code: '42P01',
      cause: error,
    });
  }
}

/** It is gone, with its schema perhaps, or the rights to it are, or it is another one. */
function hasLostTheFunction(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  return error instanceof DatabaseError && ['42883', '3F000', '42501'].includes(error.code ?? '');
}

class NoAnswer extends InternalError {}

async function answerOf(session: Session, question: Sql): Promise<Answer> {
  const [[answer] = []] = (await session.query(question)).rows;
  if (answer === undefined || answer === null) throw new NoAnswer('the database says nothing about itself');
  // The question is asked here alone, so that the shape of its answer is a fact, not an input.
  return answer as unknown as Answer;
}

/** These relations, and nothing else of their schemas. */
export function scopeOf(relations: readonly RelationName[]): CatalogScope {
  return { schemas: [...new Set(relations.map(({ schema }) => schema))], relations };
}

interface Answer {
  readonly session: SessionRow;
  readonly relations: readonly RelationRow[];
  readonly dependents: readonly DependentRow[];
}
type SessionRow = readonly [user: string, mayCreate: boolean, carriesOver: boolean];
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
