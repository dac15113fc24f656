// What a statement means, as a short text to compare: comments, white space, keyword case and parentheses do not matter,
// constants and names do. (The parser library's own fingerprint ignores constants, which a definition must not.)

import { createHash } from 'node:crypto';
import { isJsonObject, type JsonValue } from '../base/json-value.ts';
import type { ParsedStatement } from './parser.ts';

/** 32 hexadecimal digits. */
export function fingerprintStatement(statement: ParsedStatement): string {
  return fingerprintValue(statement.tree);
}

/** Of any plain value; keys that say only where something is in a text are left out. */
export function fingerprintValue(value: JsonValue): string {
  const text = JSON.stringify(value, (key, part: unknown) => (isPlace(key) ? undefined : ordered(part)));
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function isPlace(key: string): boolean {
  return /^(?:location|name_location|stmt_location|stmt_len|(?:rexpr_)?list_(?:start|end))$/.test(key);
}

/** Objects with their keys in order, so that the order in which a value was built does not matter. */
function ordered(part: unknown): unknown {
  if (!isJsonObject(part)) return part;
  return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
}
