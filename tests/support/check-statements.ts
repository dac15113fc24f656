// The end of a run of the tests on databases: in no statement of Smelt's own that was sent may a function, type, table or
// collation be left to the search_path. Where user's words are among them, operators are as well (shadows.test.ts holds those).

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadParser } from '../../src/sql/parser.ts';
import { unqualifiedNames } from './unqualified-names.ts';

export interface SentStatement {
  readonly text: string;
  readonly words: 'engine' | 'user';
  readonly pattern: string;
  readonly fromTest: boolean;
}

/** The same for statements that differ in literals, names in quotes and numbers alone. */
export function patternOf(text: string): string {
  return text
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/"(?:[^"]|"")*"/g, '""')
    .replace(/\b\d+\b/g, '0');
}

/** An index by the definition that PostgreSQL has told of it, which leaves out what the engine's path finds. */
const isOfCatalog = /^create (?:unique )?index .* USING /s;

/** Throws with the statements that leave something to the path; answers what was looked at, as a sentence. */
export async function checkStatements(directory: string): Promise<string> {
  await loadParser();
  const sent = new Map<string, SentStatement>();
  for (const file of readdirSync(directory)) {
    const statements: readonly SentStatement[] = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    for (const statement of statements) {
      if (statement.words === 'engine' && !statement.fromTest && !isOfCatalog.test(statement.text))
        sent.set(statement.pattern, statement);
    }
  }
  let bodies = 0;
  const wrong: string[] = [];
  for (const { text } of sent.values()) {
    const found = unqualifiedNames(text);
    bodies += found.bodies;
    if (found.names.length > 0) wrong.push(`${found.names.join(', ')}\n  in: ${text.slice(0, 2000)}`);
  }
  if (wrong.length > 0)
    throw new Error(`${wrong.length} statements leave names to the search_path:\n${wrong.join('\n')}`);
  return `engine statements: ${sent.size} different ones, ${bodies} with a body, 0 names left to the search_path`;
}
