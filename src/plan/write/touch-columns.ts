// `touch_columns`: columns that say when and by whom a row was last changed. They are set when another column really changed.

import { failed, passed } from '../../base/checked.ts';
import { type Checked, errorAt } from '../../diagnostics/diagnostic.ts';
import type { BuiltNode } from '../../graph/node.ts';
import { identifier, raw, type Sql, sql } from '../../sql/sql.ts';
import { spanOfConfig } from '../input.ts';
import type { ComparedColumn } from './row-comparison.ts';

export interface TouchedColumn {
  readonly name: string;
  readonly value: Sql;
}

/** What each is set to: the column's default where it has one, else now in UTC, or the session's user. */
export function touchedColumns(
  node: BuiltNode,
  columns: readonly (ComparedColumn & { readonly default: string | null })[],
): Checked<readonly TouchedColumn[]> {
  const touched: TouchedColumn[] = [];
  for (const name of node.config.touchColumns) {
    const column = columns.find((candidate) => candidate.name === name);
    const value = column && touchValue(column.type, column.default);
    if (!value) {
      const why = column
        ? `has the type ${column.type}, for which nothing is known to set`
        : 'is no column of the relation';
      return failed([
        errorAt('TOUCH_COLUMN', `touch_columns names "${name}", which ${why}`, {
          span: spanOfConfig(node, 'touch_columns'),
          help: 'Name columns of a time or text type, or give the column a `default:`',
        }),
      ]);
    }
    touched.push({ name, value });
  }
  return passed(touched);
}

function touchValue(type: string, defaultValue: string | null): Sql | null {
  if (defaultValue !== null) return raw('default');
  if (/^timestamp(?:\(\d\))? without/.test(type)) return sql`pg_catalog.now() at time zone 'UTC'`;
  if (/^timestamp(?:\(\d\))? with /.test(type)) return sql`pg_catalog.now()`;
  if (type === 'date') return sql`(pg_catalog.now() at time zone 'UTC')::pg_catalog.date`;
  return /^(?:text|name|character varying(?:\(\d+\))?)$/.test(type) ? sql`session_user` : null;
}

export function assignments(
  columns: readonly string[],
  touched: readonly TouchedColumn[],
  source: Sql,
): readonly Sql[] {
  return [
    ...columns.map((name) => sql`${identifier(name)} = ${source}.${identifier(name)}`),
    ...touched.map(({ name, value }) => sql`${identifier(name)} = ${value}`),
  ];
}
