import { expect, test } from 'vitest';
import { maskDiagnostic } from '../../../src/diagnostics/mask-secrets.ts';
import { describeAddress, resolveAddress } from '../../../src/postgres/server-address.ts';

function resolved(...args: Parameters<typeof resolveAddress>) {
  const address = resolveAddress(...args);
  if (!address.ok) throw new Error(address.problems.map(({ message }) => message).join());
  return address.value;
}

const environment = {
  PGHOST: 'env.example',
  PGPORT: '6000',
  PGUSER: 'env',
  PGPASSWORD: 'env-pw',
  PGDATABASE: 'envdb',
  PGSSLMODE: 'require',
  PGSSLROOTCERT: '/env.pem',
  PGCONNECT_TIMEOUT: '3',
};

test("the target's settings come before its url, and that before libpq's environment", () => {
  const url = 'postgresql://me:p%40ss@url.example:5433/urldb?sslmode=verify-full&connect_timeout=4';
  expect(resolved({ threads: 1 }, environment)).toEqual({
    host: 'env.example',
    port: 6000,
    user: 'env',
    password: 'env-pw',
    database: 'envdb',
    sslmode: 'require',
    sslrootcert: '/env.pem',
    connectTimeout: 3,
  });
  expect(resolved({ threads: 1, url }, environment)).toEqual({
    host: 'url.example',
    port: 5433,
    user: 'me',
    password: 'p@ss',
    database: 'urldb',
    sslmode: 'verify-full',
    sslrootcert: '/env.pem',
    connectTimeout: 4,
  });
  expect(
    resolved(
      {
        threads: 1,
        url,
        host: 'own.example',
        port: 1,
        user: 'u',
        password: 'x',
        dbname: 'd',
        sslmode: 'disable',
        connectTimeout: 5,
      },
      environment,
    ),
  ).toMatchObject({
    host: 'own.example',
    port: 1,
    user: 'u',
    password: 'x',
    database: 'd',
    sslmode: 'disable',
    connectTimeout: 5,
  });
});

test('the database is named after the user where nobody says', () => {
  expect(resolved({ threads: 1, user: 'me' }, {})).toMatchObject({
    host: 'localhost',
    port: 5432,
    database: 'me',
    sslmode: 'prefer',
    password: undefined,
  });
});

test('a url names sockets and IPv6 addresses too', () => {
  expect(resolved({ threads: 1, url: 'postgres://me@%2Fvar%2Frun/db' }, {})).toMatchObject({
    host: '/var/run',
    database: 'db',
  });
  expect(resolved({ threads: 1, url: 'postgres:///db?host=/tmp&port=5433&user=me' }, {})).toMatchObject({
    host: '/tmp',
    port: 5433,
    user: 'me',
  });
  expect(describeAddress(resolved({ threads: 1, url: 'postgres://me:pw@[::1]:5433/db' }, {}))).toBe('me@[::1]:5433/db');
});

test.each([
  ['nonsense with s3cret', 'The address of the database is not usable: the url cannot be read as one'],
  ['postgres://me:s3cret@host:port/db', 'The address of the database is not usable: the url cannot be read as one'],
  ['mysql://me:s3cret@host/db', 'The address of the database is not usable: the url begins with mysql://'],
  [
    'postgres://me:s3cret@host/db?sslmode=perhaps',
    'The address of the database is not usable: the sslmode perhaps is not one of disable, allow, prefer, require, verify-ca, verify-full',
  ],
])('what is no address is told without its password: %s', (url, message) => {
  const address = resolveAddress({ threads: 1, url }, {});
  expect(address).toMatchObject({ ok: false, problems: [{ code: 'DATABASE_URL', message }] });
  expect(JSON.stringify(address)).not.toContain('s3cret');
});

test('the form that is asked for has nothing in it that would be masked', () => {
  const address = resolveAddress({ threads: 1, url: 'notaurl' }, {});
  const [problem] = address.ok ? [] : address.problems;
  expect(problem && maskDiagnostic(problem, [])).toEqual(problem);
});
