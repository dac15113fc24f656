import { describe, expect, test } from 'vitest';
import { isOtherType, isTooShort, keepsRows, widenedType } from '../../../../src/plan/shape/column-types.ts';

const varchar = (length: number) => `character varying(${length})`;

describe('strings are widened as by dbt', () => {
  test.each([
    [varchar(2), varchar(3), varchar(3)],
    [varchar(2), 'text', varchar(256)],
    [varchar(2), 'character varying', varchar(256)],
    [varchar(300), 'text', null],
    [varchar(3), varchar(2), null],
    // dbt would make these varchar(300), which can cut.
    ['text', varchar(300), null],
    ['character varying', varchar(300), null],
    ['character(2)', 'character(4)', 'character(4)'],
    ['character(2)', varchar(4), varchar(4)],
    ['integer', varchar(4), null],
    [varchar(4), 'integer', null],
  ])('%s for %s: %s', (existing, given, wanted) => expect(widenedType(existing, given)).toBe(wanted));
});

describe('which types are others', () => {
  test.each([
    ['integer', 'bigint'],
    ['bigint', 'integer'],
    ['numeric(10,2)', 'numeric(8,2)'],
    ['numeric(10,2)', 'numeric'],
    ['text', 'character varying'],
    [varchar(256), 'text'],
    ['timestamp(3) without time zone', 'timestamp without time zone'],
    ['timestamp without time zone', 'timestamp with time zone'],
    ['text[]', 'integer[]'],
    ['public.mood', 'text'],
  ])('%s is not %s', (existing, given) => expect(isOtherType(existing, given)).toBe(true));
  test.each([
    ['integer', 'integer'],
    [varchar(5), varchar(2)],
    [varchar(5), 'character(5)'],
    [varchar(300), 'text'],
    ['text', varchar(3)],
    ['timestamp without time zone', 'timestamp(3) without time zone'],
    ['interval', 'interval(2)'],
  ])('%s holds %s', (existing, given) => expect(isOtherType(existing, given)).toBe(false));
  test('a string with bounds is too short for one without', () => {
    expect(isTooShort(varchar(300), 'text')).toBe(true);
    expect(isTooShort('text', varchar(300))).toBe(false);
    expect(isTooShort('integer', 'text')).toBe(false);
  });
});

describe('which changes leave the rows as they are', () => {
  test.each([
    [varchar(2), varchar(3)],
    [varchar(2), 'text'],
    ['text', 'character varying'],
    ['numeric(4,2)', 'numeric(6,2)'],
    ['numeric(4,2)', 'numeric'],
    ['timestamp(3) without time zone', 'timestamp without time zone'],
    ['bit varying(3)', 'bit varying'],
  ])('%s to %s', (from, to) => expect(keepsRows(from, to)).toBe(true));
  test.each([
    [varchar(3), varchar(2)],
    ['text', varchar(300)],
    ['character(2)', 'character(3)'],
    ['numeric(6,2)', 'numeric(6,3)'],
    ['numeric', 'numeric(6,2)'],
    ['integer', 'bigint'],
    ['timestamp without time zone', 'timestamp with time zone'],
  ])('%s to %s does not', (from, to) => expect(keepsRows(from, to)).toBe(false));
});
