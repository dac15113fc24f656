// What dbt's native environment makes of a template: where it is one expression that prints, that expression's value; a
// marked text (`as_bool`, `as_number`, `as_native`) is read as a Python literal; anything else is text.

import { TemplateError } from './errors.ts';
import { MarkedText } from './filters/native-marks.ts';
import type { Printed } from './machine/state.ts';
import { dictFrom, unary } from './python/operators.ts';
import { Cursor } from './syntax/cursor.ts';
import { parseTuple } from './syntax/expressions.ts';
import { Lexer } from './syntax/lexer.ts';
import { templateText } from './syntax/template-text.ts';
import type { Expression } from './tree.ts';
import { List, Tuple, type Value } from './value.ts';

export function nativeValue(text: string, printed: Printed): Value {
  const { last } = printed;
  if (printed.texts > 0 || printed.values !== 1) return text;
  if (!(last instanceof MarkedText)) return last;
  if (last.meaning === 'text') return last.text;
  const literal = readLiteral(last.text);
  const value = literal === undefined ? last.text : literal;
  const isNumber = typeof value === 'bigint' || typeof value === 'number';
  if ((last.meaning === 'bool' && typeof value !== 'boolean') || (last.meaning === 'number' && !isNumber)) {
    throw new TemplateError('value', `could not convert '${last.text}' into a ${last.meaning}`);
  }
  return value;
}

/** Python's ast.literal_eval; undefined for what is no literal. */
function readLiteral(literal: string): Value | undefined {
  const source = { path: '', text: `{{${literal.trim()}}}` };
  try {
    const text = templateText(source, true);
    const cursor = new Cursor(new Lexer(text, { trimBlocks: false, lstripBlocks: false }));
    cursor.advance();
    const expression = parseTuple(cursor);
    cursor.expect('print-end');
    return cursor.is('end') ? literalValue(expression, source.text) : undefined;
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}

const pythonNames = new Set(['True', 'False', 'None']);

function literalValue(expression: Expression, text: string): Value | undefined {
  switch (expression.kind) {
    case 'constant': {
      const isWord = expression.value === null || typeof expression.value === 'boolean';
      return isWord && !pythonNames.has(text.slice(expression.start, expression.end)) ? undefined : expression.value;
    }
    case 'unary': {
      const operand = expression.operator === 'not' ? undefined : literalValue(expression.operand, text);
      const isNumber = typeof operand === 'bigint' || typeof operand === 'number';
      return isNumber && expression.operator !== 'not' ? unary(expression.operator, operand) : undefined;
    }
    case 'list':
    case 'tuple': {
      const items = literalValues(expression.items, text);
      return items && (expression.kind === 'list' ? new List(items) : new Tuple(items));
    }
    case 'dict': {
      const keys = literalValues(
        expression.entries.map((entry) => entry.key),
        text,
      );
      const values = literalValues(
        expression.entries.map((entry) => entry.value),
        text,
      );
      return keys && values && dictFrom(keys.map((key, at): [Value, Value] => [key, values[at] ?? null]));
    }
    default:
      return undefined;
  }
}

function literalValues(expressions: readonly Expression[], text: string): Value[] | undefined {
  const values: Value[] = [];
  for (const expression of expressions) {
    const value = literalValue(expression, text);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}
