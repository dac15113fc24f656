// dbt's cross-database macros as they come out for PostgreSQL: the same SQL as dbt's, in a layout of our own. Those about
// dates are dates.ts.

import { toArray } from '../../jinja/python/iteration.ts';
import { ordered } from '../../jinja/python/order.ts';
import { toText } from '../../jinja/python/printing.ts';
import { isTrue } from '../../jinja/python/truth.ts';
import { numericType, translateType } from '../column-object.ts';
import { type BuiltinMacro, dispatching, macro, text } from './builtin-macro.ts';

const string = translateType('string');

const typeMacros: readonly BuiltinMacro[] = [
  ...text('type_string', '', () => string),
  ...text('type_timestamp', '', () => translateType('timestamp')),
  ...text('type_float', '', () => translateType('float')),
  ...text('type_numeric', '', () => numericType('numeric', 28n, 6n)),
  ...text('type_bigint', '', () => translateType('bigint')),
  ...text('type_int', '', () => translateType('integer')),
  ...text('type_boolean', '', () => translateType('boolean')),
  ...text('cast', 'field type', (field, type) => `cast(${field} as ${type})`),
  ...text('safe_cast', 'field type', (field, type) => `cast(${field} as ${type})`),
  ...text('cast_bool_to_text', 'field', (field) => `cast(${field} as ${string})`),
  ...text('hash', 'field', (field) => `md5(cast(${field} as ${string}))`),
];

const listMacros: readonly BuiltinMacro[] = [
  ...dispatching('concat', 'fields', (_, [fields = null]) => toArray(fields).map(toText).join(' || ')),
  ...text('array_append', 'array new_element', (array, element) => `array_append(${array}, ${element})`),
  ...text('array_concat', 'array_1 array_2', (first, second) => `array_cat(${first}, ${second})`),
  ...dispatching('array_construct', 'inputs= data_type=', (_, [inputs = null, type = null]) => {
    const items = inputs === null ? [] : toArray(inputs).map(toText);
    if (items.length > 0) return `array[ ${items.join(' , ')} ]`;
    return `array[]::${type === null ? translateType('integer') : toText(type)}[]`;
  }),
  ...dispatching(
    'listagg',
    'measure delimiter_text= order_by_clause= limit_num=',
    (_, [measure = null, delimiter = null, order = null, limit = null]) => {
      const inOrder = isTrue(order) ? ` ${toText(order)}` : '';
      const separator = delimiter === null ? "','" : toText(delimiter);
      return isTrue(limit)
        ? `array_to_string((array_agg(${toText(measure)}${inOrder}))[1:${toText(limit)}], ${separator})`
        : `string_agg(${toText(measure)}, ${separator}${inOrder})`;
    },
    'postgres',
  ),
];

const splitParameters = 'string_text delimiter_text part_number';

function splitPart(whole = '', delimiter = '', part = ''): string {
  return `split_part(${whole}, ${delimiter}, ${part})`;
}

function splitPartFromEnd(whole = '', delimiter = '', part = ''): string {
  return splitPart(whole, delimiter, `length(${whole}) - length(replace(${whole}, ${delimiter}, '')) + 2 + ${part}`);
}

const textMacros: readonly BuiltinMacro[] = [
  ...text('any_value', 'expression', (expression) => `min(${expression})`, 'postgres'),
  ...text('bool_or', 'expression', (expression) => `bool_or(${expression})`),
  ...text('equals', 'expr1 expr2', (first, second) => `(${first} = ${second})`, 'postgres'),
  ...text('escape_single_quotes', 'expression', (expression = '') => expression.replaceAll("'", "''")),
  ...text('except', '', () => 'except'),
  ...text('intersect', '', () => 'intersect'),
  ...text('length', 'expression', (expression) => `length(${expression})`),
  ...text('position', 'substring_text string_text', (part, whole) => `position(${part} in ${whole})`),
  ...text('replace', 'field old_chars new_chars', (field, old, by) => `replace(${field}, ${old}, ${by})`),
  ...text('right', 'string_text length_expression', (whole, length) => `right(${whole}, ${length})`),
  ...text('string_literal', 'value', (value) => `'${value}'`),
  ...dispatching(
    'split_part',
    splitParameters,
    (_, values) => {
      const isFromEnd = ordered('<', values[2] ?? 1n, 0n);
      return (isFromEnd ? splitPartFromEnd : splitPart)(...values.map(toText));
    },
    'postgres',
  ),
  macro('default__split_part', splitParameters, (_, values) => splitPart(...values.map(toText))),
  macro('_split_part_negative', splitParameters, (_, values) => splitPartFromEnd(...values.map(toText))),
];

/** Macros that read the catalog or shape a query. */
const queryMacros: readonly BuiltinMacro[] = [
  ...text('information_schema_name', 'database', () => 'information_schema', 'postgres'),
  ...dispatching('get_empty_subquery_sql', 'select_sql select_sql_header=', (_, [query = null, header = null]) => {
    const before = header === null ? '' : `${toText(header)}\n`;
    return `${before}select * from (\n${toText(query)}\n) as __dbt_sbq\nwhere false\nlimit 0`;
  }),
  macro('get_limit_subquery_sql', 'sql limit', (_, [query = null, limit = null]) =>
    limit === null ? toText(query) : `${toText(query)}\nlimit ${toText(limit)}`,
  ),
];

export const crossDatabaseMacros: readonly BuiltinMacro[] = [
  ...typeMacros,
  ...listMacros,
  ...textMacros,
  ...queryMacros,
];
