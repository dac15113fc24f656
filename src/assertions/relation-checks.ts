// The built-in tests that judge a relation as a whole: recency of its newest row, and its number of rows. Each is one check.

import { quoteLiteral, sql } from '../sql/sql.ts';
import type { Builtin } from './builtin.ts';

const dateParts = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;

/** A date or time written alone; as an expression it would be arithmetic or an error. */
const isoTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d(?::?\d\d)?)?)?$/;

/** As in dbt_utils a relation without any time passes: `row_count` judges emptiness. */
export const recency: Builtin = {
  arguments: ['field', 'datepart', 'interval', 'as_of'],
  dimension: 'timeliness',
  read(given, onColumn) {
    const field = onColumn && !given.has('field') ? given.column() : given.key('field');
    const part = given.text('datepart')?.toLowerCase();
    const amount = given.wholeNumber('interval');
    const asOf = given.has('as_of') ? given.expression('as_of') : null;
    const known = dateParts.find((candidate) => candidate === part || `${candidate}s` === part);
    if (part !== undefined && !known) {
      return given.wrong('datepart', `"datepart" cannot be "${part}"`, `Give it one of ${dateParts.join(', ')}`);
    }
    if (!field || !known || amount === undefined || asOf === undefined) return undefined;
    const moment = asOf && given.piece('as_of', isoTime.test(asOf.text) ? quoteLiteral(asOf.text) : asOf.text);
    // A quarter is no unit of an interval.
    const [count, unit] = known === 'quarter' ? [amount * 3n, 'month'] : [amount, known];
    const span = given.piece('interval', quoteLiteral(`${count} ${unit}`));
    const threshold = sql`cast((${moment ?? sql`pg_catalog.now()`}) as pg_catalog.timestamptz) - cast(${span} as interval)`;
    const name = field.column ?? 'time';
    const told = `newest ${name} is more than ${amount} ${amount === 1n ? known : `${known}s`} before ${asOf?.text ?? 'now'}`;
    return { check: { kind: 'recency', field: field.expression, threshold }, phrase: { one: told, many: told } };
  },
};

export const rowCount: Builtin = {
  arguments: ['min', 'max', 'equals'],
  dimension: null,
  read(given) {
    const exact = given.has('equals');
    if (exact && (given.has('min') || given.has('max'))) {
      return given.wrong('equals', 'the data test row_count has "equals" beside "min" or "max"', 'Keep one of them');
    }
    if (!exact && !given.has('min') && !given.has('max')) {
      return given.wrong('min', 'the data test row_count has no bound', 'Give it "min", "max" or "equals"');
    }
    const min = given.has('min') || exact ? given.wholeNumber(exact ? 'equals' : 'min') : null;
    const max = given.has('max') || exact ? given.wholeNumber(exact ? 'equals' : 'max') : null;
    if (min === undefined || max === undefined) return undefined;
    const bounds = exact
      ? `${min}`
      : [...(min === null ? [] : [`at least ${min}`]), ...(max === null ? [] : [`at most ${max}`])].join(' and ');
    const told = `number of rows is not ${bounds}`;
    return { check: { kind: 'row_count', min, max }, phrase: { one: told, many: told } };
  },
};
