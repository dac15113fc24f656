// The columns of a seed: names as its header states them, types as its config or properties say, else as its cells suggest.

import type { SeedNode } from '../../graph/node.ts';
import { canonicalType, translateType } from '../../sql/type-name.ts';
import type { SeedContent } from '../input.ts';
import type { DeclaredColumn } from './declared-table.ts';

/** As the header has them, as in dbt; with `quote_columns: false` as PostgreSQL reads names without quotes, folded to lower case. */
export function seedColumnNames(node: SeedNode, content: Pick<SeedContent, 'columns'>): readonly string[] {
  return content.columns.map((name) => (node.config.quoteColumns || !/^\w+$/.test(name) ? name : name.toLowerCase()));
}

export function seedColumns(node: SeedNode, content: SeedContent): readonly DeclaredColumn[] {
  return seedColumnNames(node, content).map((name, index) => {
    const properties = node.columns.find((column) => column.name === name);
    const written =
      node.config.columnTypes[name] ??
      node.config.columnTypes[content.columns[index] ?? ''] ??
      properties?.dataType?.value;
    const stated = written === undefined ? undefined : translateType(written);
    const type = stated === undefined ? (content.types[index] ?? 'text') : (canonicalType(stated) ?? stated);
    const description = properties?.description ?? '';
    const column = { name, type, default: null, notNull: false, notNullName: null, identity: false, description };
    return stated === undefined ? { ...column, inferred: true } : column;
  });
}
