// Who has no place for one more session decides what helps: no other number does.

import { DatabaseError as ServerError } from 'pg';
import { expect, test } from 'vitest';
import { connectionDiagnostic } from '../../../src/postgres/connection-errors.ts';
import { resolveAddress } from '../../../src/postgres/server-address.ts';

test.each([
  ['InitializeSessionUserId', 'zu viele Verbindungen von Rolle »ana«', 'alter role "ana" connection limit'],
  ['CheckMyDatabase', 'too many connections for database "shop"', 'alter database "shop" connection limit'],
  [
    'InitPostgres',
    'remaining connection slots are reserved for roles with the SUPERUSER attribute',
    'kept for administrators',
  ],
  ['InitProcess', 'sorry, too many clients already', 'max_connections'],
  [undefined, 'no more connections allowed (max_client_conn)', "the pooler's limit"],
])('%s: %s', (routine, message, help) => {
  const address = resolveAddress({ threads: 1, url: 'postgres://ana@localhost/shop' }, {});
  if (!address.ok) throw new Error('no address');
  const error = Object.assign(new ServerError(message, 0, 'error'), { code: routine ? '53300' : '08P01', routine });
  const told = connectionDiagnostic(error, address.value);
  expect(told).toMatchObject({ code: 'DATABASE_BUSY', help: expect.stringContaining(help) });
});
