// A query's result as a template gets it: the values that dbt would give, column by column.

import type { TextResult } from '../database/database.ts';
import { driverValue } from '../template/driver-values.ts';
import type { QueryAnswer } from '../template/query-result.ts';
import { flatValue, typedColumn } from '../template/typed-column.ts';
import { uniqueNames } from '../template/unique-names.ts';

export function answerOf({ fields, rows, size, tag }: TextResult): QueryAnswer {
  const columns = fields.map(({ typeOid }, index) =>
    // One after the other: what a large JSON value is made of is gone before the next is read.
    typedColumn(rows.map((row) => flatValue(driverValue(row[index] ?? null, typeOid)))),
  );
  return {
    columns: uniqueNames(fields.map((field) => field.name)),
    columnTypes: columns.map(({ type }) => type),
    typeOids: fields.map((field) => field.typeOid),
    size,
    tag,
    rows: rows.map((_row, at) => columns.map(({ values }) => values[at] ?? null)),
  };
}
