import { expect, test } from 'vitest';
import { checkServerVersion } from '../../../src/postgres/server-version.ts';

test.each([150000, 160004, 180004])('%i is supported', (version) => {
  expect(checkServerVersion(version)).toEqual({ ok: true, value: version, warnings: [] });
});

test('an older one is refused', () => {
  expect(checkServerVersion(140011)).toMatchObject({
    ok: false,
    problems: [
      {
        code: 'DATABASE_VERSION',
        severity: 'error',
        message: 'The server is PostgreSQL 14, which is too old: Smelt needs 15 or later',
        help: 'Use a server of version 15 to 18, or the embedded database',
      },
    ],
  });
});

test('a newer one passes with a warning', () => {
  expect(checkServerVersion(190000)).toMatchObject({
    ok: true,
    warnings: [
      {
        code: 'DATABASE_VERSION',
        severity: 'warning',
        message: 'The server is PostgreSQL 19, which is newer than this Smelt knows',
      },
    ],
  });
});
