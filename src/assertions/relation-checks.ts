// The built-in tests that judge a relation as a whole: recency of its newest row, and its number of rows. Each is one check.

import { quoteLiteral, sql } from '../sql/sql.ts';
import { builtin } from './builtin.ts';

const dateParts = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;

/** A date or time written alone; as an expression it would be arithmetic or an error. */
const isoTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d(?::?\d\d)?)?)?$/;

/** As in dbt_utils a relation without any time passes: `row_count` judges emptiness. */
export const recency = builtin({
  column: 'possible',
  arguments: {
    field: {
      type: 'column',
      needed: false,
      otherwise: 'the column that it is declared below',
      about: 'The column of dates or times, needed where the test is declared on no column.',
    },
    datepart: { type: 'text', needed: true, about: `The unit: ${dateParts.map((part) => `\`${part}\``).join(', ')}.` },
    interval: { type: 'whole number', needed: true, about: 'How many of them.' },
    as_of: {
      type: 'expression',
      needed: false,
      otherwise: 'now',
      about: 'The time from which it is counted: a date, a time, or SQL.',
    },
  },
  dimension: 'timeliness',
  holds: 'The newest time is not older than so many units. A relation without any time passes.',
  counts: '1 where it is older, else 0',
  sees: '`most_recent`, `threshold`',
  example: { column: null, item: 'recency: { arguments: { field: created_at, datepart: day, interval: 3 } }' },
  read(given, onColumn) {
    const field = given.has('field') ? given.value('field') : onColumn ? given.column() : given.missing('field');
    const part = given.value('datepart')?.toLowerCase();
    const amount = given.value('interval');
    const asOf = given.value('as_of');
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
    const phrase = `newest ${name} is more than ${amount} ${amount === 1n ? known : `${known}s`} before ${asOf?.text ?? 'now'}`;
    return { check: { kind: 'recency', field: field.expression, threshold }, phrase: { one: phrase, many: phrase } };
  },
});

export const rowCount = builtin({
  column: 'none',
  arguments: {
    min: { type: 'whole number', needed: false, about: 'How many rows there are at least.' },
    max: { type: 'whole number', needed: false, about: 'How many there are at most.' },
    equals: {
      type: 'whole number',
      needed: false,
      about: 'How many there are, in place of the bounds. One of the three is needed.',
    },
  },
  dimension: null,
  holds: 'The number of rows lies within the bounds.',
  counts: '1 where it does not, else 0',
  sees: '`row_count`',
  example: { column: null, item: 'row_count: { arguments: { min: 1 } }' },
  read(given) {
    const exact = given.has('equals');
    if (exact && (given.has('min') || given.has('max'))) {
      return given.wrong('equals', 'the data test row_count has "equals" beside "min" or "max"', 'Keep one of them');
    }
    if (!exact && !given.has('min') && !given.has('max')) {
      return given.wrong('min', 'the data test row_count has no bound', 'Give it "min", "max" or "equals"');
    }
    const equals = given.value('equals');
    const [min, max] = exact ? [equals, equals] : [given.value('min'), given.value('max')];
    if (min === undefined || max === undefined) return undefined;
    const bounds = exact
      ? `${min}`
      : [...(min === null ? [] : [`at least ${min}`]), ...(max === null ? [] : [`at most ${max}`])].join(' and ');
    const phrase = `number of rows is not ${bounds}`;
    return { check: { kind: 'row_count', min, max }, phrase: { one: phrase, many: phrase } };
  },
});
