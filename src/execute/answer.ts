// A query's result as a template gets it.

import { Decimal } from '../jinja/python/decimal.ts';
import type { Value } from '../jinja/value.ts';
import { readMoment } from '../template/datetime/datetime-class.ts';
import type { QueryAnswer } from '../template/query-result.ts';
import type { ColumnValue, QueryResult } from './database.ts';

/** pg_type's OID of numeric: dbt's templates get a Decimal for it. */
const numericOid = 1700;

export function answerOf(result: QueryResult): QueryAnswer {
  return {
    columns: result.fields.map((field) => field.name),
    typeOids: result.fields.map((field) => field.typeOid),
    rows: result.rows.map((row) => row.map((value, index) => templateValue(value, result.fields[index]?.typeOid))),
  };
}

/** Integers are Python's int whatever their width; dates and moments its date and datetime; all other types are text. */
function templateValue(value: ColumnValue, typeOid: number | undefined): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (typeof value === 'number') return isIntegerType(typeOid) ? BigInt(value) : value;
  if (typeof value === 'string') {
    if (typeOid === numericOid) return Decimal.parse(value) ?? value;
    return isMomentType(typeOid) ? (readMoment(value) ?? value) : value;
  }
  return JSON.stringify(value);
}

/** date, timestamp, timestamptz. */
function isMomentType(typeOid: number | undefined): boolean {
  return typeOid === 1082 || typeOid === 1114 || typeOid === 1184;
}

/** int2, int4, oid. */
function isIntegerType(typeOid: number | undefined): boolean {
  return typeOid === 21 || typeOid === 23 || typeOid === 26;
}
