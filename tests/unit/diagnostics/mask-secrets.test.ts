// Protects two promises at once: no message shows a secret, and nothing innocent is changed to hide one.

import { describe, expect, test } from 'vitest';
import { errorAt } from '../../../src/diagnostics/diagnostic.ts';
import { maskDiagnostic, maskMessage } from '../../../src/diagnostics/mask-secrets.ts';

describe('the password in a URL or a connection string is hidden whatever it is', () => {
  test.each([
    ['to postgres://ada:s3cret@host:5432/db', 'to postgres://ada:*****@host:5432/db'],
    ['postgres://ada:p@postgres:5432/p', 'postgres://ada:*****@postgres:5432/p'],
    ['postgres://ada:p@ss@host/db', 'postgres://ada:*****@host/db'],
    ['postgres://ada:a/b?c#d@host/db', 'postgres://ada:*****@host/db'],
    ['postgres://ada:p%40ss@h/x', 'postgres://ada:*****@h/x'],
    ['postgres://:"@h/x', 'postgres://:*****@h/x'],
    ['postgres://ada:1@h/x', 'postgres://ada:*****@h/x'],
    ['postgres://ada:********@h/x', 'postgres://ada:********@h/x'],
    [
      'postgres://h/x?user=ada&password=1&sslpassword=2#a',
      'postgres://h/x?user=ada&password=*****&sslpassword=*****#a',
    ],
    ['host=h password=1 dbname=x', 'host=h password=***** dbname=x'],
    ["password = 'a \\' b' host = h", 'password = ***** host = h'],
    ['PGPASSWORD=id psql', 'PGPASSWORD=***** psql'],
  ])('%s', (text, expected) => {
    expect(maskMessage(text, [])).toBe(expected);
    expect(maskMessage(expected, [])).toBe(expected);
  });

  test.each([
    'see https://example.com/a:b@c',
    'http://localhost:8080/a@b',
    'column "password" does not exist',
    'where password = $1',
    'ada@host:5432/shop',
  ])('%s stays', (text) => {
    expect(maskMessage(text, [])).toBe(text);
  });
});

describe('a known value', () => {
  test.each([
    [
      'of less than eight characters is hidden in URLs alone',
      'id',
      'no id at https://id@host/id?id=1',
      'no id at https://*****@host/id?id=1',
    ],
    ['that looks like a port and a path is hidden in a URL', '1/2', 'u://a:1/2@h and 1/2', 'u://a:*****@h and 1/2'],
    ['of eight is hidden everywhere', 'hunter22', 'hunter22 and hunter2', '***** and hunter2'],
    ['is counted in characters, not in halves', '🗝🗝🗝🗝🗝🗝🗝', '🗝🗝🗝🗝🗝🗝🗝', '🗝🗝🗝🗝🗝🗝🗝'],
    ['is no pattern', '.*$&(a+)+', 'x .*$&(a+)+ aaaaaaaaaa', 'x ***** aaaaaaaaaa'],
    ['is found percent-encoded', 'pässwörd', 'p%C3%A4ssw%C3%B6rd, pässwörd', '*****, *****'],
    ['is found in JSON and in SQL', `it's "so"`, `{"a": "it's \\"so\\""} 'it''s "so"'`, `{"a": "*****"} '*****'`],
    ['that is half a character breaks nothing', '\ud800hunter2', 'hunter2', 'hunter2'],
  ])('%s', (_why, secret, text, expected) => {
    expect(maskMessage(text, [secret])).toBe(expected);
  });

  test('is hidden before a shorter one that it holds', () => {
    expect(maskMessage('hunter2222 hunter22', ['hunter2222', 'hunter22'])).toBe('***** *****');
  });
});

test('of a diagnostic the sentences are masked; the place and the text at it are not', () => {
  const span = { file: { path: 'models/hunter22.sql', text: 'select hunter22' }, start: 7, end: 15 };
  const parts = { span, notes: [{ message: 'note hunter22', span }], help: 'help hunter22' };
  expect(maskDiagnostic(errorAt('SQL_DATA', 'bad hunter22', parts), ['hunter22'])).toEqual({
    ...errorAt('SQL_DATA', 'bad *****', { ...parts, help: 'help *****', notes: [{ message: 'note *****', span }] }),
  });
});
