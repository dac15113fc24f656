// The grammar of expressions: conditionals, and what is between operators, which are signs, literals, names, then
// attributes, items, calls, filters and tests.

import type { Arguments, Expression, FilterUse } from '../tree.ts';
import type { Value } from '../value.ts';
import type { Cursor } from './cursor.ts';
import { checkChain, parseOperators } from './operators.ts';
import { describe } from './token.ts';

const none: Arguments = { positional: [], keywords: [], spread: undefined, keywordSpread: undefined };

/** An expression, or a tuple where commas follow: `1, 2`. `stop` is a name that ends it (`recursive`). */
export function parseTuple(cursor: Cursor, allowConditional = true, stop?: string): Expression {
  const start = cursor.start;
  if (endsTuple(cursor, stop)) throw cursor.fail(`expected an expression, found ${describe(cursor.current)}`);
  const first = parseItem(cursor, allowConditional);
  if (!cursor.is(',')) return first;
  const items = [first];
  while (cursor.skip(',') && !endsTuple(cursor, stop)) items.push(parseItem(cursor, allowConditional));
  return { kind: 'tuple', items, start, end: cursor.lastEnd };
}

function parseItem(cursor: Cursor, allowConditional: boolean): Expression {
  return allowConditional ? parseExpression(cursor) : parseOperators(cursor, parseOperand);
}

function endsTuple(cursor: Cursor, stop: string | undefined): boolean {
  const kind = cursor.current.kind;
  return kind === 'print-end' || kind === 'tag-end' || kind === ')' || (stop !== undefined && cursor.isName(stop));
}

export function parseExpression(cursor: Cursor): Expression {
  cursor.enter();
  const start = cursor.start;
  let result = parseOperators(cursor, parseOperand);
  while (cursor.skipName('if')) {
    const test = parseOperators(cursor, parseOperand);
    const otherwise = cursor.skipName('else') ? parseExpression(cursor) : undefined;
    result = { kind: 'conditional', test, whenTrue: result, otherwise, start, end: cursor.lastEnd };
  }
  cursor.leave();
  return result;
}

/** What is between operators. */
function parseOperand(cursor: Cursor): Expression {
  return parseFiltersAndTests(cursor, parseUnary(cursor));
}

/** Filters and tests are those of the whole: `-a | abs` is `(-a) | abs`. */
function parseUnary(cursor: Cursor): Expression {
  const start = cursor.start;
  const sign = cursor.current.kind;
  let result: Expression;
  if (sign === '-' || sign === '+') {
    cursor.advance();
    const operand = cursor.nested(() => parseUnary(cursor));
    result = { kind: 'unary', operator: sign, operand, start, end: cursor.lastEnd };
  } else {
    result = parsePrimary(cursor);
  }
  return parsePostfix(cursor, result);
}

const literals: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** Whether the name stands for a constant, and can therefore not be assigned to. */
export function isLiteralName(name: string): boolean {
  return literals.has(name);
}

function parsePrimary(cursor: Cursor): Expression {
  const start = cursor.start;
  const token = cursor.current;
  switch (token.kind) {
    case 'name': {
      cursor.advance();
      const literal = literals.get(token.text);
      return literal === undefined
        ? { kind: 'name', name: token.text, start, end: cursor.lastEnd }
        : { kind: 'constant', value: literal, start, end: cursor.lastEnd };
    }
    case 'string': {
      let value = '';
      while (cursor.is('string')) value += cursor.advance().text;
      return { kind: 'constant', value, start, end: cursor.lastEnd };
    }
    case 'integer':
    case 'float':
      cursor.advance();
      return { kind: 'constant', value: token.value, start, end: cursor.lastEnd };
    case '(': {
      cursor.advance();
      if (cursor.skip(')')) return { kind: 'tuple', items: [], start, end: cursor.lastEnd };
      const inner = cursor.nested(() => parseTuple(cursor));
      cursor.expect(')');
      return inner;
    }
    case '[':
      return parseList(cursor);
    case '{':
      return parseDict(cursor);
    default:
      throw cursor.fail(`expected an expression, found ${describe(token)}`);
  }
}

function parseList(cursor: Cursor): Expression {
  const start = cursor.start;
  cursor.expect('[');
  const items: Expression[] = [];
  while (!cursor.is(']')) {
    items.push(parseExpression(cursor));
    if (!cursor.is(']')) cursor.expect(',');
  }
  cursor.expect(']');
  return { kind: 'list', items, start, end: cursor.lastEnd };
}

function parseDict(cursor: Cursor): Expression {
  const start = cursor.start;
  cursor.expect('{');
  const entries: { key: Expression; value: Expression }[] = [];
  while (!cursor.is('}')) {
    const key = parseExpression(cursor);
    cursor.expect(':');
    entries.push({ key, value: parseExpression(cursor) });
    if (!cursor.is('}')) cursor.expect(',');
  }
  cursor.expect('}');
  return { kind: 'dict', entries, start, end: cursor.lastEnd };
}

function parsePostfix(cursor: Cursor, first: Expression): Expression {
  let target = first;
  for (let length = 1; ; length++) {
    checkChain(cursor, length);
    const kind = cursor.current.kind;
    if (kind === '.') target = parseAttribute(cursor, target);
    else if (kind === '[') target = parseSubscript(cursor, target);
    else if (kind === '(') target = parseCall(cursor, target);
    else return target;
  }
}

function parseFiltersAndTests(cursor: Cursor, first: Expression): Expression {
  let target = first;
  for (let length = 1; ; length++) {
    checkChain(cursor, length);
    if (cursor.is('|')) {
      cursor.advance();
      target = parseFilter(cursor, target, target.start);
    } else if (cursor.isName('is')) target = parseTest(cursor, target);
    else if (cursor.is('(')) target = parseCall(cursor, target);
    else return target;
  }
}

