// The built-in tests of single rows: not_null, accepted_values, range, matches, expression. Each is a condition that is
// true of a failing row; NULL passes all but not_null. Definitions as in dbt-core and dbt_utils.

import type { JsonValue } from '../base/json-value.ts';
import { quoteLiteral, type Sql, sql } from '../sql/sql.ts';
import { textOf } from '../sql/text-of.ts';
import { type Builtin, named, type ReadCheck } from './builtin.ts';
import type { TestArguments } from './test-arguments.ts';

export const notNull: Builtin = {
  arguments: [],
  dimension: 'completeness',
  read(given) {
    const column = given.column();
    if (!column) return undefined;
    const name = column.column ?? 'value';
    return row(sql`${column.expression} is null`, `has no ${name}`, `have no ${name}`);
  },
};

export const acceptedValues: Builtin = {
  arguments: ['values', 'quote'],
  dimension: 'accuracy',
  read(given) {
    const column = given.column();
    const quote = given.flag('quote', true);
    const listed = given.list('values');
    if (!column || !listed) return undefined;
    if (listed.every((value) => value === null)) {
      return given.wrong('values', '"values" holds nothing but null', 'List the values that may stand there');
    }
    const values = listed.flatMap((value) => acceptedValue(value, quote, given)).join(', ');
    const { expression } = column;
    const tell = `${named(column)} other than ${shortened(values)}`;
    return row(sql`${expression} not in (${given.piece('values', values)})`, `has ${tell}`, `have ${tell}`, expression);
  },
};

export const range: Builtin = {
  arguments: ['min_value', 'max_value', 'inclusive'],
  dimension: 'accuracy',
  read(given) {
    const column = given.column();
    const inclusive = given.flag('inclusive', true);
    if (!given.has('min_value') && !given.has('max_value')) {
      return given.wrong(
        'min_value',
        'the data test range has neither "min_value" nor "max_value"',
        'Give it one of them, or both',
      );
    }
    const min = given.has('min_value') ? given.expression('min_value') : null;
    const max = given.has('max_value') ? given.expression('max_value') : null;
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
    const tell = `${named(column)} that is not ${bounds.join(' and ')}`;
    return row(fails, `has ${tell}`, `have ${tell}`);
  },
};

export const matches: Builtin = {
  arguments: ['regex'],
  dimension: 'accuracy',
  read(given) {
    const column = given.column();
    const regex = given.text('regex');
    if (!column || regex === undefined) return undefined;
    const tell = `${named(column)} that does not match ${regex}`;
    const pattern = given.piece('regex', quoteLiteral(regex));
    return row(sql`${textOf(column.expression)} !~ ${pattern}`, `has ${tell}`, `have ${tell}`);
  },
};

/** Below a column the expression continues it, as in dbt_utils.expression_is_true: `>= 0`. */
export const expression: Builtin = {
  arguments: ['expression'],
  dimension: 'accuracy',
  read(given, onColumn) {
    const wanted = given.expression('expression');
    const column = onColumn ? given.column() : null;
    if (wanted === undefined || column === undefined) return undefined;
    const fails = column ? sql`not (${column.expression} ${wanted.sql})` : sql`not (${wanted.sql})`;
    const tell = `not satisfy ${column ? `${column.column ?? 'value'} ` : ''}${shortened(wanted.text)}`;
    return row(fails, `does ${tell}`, `do ${tell}`);
  },
};

function row(fails: Sql, one: string, many: string, values: Sql | null = null): ReadCheck {
  return { check: { kind: 'row', fails, values }, phrase: { one, many } };
}

/**
 * With `quote` the value stands between quotes as in dbt, which does not double those inside: a text whose quotes are
 * already doubled means the same here, any other is quoted properly. Without it the value is SQL.
 */
function acceptedValue(value: JsonValue, quote: boolean, given: TestArguments): readonly string[] {
  if (value === null) {
    given.warn(
      'values',
      'null in "values" has no effect: NULL always passes',
      'Leave it out, or test the column with not_null',
    );
    return [];
  }
  if (typeof value === 'object') {
    given.wrong('values', '"values" holds something that is not a single value', 'List texts, numbers, true or false');
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
