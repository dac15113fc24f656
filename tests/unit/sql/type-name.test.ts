import { beforeAll, expect, test } from 'vitest';
import { loadParser } from '../../../src/sql/parser.ts';
import { canonicalType } from '../../../src/sql/type-name.ts';

beforeAll(loadParser);

// The right side is what format_type() of PostgreSQL 15 printed for a column of the type.
test.each([
  ['varchar(20)', 'character varying(20)'],
  ['DECIMAL(18, 8)', 'numeric(18,8)'],
  ['decimal(5)', 'numeric(5,0)'],
  ['timestamp(6)', 'timestamp(6) without time zone'],
  ['timestamptz', 'timestamp with time zone'],
  ['text[]', 'text[]'],
  ['char', 'character(1)'],
  ['int', 'integer'],
  ['bigint', 'bigint'],
  ['interval', 'interval'],
  ['double precision', 'double precision'],
  ['bit(3)', 'bit(3)'],
  ['name', 'name'],
  ['jsonb', 'jsonb'],
  ['app.mood', 'app.mood'],
  ['"Mood"', '"Mood"'],
])('%s is %s', (type, canonical) => {
  expect(canonicalType(type)).toBe(canonical);
  expect(canonicalType(canonical)).toBe(canonical);
});

test.each(['no type at all', 'integr eger', 'text as x', '', 'text; drop table x', 'text default 1'])(
  '%j is no type',
  (text) => {
    expect(canonicalType(text)).toBeNull();
  },
);