function parseAttribute(cursor: Cursor, target: Expression): Expression {
  cursor.expect('.');
  const start = cursor.start;
  const token = cursor.current;
  if (token.kind === 'name') {
    cursor.advance();
    return { kind: 'attribute', target, name: token.text, start: target.start, end: cursor.lastEnd };
  }
  if (token.kind !== 'integer') throw cursor.fail(`expected a name or a number after '.', found ${describe(token)}`);
  cursor.advance();
  const key: Expression = { kind: 'constant', value: token.value, start, end: cursor.lastEnd };
  return { kind: 'item', target, key, start: target.start, end: cursor.lastEnd };
}

interface SliceParts {
  readonly from: Expression | undefined;
  readonly to: Expression | undefined;
  readonly step: Expression | undefined;
}

function parseSubscript(cursor: Cursor, target: Expression): Expression {
  cursor.expect('[');
  const keysStart = cursor.start;
  const keys: Expression[] = [];
  while (!cursor.is(']')) {
    if (keys.length > 0) cursor.expect(',');
    const key = parseSubscriptKey(cursor);
    if ('from' in key) {
      if (keys.length > 0 || !cursor.is(']')) throw cursor.fail('a slice stands alone between its brackets');
      cursor.expect(']');
      return { kind: 'slice', target, ...key, start: target.start, end: cursor.lastEnd };
    }
    keys.push(key);
  }
  const keysEnd = cursor.lastEnd;
  cursor.expect(']');
  const only = keys[0];
  const key: Expression =
    keys.length === 1 && only ? only : { kind: 'tuple', items: keys, start: keysStart, end: keysEnd };
  return { kind: 'item', target, key, start: target.start, end: cursor.lastEnd };
}

function parseSubscriptKey(cursor: Cursor): Expression | SliceParts {
  const from = cursor.is(':') ? undefined : parseExpression(cursor);
  if (from && !cursor.is(':')) return from;
  cursor.expect(':');
  const part = (): Expression | undefined =>
    cursor.is(':') || cursor.is(']') || cursor.is(',') ? undefined : parseExpression(cursor);
  const to = part();
  const step = cursor.skip(':') ? part() : undefined;
  return { from, to, step };
}

function parseCall(cursor: Cursor, callee: Expression): Expression {
  const args = parseArguments(cursor);
  return { kind: 'call', callee, arguments: args, start: callee.start, end: cursor.lastEnd };
}

function parseArguments(cursor: Cursor): Arguments {
  cursor.expect('(');
  if (cursor.skip(')')) return none;
  const positional: Expression[] = [];
  const keywords: { name: string; value: Expression; start: number }[] = [];
  let spread: Expression | undefined;
  let keywordSpread: Expression | undefined;
  while (!cursor.is(')')) {
    const token = cursor.current;
    if (cursor.is('*')) {
      if (spread || keywordSpread) throw cursor.fail('only one * argument can be given, before any ** argument');
      cursor.advance();
      spread = parseExpression(cursor);
    } else if (cursor.is('**')) {
      if (keywordSpread) throw cursor.fail('only one ** argument can be given');
      cursor.advance();
      keywordSpread = parseExpression(cursor);
    } else if (token.kind === 'name' && cursor.ahead().kind === '=') {
      if (keywordSpread) throw cursor.fail('a keyword argument cannot follow a ** argument');
      if (keywords.some((keyword) => keyword.name === token.text)) {
        throw cursor.fail(`the argument '${token.text}' is given twice`);
      }
      const start = cursor.start;
      cursor.advance();
      cursor.advance();
      keywords.push({ name: token.text, value: parseExpression(cursor), start });
    } else {
      if (keywords.length > 0 || spread || keywordSpread) {
        throw cursor.fail('a positional argument cannot follow a keyword, * or ** argument');
      }
      positional.push(parseExpression(cursor));
    }
    if (!cursor.is(')')) cursor.expect(',');
  }
  cursor.expect(')');
  return { positional, keywords, spread, keywordSpread };
}

/** The cursor is at the filter's name. `start` is where the filtered expression starts. */
export function parseFilter(cursor: Cursor, target: Expression | undefined, start: number): FilterUse {
  const name = parseDottedName(cursor);
  const args = cursor.is('(') ? parseArguments(cursor) : none;
  return { kind: 'filter', target, name, arguments: args, start, end: cursor.lastEnd };
}

function parseDottedName(cursor: Cursor): string {
  let name = cursor.expect('name').text;
  while (cursor.skip('.')) name += `.${cursor.expect('name').text}`;
  return name;
}

function parseTest(cursor: Cursor, target: Expression): Expression {
  cursor.expectName('is');
  const negated = cursor.skipName('not');
  const name = parseDottedName(cursor);
  let args = none;
  if (cursor.is('(')) args = parseArguments(cursor);
  else if (startsTestArgument(cursor)) {
    if (cursor.isName('is')) throw cursor.fail("tests cannot be chained with 'is'");
    const argument = cursor.nested(() => parsePostfix(cursor, parsePrimary(cursor)));
    args = { ...none, positional: [argument] };
  }
  return { kind: 'test', target, name, arguments: args, negated, start: target.start, end: cursor.lastEnd };
}

function startsTestArgument(cursor: Cursor): boolean {
  const { kind, text } = cursor.current;
  if (kind === 'name') return text !== 'else' && text !== 'or' && text !== 'and';
  return kind === 'string' || kind === 'integer' || kind === 'float' || kind === '[' || kind === '{';
}
