// The statements that use other templates: extends, include, import, from.

import type { Statement } from '../tree.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expressions.ts';
import { parseBoundName } from './targets.ts';

/** The cursor is at the name of the tag, `tag`, which starts at `start`. Undefined for any other tag. */
export function parseTemplateUse(cursor: Cursor, tag: string, start: number): Statement | undefined {
  switch (tag) {
    case 'extends':
      cursor.advance();
      return { kind: 'extends', template: parseExpression(cursor), start, end: cursor.lastEnd };
    case 'include':
      return parseInclude(cursor, start);
    case 'import':
      return parseImport(cursor, start);
    case 'from':
      return parseFrom(cursor, start);
    default:
      return undefined;
  }
}

function parseInclude(cursor: Cursor, start: number): Statement {
  cursor.advance();
  const template = parseExpression(cursor);
  const ignoreMissing = cursor.isName('ignore') && cursor.ahead().text === 'missing';
  if (ignoreMissing) {
    cursor.advance();
    cursor.advance();
  }
  const withContext = parseContext(cursor) ?? true;
  return { kind: 'include', template, ignoreMissing, withContext, start, end: cursor.lastEnd };
}

function parseImport(cursor: Cursor, start: number): Statement {
  cursor.advance();
  const template = parseExpression(cursor);
  cursor.expectName('as');
  const name = parseBoundName(cursor);
  const withContext = parseContext(cursor) ?? false;
  return { kind: 'import', template, name, withContext, start, end: cursor.lastEnd };
}

function parseFrom(cursor: Cursor, start: number): Statement {
  cursor.advance();
  const template = parseExpression(cursor);
  cursor.expectName('import');
  const names: { name: string; alias: string }[] = [];
  let withContext: boolean | undefined;
  do {
    withContext = names.length > 0 ? parseContext(cursor) : undefined;
    if (withContext !== undefined) break;
    const token = cursor.current;
    const name = parseBoundName(cursor);
    if (name.startsWith('_')) throw cursor.fail('names that begin with an underscore cannot be imported', token);
    const alias = cursor.skipName('as') ? parseBoundName(cursor) : name;
    names.push({ name, alias });
    withContext = parseContext(cursor);
  } while (withContext === undefined && cursor.skip(',') && !cursor.is('tag-end'));
  return { kind: 'from-import', template, names, withContext: withContext ?? false, start, end: cursor.lastEnd };
}

/** `with context` or `without context`; undefined where neither is there. */
function parseContext(cursor: Cursor): boolean | undefined {
  if (!cursor.isName('with') && !cursor.isName('without')) return undefined;
  if (cursor.ahead().text !== 'context') return undefined;
  const withContext = cursor.advance().text === 'with';
  cursor.advance();
  return withContext;
}
