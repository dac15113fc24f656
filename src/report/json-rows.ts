// Rows as JSON, exactly: the texts of numbers and of JSON values go in as they are, which JSON.stringify cannot do.

import { type ArrayText, parseArray } from '../catalog/array-text.ts';
import type { ValueType } from '../catalog/value-type.ts';
import { uniqueNames } from '../template/unique-names.ts';
import type { Rows } from './rows.ts';

/** A list of objects, one row after the other, indented by two; without a line break at its end. */
export function jsonRows({ columns, rows }: Rows): string {
  if (rows.length === 0) return '[]';
  const names = uniqueNames(columns.map(({ name }) => name)).map((name) => JSON.stringify(name));
  const objects = rows.map((row) => {
    const entries = columns.map(({ type }, index) => `    ${names[index]}: ${jsonValue(row[index] ?? null, type)}`);
    return `  {\n${entries.join(',\n')}\n  }`;
  });
  return `[\n${objects.join(',\n')}\n]`;
}

/** Numbers with all their digits; NaN and the infinities, which JSON has not, as strings; arrays nested. */
function jsonValue(text: string | null, type: ValueType): string {
  if (text === null) return 'null';
  switch (type.kind) {
    case 'number':
      return /^-?\d/.test(text) ? text : JSON.stringify(text);
    case 'boolean':
      return text === 't' ? 'true' : 'false';
    case 'json':
      return text;
    case 'array':
      return jsonArray(parseArray(text, type.delimiter), type.element);
    default:
      return JSON.stringify(text);
  }
}

function jsonArray(items: ArrayText, element: ValueType): string {
  const written = items.map((item) =>
    typeof item === 'string' || item === null ? jsonValue(item, element) : jsonArray(item, element),
  );
  return `[${written.join(',')}]`;
}
