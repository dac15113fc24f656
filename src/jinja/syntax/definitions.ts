// The blocks that give a name to something: macros, and dbt's tests, materializations, snapshots and docs, which are
// macros of a kind.

import type { DefinitionKind, Expression, Macro, Parameter, Statement } from '../tree.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expressions.ts';
import { parseBoundName, parseSignature } from './targets.ts';

/** Parses a body up to `{% end %}`; the cursor is then behind that tag's name. */
export type ParseBody = (end: string) => {
  readonly body: readonly Statement[];
  readonly from: number;
  readonly to: number;
};

/** The tag that begins a definition, with the kind that it makes. */
export const definitionTags: ReadonlyMap<string, DefinitionKind> = new Map<string, DefinitionKind>([
  ['macro', 'macro'],
  ['test', 'test'],
  ['data_test', 'test'],
  ['materialization', 'materialization'],
  ['snapshot', 'snapshot'],
  ['docs', 'docs'],
]);

/** The cursor is at the tag's name; `start` is where the tag starts. */
export function parseDefinition(cursor: Cursor, kind: DefinitionKind, start: number, parseBody: ParseBody): Macro {
  const tag = cursor.advance().text;
  const nameStart = cursor.start;
  const definitionName = parseBoundName(cursor);
  const nameEnd = cursor.lastEnd;
  const header = parseHeader(cursor, kind, definitionName);
  const { body, from, to } = parseBody(`end${tag}`);
  return {
    kind: 'macro',
    definition: kind,
    definitionName,
    nameStart,
    nameEnd,
    ...header,
    body,
    bodyStart: from,
    bodyEnd: to,
    start,
    end: cursor.text.original(cursor.ahead().end),
  };
}

type Header = Pick<Macro, 'name' | 'parameters' | 'adapter' | 'languages'>;

function parseHeader(cursor: Cursor, kind: DefinitionKind, name: string): Header {
  switch (kind) {
    case 'macro':
      return { name, parameters: parseSignature(cursor), adapter: undefined, languages: [] };
    case 'test':
      return { name: `test_${name}`, parameters: parseSignature(cursor), adapter: undefined, languages: [] };
    case 'materialization':
      return parseMaterialization(cursor, name);
    case 'snapshot':
    case 'docs':
      return { name: `${kind}_${name}`, parameters: [], adapter: undefined, languages: [] };
  }
}

/** `name, default`, `name, adapter='postgres'`, `…, supported_languages=['sql']`. */
function parseMaterialization(cursor: Cursor, name: string): Header {
  let adapter = 'default';
  let languages: readonly string[] = [];
  let parameters: readonly Parameter[] = [];
  while (cursor.skip(',')) {
    const start = cursor.start;
    const token = cursor.current;
    const option = cursor.expect('name').text;
    if (option === 'default') continue;
    if (option !== 'adapter' && option !== 'supported_languages') {
      throw cursor.fail(
        `a materialization has no option '${option}'`,
        token,
        'Use default, adapter or supported_languages',
      );
    }
    cursor.expect('=');
    const valueToken = cursor.current;
    const value = parseExpression(cursor);
    if (option === 'adapter') {
      if (value.kind !== 'constant' || typeof value.value !== 'string') {
        throw cursor.fail("the adapter of a materialization is a string, as in adapter='postgres'", valueToken);
      }
      adapter = value.value;
    } else {
      languages = textsOf(value);
      if (languages.length === 0) throw cursor.fail('supported_languages is a list of strings', valueToken);
      parameters = [{ name: option, defaultValue: value, start, end: cursor.lastEnd }];
    }
  }
  return { name: `materialization_${name}_${adapter}`, parameters, adapter, languages };
}

function textsOf(expression: Expression): readonly string[] {
  if (expression.kind !== 'list') return [];
  return expression.items.flatMap((item) =>
    item.kind === 'constant' && typeof item.value === 'string' ? [item.value] : [],
  );
}
