// Notes every statement that the tests on databases send, with whose words it holds, for the check at the end of the run
// (check-statements.ts). Beside each test file: it changes nothing of what is sent.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { ClientSession } from '../../src/postgres/session.ts';
import { hasUserText, type Sql } from '../../src/sql/sql.ts';
import { patternOf, type SentStatement } from './check-statements.ts';

const sent = new Map<string, SentStatement>();
const send = ClientSession.prototype.query;

ClientSession.prototype.query = function (statement: Sql) {
  const { text } = statement;
  const words = hasUserText(statement) ? 'user' : 'engine';
  const pattern = patternOf(text);
  const key = `${words} ${pattern}`;
  // A test's own statements stand in its file; what Smelt sends is made in src/. One with a NUL is refused before it is sent.
  if (!sent.has(key) && !text.includes('\0')) sent.set(key, { text, words, pattern, fromTest: isFromTest() });
  return send.call(this, statement);
};

function isFromTest(): boolean {
  const [, , , caller = ''] = new Error().stack?.split('\n') ?? [];
  return caller.includes('/tests/');
}

afterAll(() => {
  writeFileSync(
    join(inject('sentStatements'), `${process.pid}-${Date.now()}.json`),
    JSON.stringify([...sent.values()]),
  );
});
