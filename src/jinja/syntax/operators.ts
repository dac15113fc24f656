// Expressions of operators, with Jinja's precedences: or, and, not, comparison, + -, ~, * / // %, **; all of them go from
// left to right, ** too, unlike in Python. What is between the operators is the caller's.

import type { CompareOperator, Expression } from '../tree.ts';
import type { Cursor } from './cursor.ts';

/** Longest chain of operators, filters or attributes in one expression. */
const maximumChain = 1000;

type ParseOperand = (cursor: Cursor) => Expression;

const or = 1;
const and = 2;
const comparison = 3;
const sum = 4;
const concatenation = 5;
const product = 6;
const power = 7;

/** An expression without a conditional at its top. `operand` parses what is between operators. */
export function parseOperators(cursor: Cursor, operand: ParseOperand): Expression {
  return parseFrom(cursor, or, operand);
}

/** An expression of operators that bind at least as tightly as `weakest`. */
function parseFrom(cursor: Cursor, weakest: number, operand: ParseOperand): Expression {
  const start = cursor.start;
  let left = weakest <= comparison && cursor.isName('not') ? parseNot(cursor, operand) : operand(cursor);
  for (let length = 1; ; length++) {
    const strength = strengthOf(cursor);
    if (strength < weakest) return left;
    checkChain(cursor, length);
    left = parseRight(cursor, left, start, strength, operand);
  }
}

function parseNot(cursor: Cursor, operand: ParseOperand): Expression {
  const start = cursor.start;
  cursor.advance();
  const negated = cursor.nested(() =>
    cursor.isName('not') ? parseNot(cursor, operand) : parseFrom(cursor, comparison, operand),
  );
  return { kind: 'unary', operator: 'not', operand: negated, start, end: cursor.lastEnd };
}

/** How tightly the operator binds that the cursor is at; 0 where it is at none. */
function strengthOf(cursor: Cursor): number {
  const { kind, text } = cursor.current;
  switch (kind) {
    case 'name':
      if (text === 'or') return or;
      if (text === 'and') return and;
      return text === 'in' || (text === 'not' && isNotIn(cursor)) ? comparison : 0;
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison;
    case '+':
    case '-':
      return sum;
    case '~':
      return concatenation;
    case '*':
    case '/':
    case '//':
    case '%':
      return product;
    case '**':
      return power;
    default:
      return 0;
  }
}

function isNotIn(cursor: Cursor): boolean {
  const next = cursor.ahead();
  return next.kind === 'name' && next.text === 'in';
}

/** The operation of `left`, which starts at `start`, and what follows the operator that the cursor is at. */
function parseRight(
  cursor: Cursor,
  left: Expression,
  start: number,
  strength: number,
  operand: ParseOperand,
): Expression {
  if (strength === comparison) return parseComparison(cursor, left, start, operand);
  if (strength === concatenation) return parseConcatenation(cursor, left, operand);
  const { kind } = cursor.advance();
  const right = parseFrom(cursor, strength + 1, operand);
  const end = cursor.lastEnd;
  switch (kind) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '//':
    case '%':
    case '**':
      return { kind: 'binary', operator: kind, left, right, start, end };
    default:
      return { kind: 'logical', operator: strength === or ? 'or' : 'and', left, right, start, end };
  }
}

function parseComparison(cursor: Cursor, first: Expression, start: number, operand: ParseOperand): Expression {
  const rest: { operator: CompareOperator; operand: Expression }[] = [];
  while (strengthOf(cursor) === comparison) {
    const operator = compareOperator(cursor);
    rest.push({ operator, operand: parseFrom(cursor, sum, operand) });
  }
  return { kind: 'comparison', first, rest, start, end: cursor.lastEnd };
}

function compareOperator(cursor: Cursor): CompareOperator {
  const { kind, text } = cursor.advance();
  switch (kind) {
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return kind;
    default:
      if (text === 'in') return 'in';
      cursor.advance();
      return 'not in';
  }
}

function parseConcatenation(cursor: Cursor, first: Expression, operand: ParseOperand): Expression {
  const items = [first];
  while (cursor.skip('~')) items.push(parseFrom(cursor, product, operand));
  return { kind: 'concatenation', items, start: first.start, end: cursor.lastEnd };
}

/** Refuses an expression that chains more than a sensible number of operations. */
export function checkChain(cursor: Cursor, length: number): void {
  if (length > maximumChain) {
    throw cursor.fail(`an expression chains more than ${maximumChain} operations`, cursor.current, 'Split it up');
  }
}
