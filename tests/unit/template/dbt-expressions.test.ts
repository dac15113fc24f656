// Expressions of dbt's vocabulary and what dbt-core 1.12 with dbt-postgres 1.11 printed for them (`… | string`). Built-in
// macros print the same SQL in a layout of their own, so that blanks count only as separators.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { textOf } from './render.ts';

type Row = readonly [expression: string, printed: string];
const rows: readonly Row[] = JSON.parse(readFileSync(new URL('./dbt-expressions.json', import.meta.url), 'utf8'));

const tokens = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),[\]]) ?/g, '$1')
    .trim();

describe('expressions print what dbt prints', () => {
  test.each(rows)('%s', (expression, printed) => {
    expect(tokens(textOf(`{{ (${expression}) | string }}`))).toBe(tokens(printed));
  });
});
