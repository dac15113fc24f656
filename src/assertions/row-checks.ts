// The built-in tests of single rows: not_null, accepted_values, range, matches, expression. Each is a condition that is
// true of a failing row; NULL passes all but not_null. Definitions as in dbt-core and dbt_utils.

import type { JsonValue } from '../base/json-value.ts';
import { quoteLiteral, type Sql, sql } from '../sql/sql.ts';
import { textOf } from '../sql/text-of.ts';
import { builtin, named, type ReadCheck } from './builtin.ts';

export const notNull = builtin({
  column: 'needed',
  arguments: {},
  dimension: 'completeness',
  holds: 'Every row has a value in the column.',
  counts: 'failing rows',
  sees: 'the columns of the relation',
  example: { column: 'deposit_id', item: 'not_null' },
  read(given) {
    const column = given.column();
    if (!column) return undefined;
    const name = column.column ?? 'value';
    return row(sql`${column.expression} is null`, `has no ${name}`, `have no ${name}`);
  },
});

export const acceptedValues = builtin({
  column: 'needed',
  arguments: {
    values: { type: 'list', needed: true, about: 'The values that may be there.' },
    quote: { type: 'flag', default: true, about: 'Whether the values are texts; with `false` each is SQL.' },
  },
  dimension: 'accuracy',
  holds: 'Every value of the column is one of those listed.',
  counts: 'different values that are not listed',
  sees: '`value_field`, `n_records`',
  example: { column: 'status', item: 'accepted_values: { arguments: { values: [valid, pending] } }' },
  read(given) {
    const column = given.column();
    const quote = given.value('quote');
    const listed = given.value('values');
    if (!column || !listed) return undefined;
    if (listed.every((value) => value === null)) {
      return given.wrong('values', '"values" holds nothing but null', 'List the values that may be there');
    }
    const reporter: Reporter = {
      warn: (message, help) => given.warn('values', message, help),
      wrong: (message, help) => given.wrong('values', message, help),
    };
    const values = listed.flatMap((value) => acceptedValue(value, quote, reporter)).join(', ');
    const { expression } = column;
    const phrase = `${named(column)} other than ${shortened(values)}`;
    return row(
      sql`${expression} not in (${given.piece('values', values)})`,
      `has ${phrase}`,
      `have ${phrase}`,
      expression,
    );
  },
});

export const range = builtin({
  column: 'needed',
  arguments: {
    min_value: { type: 'expression', needed: false, about: 'The smallest value. One of both bounds is needed.' },
    max_value: { type: 'expression', needed: false, about: 'The greatest value.' },
    inclusive: { type: 'flag', default: true, about: 'Whether the bounds themselves are allowed.' },
  },
  dimension: 'accuracy',
  holds: 'Every value of the column lies within the bounds.',
  counts: 'failing rows',
  sees: 'the columns of the relation',
  example: { column: 'share', item: 'range: { arguments: { min_value: 0, max_value: 100 } }' },
  read(given) {
    const column = given.column();
    const inclusive = given.value('inclusive');
    if (!given.has('min_value') && !given.has('max_value')) {
      return given.wrong(
        'min_value',
        'the data test range has neither "min_value" nor "max_value"',
        'Give it one of them, or both',
      );
    }
    const min = given.value('min_value');
    const max = given.value('max_value');
    if (!column || min === undefined || max === undefined) return undefined;
    const [over, under] = inclusive ? [sql`>=`, sql`<=`] : [sql`>`, sql`<`];
    const low = min && sql`not ${column.expression} ${over} (${min.sql})`;
    const high = max && sql`not ${column.expression} ${under} (${max.sql})`;
    const fails = low && high ? sql`(${low} or ${high})` : (low ?? high);
    if (!fails) return undefined;
    const bounds = [
      ...(min ? [`${inclusive ? 'at least' : 'above'} ${min.text}`] : []),
      ...(max ? [`${inclusive ? 'at most' : 'below'} ${max.text}`] : []),
    ];
    const phrase = `${named(column)} that is not ${bounds.join(' and ')}`;
    return row(fails, `has ${phrase}`, `have ${phrase}`);
  },
});

export const matches = builtin({
  column: 'needed',
  arguments: {
    regex: { type: 'text', needed: true, about: "A regular expression of PostgreSQL's, found anywhere in the text." },
  },
  dimension: 'accuracy',
  holds: 'Every value of the column, as text, matches the regular expression.',
  counts: 'failing rows',
  sees: 'the columns of the relation',
  example: { column: 'code', item: "matches: { arguments: { regex: '^C[0-9]+$' } }" },
  read(given) {
    const column = given.column();
    const regex = given.value('regex');
    if (!column || regex === undefined) return undefined;
    const phrase = `${named(column)} that does not match ${regex}`;
    const pattern = given.piece('regex', quoteLiteral(regex));
    return row(sql`${textOf(column.expression)} !~ ${pattern}`, `has ${phrase}`, `have ${phrase}`);
  },
});

/** Below a column the expression continues it, as in dbt_utils.expression_is_true: `>= 0`. */
export const expression = builtin({
  column: 'possible',
  arguments: {
    expression: {
      type: 'expression',
      needed: true,
      about: 'The condition, as SQL. Below a column it goes on behind the column: `>= 0`.',
    },
  },
  dimension: 'accuracy',
  holds: 'The condition is false of no row.',
  counts: 'failing rows',
  sees: 'the columns of the relation',
  example: { column: null, item: "expression: { arguments: { expression: 'updated_at >= created_at' } }" },
  read(given, onColumn) {
    const wanted = given.value('expression');
    const column = onColumn ? given.column() : null;
    if (wanted === undefined || column === undefined) return undefined;
    const fails = column ? sql`not (${column.expression} ${wanted.sql})` : sql`not (${wanted.sql})`;
    const phrase = `not satisfy ${column ? `${column.column ?? 'value'} ` : ''}${shortened(wanted.text)}`;
    return row(fails, `does ${phrase}`, `do ${phrase}`);
  },
});

function row(fails: Sql, one: string, many: string, values: Sql | null = null): ReadCheck {
  return { check: { kind: 'row', fails, values }, phrase: { one, many } };
}

/** What is said of an argument. */
interface Reporter {
  warn(message: string, help: string): void;
  wrong(message: string, help: string): void;
}

/**
 * With `quote` the value is between quotes as in dbt, which does not double those inside: a text whose quotes are
 * already doubled means the same here, any other is quoted properly. Without it the value is SQL.
 */
function acceptedValue(value: JsonValue, quote: boolean, reporter: Reporter): readonly string[] {
  if (value === null) {
    reporter.warn(
      'null in "values" has no effect: NULL always passes',
      'Leave it out, or test the column with not_null',
    );
    return [];
  }
  if (typeof value === 'object') {
    reporter.wrong('"values" holds something that is not a single value', 'List texts, numbers, true or false');
    return [];
  }
  const text = typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  if (!quote) return [text];
  return [
    /^(?:[^']|'')*$/.test(text) && text.includes("''") ? quoteLiteral(text.replaceAll("''", "'")) : quoteLiteral(text),
  ];
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}
