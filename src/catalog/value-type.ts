// What the text of a value is, by its type: a number, a truth value, JSON, an array of such, or just text.

export type ValueType =
  | { readonly kind: 'number' | 'boolean' | 'json' | 'text' }
  | { readonly kind: 'array'; readonly element: ValueType; readonly delimiter: string };

const number: ValueType = { kind: 'number' };
const json: ValueType = { kind: 'json' };
export const textType: ValueType = { kind: 'text' };

/** By OID, of pg_type.dat, which never change: what is no text, and the texts that are most common. All others have to be asked for. */
export const commonTypes: ReadonlyMap<number, ValueType> = new Map([
  [16, { kind: 'boolean' }], // bool
  ...[20, 21, 23, 26, 700, 701, 1700].map((oid): [number, ValueType] => [oid, number]), // int8, int2, int4, oid, float4, float8, numeric
  ...[114, 3802].map((oid): [number, ValueType] => [oid, json]), // json, jsonb
  // bytea, char, name, text, bpchar, varchar, date, time, timestamp, timestamptz, interval, uuid
  ...[17, 18, 19, 25, 1042, 1043, 1082, 1083, 1114, 1184, 1186, 2950].map((oid): [number, ValueType] => [
    oid,
    textType,
  ]),
]);
