// PostgreSQL's text results as the port's values, the same for every adapter: what each type becomes is said at
// `ColumnValue` in execute/database.ts. Asking for text is the sessions' business.

import type { CustomTypesConfig } from 'pg';

type Decoder = (text: string) => unknown;

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
  [1003, decodeTextArray], // name[]
  [1009, decodeTextArray], // text[]
  [1015, decodeTextArray], // varchar[]
]);

const asText: Decoder = (text) => text;

/** The decoder of a type's text; NULL never reaches it. */
export function decoderOf(typeOid: number): Decoder {
  return decoders.get(typeOid) ?? asText;
}

/** The decoders in the shape that a `pg` client takes. */
export const columnTypes: CustomTypesConfig = { getTypeParser: (typeOid: number) => decoderOf(typeOid) };

/** `{a,"b c",NULL}` → its elements. One dimension; the quoting is array_out's. */
export function decodeTextArray(text: string): readonly (string | null)[] {
  const elements: (string | null)[] = [];
  let at = 1;
  while (at < text.length - 1) {
    if (text[at] === '"') {
      let element = '';
      for (at += 1; text[at] !== '"'; at += 1) {
        if (text[at] === '\\') at += 1;
        element += text[at];
      }
      elements.push(element);
      at += 2;
    } else {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length - 1 : comma;
      const element = text.slice(at, end);
      elements.push(element === 'NULL' ? null : element);
      at = end + 1;
    }
  }
  return elements;
}
