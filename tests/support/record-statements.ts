// Notes every statement that the tests on databases send, with whose words it holds, for the check at the end of the run
// (check-statements.ts). Beside each test file, in whose process others may come before and after; it changes nothing of what is sent.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { ClientSession } from '../../src/postgres/session.ts';
import { hasUserText, type Sql } from '../../src/sql/sql.ts';
import { patternOf, type SentStatement } from './check-statements.ts';

declare global {
  /** Of all test files of this process. */
  var smeltSentStatements: Map<string, SentStatement> | undefined;
}

const sent = (globalThis.smeltSentStatements ??= recordStatements());

function recordStatements(): Map<string, SentStatement> {
  const recorded = new Map<string, SentStatement>();
  const send = ClientSession.prototype.query;
  ClientSession.prototype.query = function (statement: Sql) {
    const { text } = statement;
    const words = hasUserText(statement) ? 'user' : 'engine';
    const pattern = patternOf(text);
    const key = `${words} ${pattern}`;
    const known = recorded.get(key);
    // A test's own statements stand in its file; what Smelt sends is made in src/. One with a NUL is refused before it is sent.
    if ((!known || (known.fromTest && words === 'engine')) && !text.includes('\0'))
      recorded.set(key, { text, words, pattern, fromTest: isFromTest() });
    return send.call(this, statement);
  };
  return recorded;
}

function isFromTest(): boolean {
  const [, , , caller = ''] = new Error().stack?.split('\n') ?? [];
  return caller.includes('/tests/');
}

afterAll(() => {
  writeFileSync(join(inject('sentStatements'), `${process.pid}.json`), JSON.stringify([...sent.values()]));
});
