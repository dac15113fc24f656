// `persist_docs`: descriptions as comments of the relation and its columns. What exists is read when the relation is what it will
// be, and only what differs is written; so every run brings comments up to date, however it changes the relation.

import { identifier, literal, qualified, type RelationName, raw, relationKey, type Sql, sql } from '../../sql/sql.ts';
import type { PlanContext } from '../input.ts';
import type { Action, ColumnDescription } from '../step.ts';
import { folded } from './names.ts';

/** A row of `existingComments`: `column` null is the relation itself. */
export interface ExistingComment {
  readonly column: string | null;
  readonly comment: string | null;
}

type DescribeAction = Extract<Action, { kind: 'describe' }>;

/** None where nobody asks for comments, and no earlier config has left any. */
export function describeActions(context: PlanContext): readonly Action[] {
  const { node, target, actual } = context;
  const { relation, columns } = node.config.persistDocs;
  const made = actual?.ownership?.made ?? null;
  const remembered = made?.filter(({ kind, origin }) => kind === 'comment' && origin === 'config') ?? null;
  if (!relation && !columns && (remembered === null || remembered.length === 0)) return [];
  return [
    {
      kind: 'describe',
      relation: target,
      as: relationWord(context),
      description: relation ? node.description : null,
      columns: columns ? node.columns.map(({ name, quote, description }) => ({ name, quote, description })) : null,
      remembered,
    },
  ];
}

function relationWord({ node }: PlanContext): DescribeAction['as'] {
  const { materialized } = node.config;
  if (materialized === 'view') return 'view';
  return materialized === 'materialized_view' ? 'materialized view' : 'table';
}

/** Rows of (column, comment): the relation's own first, then each column's in order. */
export function existingComments(relation: RelationName): Sql {
  const oid = sql`${literal(relationKey(relation))}::pg_catalog.regclass`;
  return sql`select null::pg_catalog.text, pg_catalog.obj_description(${oid}, 'pg_class')
union all
(select a.attname::pg_catalog.text, pg_catalog.col_description(a.attrelid, a.attnum) from pg_catalog.pg_attribute a
where a.attrelid = ${oid} and a.attnum > 0 and not a.attisdropped order by a.attnum)`;
}

/** A described column that the relation does not have is passed over, as in dbt. */
export function commentStatements(action: DescribeAction, existing: readonly ExistingComment[]): readonly Sql[] {
  const names = existing.flatMap(({ column }) => column ?? []);
  const described = new Map<string, string>();
  for (const column of action.columns ?? []) {
    const name = columnMeant(column, names);
    if (name !== undefined) described.set(name, column.description);
  }
  return existing.flatMap(({ column, comment }) => {
    const wanted = (column === null ? action.description : described.get(column)) ?? '';
    if (wanted === (comment ?? '')) return [];
    if (wanted === '' && !isOurs(action, { column, comment })) return [];
    return [commentOn(action, column, wanted)];
  });
}

/** dbt writes a name without quotes, but where `quote` is set; where SQL's reading of it is no column, the name as it is may be one. */
function columnMeant(column: ColumnDescription, names: readonly string[]): string | undefined {
  return namesMeant(column).find((candidate) => names.includes(candidate));
}

/** The names of columns that a name in a properties file may mean, the likeliest first. */
export function namesMeant({ name, quote }: Pick<ColumnDescription, 'name' | 'quote'>): readonly string[] {
  return quote || folded(name) === name ? [name] : [folded(name), name];
}

/**
 * A comment with nothing to say in its place is taken away only where it is the config's: the one that was remembered, unless
 * somebody has changed it since.
 */
function isOurs({ remembered }: DescribeAction, { column, comment }: ExistingComment): boolean {
  return (remembered ?? []).some(({ name, definition }) => name === (column ?? '') && definition === comment);
}

function commentOn({ relation, as }: DescribeAction, column: string | null, text: string): Sql {
  const value = literal(text === '' ? null : text);
  return column === null
    ? sql`comment on ${raw(as)} ${qualified(relation)} is ${value}`
    : sql`comment on column ${qualified(relation)}.${identifier(column)} is ${value}`;
}

/** For reading: the comments that are wanted, each by the name that SQL makes of its column's. */
export function explainComments(action: DescribeAction): readonly Sql[] {
  const { description, columns } = action;
  return [
    ...(description ? [commentOn(action, null, description)] : []),
    ...(columns ?? [])
      .filter((column) => column.description !== '')
      .map((column) => commentOn(action, column.quote ? column.name : folded(column.name), column.description)),
  ];
}
