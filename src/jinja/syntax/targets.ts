// What assignments and signatures bind: names, tuples of names, attributes of namespaces, parameters with defaults.

import type { Parameter, Target } from '../tree.ts';
import type { Cursor } from './cursor.ts';
import { isLiteralName, parseExpression } from './expressions.ts';

/** A name that a value may be bound to; returns its text. */
export function parseBoundName(cursor: Cursor): string {
  const token = cursor.expect('name');
  if (isLiteralName(token.text)) throw cursor.fail(`'${token.text}' is a constant and cannot be assigned to`, token);
  return token.text;
}

/** `a`, `a, b`, `(a, b)`, `ns.a` (where `allowMember`). `stop` is the name that follows (`in`). */
export function parseTarget(cursor: Cursor, allowMember: boolean, stop?: string): Target {
  const start = cursor.start;
  const items: Target[] = [];
  let isTuple = false;
  while (!cursor.is('tag-end') && !cursor.is(')') && !(stop !== undefined && cursor.isName(stop))) {
    items.push(parseSingleTarget(cursor, allowMember));
    if (!cursor.skip(',')) break;
    isTuple = true;
  }
  const only = items[0];
  if (!only) throw cursor.fail('expected a name to assign to');
  return isTuple ? { kind: 'targets', items, start, end: cursor.lastEnd } : only;
}

function parseSingleTarget(cursor: Cursor, allowMember: boolean): Target {
  const start = cursor.start;
  if (cursor.skip('(')) {
    const inner = cursor.nested(() => parseTarget(cursor, allowMember));
    cursor.expect(')');
    return inner;
  }
  if (!cursor.is('name')) throw cursor.fail('expected a name to assign to');
  const name = parseBoundName(cursor);
  if (!allowMember || !cursor.skip('.')) return { kind: 'name', name, start, end: cursor.lastEnd };
  const attribute = cursor.expect('name').text;
  return { kind: 'member', object: name, name: attribute, start, end: cursor.lastEnd };
}

/** `(a, b: type = default)`; types are read and passed over, as in dbt. */
export function parseSignature(cursor: Cursor): readonly Parameter[] {
  const parameters: Parameter[] = [];
  cursor.expect('(');
  while (!cursor.is(')')) {
    if (parameters.length > 0) cursor.expect(',');
    const start = cursor.start;
    const token = cursor.current;
    const name = parseBoundName(cursor);
    if (parameters.some((parameter) => parameter.name === name)) {
      throw cursor.fail(`the parameter '${name}' is declared twice`, token);
    }
    if (cursor.skip(':')) parseTypeName(cursor);
    const defaultValue = cursor.skip('=') ? parseExpression(cursor) : undefined;
    if (!defaultValue && parameters.at(-1)?.defaultValue) {
      throw cursor.fail(`the parameter '${name}' without a default follows one that has a default`, token);
    }
    parameters.push({ name, defaultValue, start, end: cursor.lastEnd });
  }
  cursor.expect(')');
  return parameters;
}

function parseTypeName(cursor: Cursor): void {
  cursor.expect('name');
  if (!cursor.skip('[')) return;
  while (!cursor.is(']')) {
    cursor.nested(() => parseTypeName(cursor));
    if (!cursor.is(']')) cursor.expect(',');
  }
  cursor.expect(']');
}
