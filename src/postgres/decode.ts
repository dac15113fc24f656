// PostgreSQL's text results as the port's values, the same for every adapter: what each type becomes is said at
// `ColumnValue` in execute/database.ts. Asking for text is the sessions' business.

import type { CustomTypesConfig } from 'pg';
import { parseArray } from '../catalog/array-text.ts';

type Decoder = (text: string) => unknown;

/** Of one dimension. */
const texts: Decoder = (text) => parseArray(text);

const decoders: ReadonlyMap<number, Decoder> = new Map<number, Decoder>([
  [16, (text) => text === 't'], // bool
  [20, BigInt], // int8
  [21, Number], // int2
  [23, Number], // int4
  [26, Number], // oid
  [700, Number], // float4; NaN and Infinity are written as JavaScript writes them
  [701, Number], // float8
  [114, JSON.parse], // json
  [3802, JSON.parse], // jsonb
  [1003, texts], // name[]
  [1009, texts], // text[]
  [1015, texts], // varchar[]
]);

const asText: Decoder = (text) => text;

/** The decoder of a type's text; NULL never reaches it. */
export function decoderOf(typeOid: number): Decoder {
  return decoders.get(typeOid) ?? asText;
}

/** The decoders in the shape that a `pg` client takes. */
export const columnTypes: CustomTypesConfig = { getTypeParser: (typeOid: number) => decoderOf(typeOid) };

/** Every value as its text. */
export const undecoded: CustomTypesConfig = { getTypeParser: () => asText };
