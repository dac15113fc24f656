// The statements that take parts of a relation off again, in an order in which none is in the way of another.

import type { MadeKind, RelationPart } from '../../catalog/relation.ts';
import type { BuiltNode } from '../../graph/node.ts';
import { identifier, qualified, type RelationName, raw, type Sql, sql } from '../../sql/sql.ts';
import { isAuditTrigger } from '../../state/audit-log.ts';
import { dropAuditTrigger } from '../../state/audit-partitions.ts';
import type { Removal } from '../../state/made-parts.ts';

/** The word of COMMENT ON. */
export type RelationNoun = 'table' | 'view' | 'materialized view';

export function nounOf({ config }: BuiltNode): RelationNoun {
  const { materialized } = config;
  if (materialized === 'view') return 'view';
  return materialized === 'materialized_view' ? 'materialized view' : 'table';
}

/** Parts that no statement takes off (a column's identity, UNLOGGED) are left out. */
export function removalsOf(
  relation: RelationName,
  noun: RelationNoun,
  parts: readonly RelationPart[],
): readonly Removal[] {
  const removals = parts.flatMap((part) => {
    const statement = removal(relation, noun, part);
    return statement ? [{ ...part, statement: statement.text }] : [];
  });
  return removals
    .sort((one, other) => placeOf(one) - placeOf(other))
    .map(({ kind, name, definition, statement }) => ({ kind, name, definition, statement }));
}

const order: readonly MadeKind[] = [
  'trigger',
  'rule',
  'policy',
  'statistics',
  'grant',
  'comment',
  'constraint',
  'index',
  'setting',
];

/** A foreign key goes before the key that it may point to. */
function placeOf({ kind, definition }: RelationPart): number {
  return order.indexOf(kind) * 2 + (definition.startsWith('FOREIGN KEY') ? 0 : 1);
}

function removal(relation: RelationName, noun: RelationNoun, { kind, name }: RelationPart): Sql | null {
  const table = qualified(relation);
  const own = qualified({ schema: relation.schema, name });
  switch (kind) {
    case 'index':
      return sql`drop index ${own}`;
    case 'constraint':
      return sql`alter table ${table} drop constraint ${identifier(name)}`;
    case 'trigger':
      if (isAuditTrigger(name)) return dropAuditTrigger(relation, name);
      return sql`drop trigger ${identifier(name)} on ${table}`;
    case 'policy':
    case 'rule':
      return sql`drop ${raw(kind)} ${identifier(name)} on ${table}`;
    case 'statistics':
      return sql`drop statistics ${own}`;
    case 'grant':
      return revocation(table, name);
    case 'comment':
      return name === ''
        ? sql`comment on ${raw(noun)} ${table} is null`
        : sql`comment on column ${table}.${identifier(name)} is null`;
    case 'setting':
      return resetting(table, name);
  }
}

/** `amount SELECT reader`: the role is one word, or in quotes. */
function revocation(table: Sql, name: string): Sql | null {
  const parts = /^(?:(?<column>.+) )?(?<privilege>[A-Z]+) (?<role>"(?:[^"]|"")+"|\S+)$/s.exec(name)?.groups;
  if (!parts) return null;
  const { column, privilege = '', role = '' } = parts;
  const of = column === undefined ? raw('') : sql` (${identifier(column)})`;
  return sql`revoke ${raw(privilege)}${of} on table ${table} from ${raw(role)}`;
}

function resetting(table: Sql, name: string): Sql | null {
  const ofColumn =
    /^(?<what>default|not null|statistics|n_distinct|n_distinct_inherited|compression) (?<column>.+)$/s.exec(
      name,
    )?.groups;
  if (ofColumn) {
    const { what = '', column = '' } = ofColumn;
    return sql`alter table ${table} alter column ${identifier(column)} ${columnReset(what)}`;
  }
  if (name === 'row security') return sql`alter table ${table} disable row level security`;
  if (name === 'force row security') return sql`alter table ${table} no force row level security`;
  if (name === 'replica identity') return sql`alter table ${table} replica identity default`;
  return /^[a-z_]+(\.[a-z_]+)?$/.test(name) && name !== 'unlogged'
    ? sql`alter table ${table} reset (${raw(name)})`
    : null;
}

function columnReset(what: string): Sql {
  if (what === 'default' || what === 'not null') return raw(`drop ${what}`);
  if (what === 'statistics') return raw('set statistics -1');
  return what === 'compression' ? raw('set compression default') : raw(`reset (${what})`);
}
