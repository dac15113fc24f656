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
    'The address of the database is not usable: sslmode is not one of disable, allow, prefer, require, verify-ca, verify-full',
  ],
])('what is no address is reported without its password: %s', (url, message) => {
  const address = resolveAddress({ threads: 1, url }, {});
  expect(address).toMatchObject({ ok: false, problems: [{ code: 'DATABASE_URL', message }] });
  expect(JSON.stringify(address)).not.toContain('s3cret');
});

test('the form that is asked for has nothing in it that would be masked', () => {
  const address = resolveAddress({ threads: 1, url: 'notaurl' }, {});
  const [problem] = address.ok ? [] : address.problems;
  expect(problem && maskDiagnostic(problem, [])).toEqual(problem);
});

test.each([
  'postgres://u:1234/hunter2secret@host/db',
  'postgres://u:1234#hunter2secret@host/db',
  'postgres://u:1234?hunter2secret@host/db',
  'postgres://u:1234/a/b?hunter2=secret@host/db',
])('a password that begins like a port is not reported as one: %s', (url) => {
  const result = resolveAddress({ threads: 1, url }, {});
  const told = result.ok
    ? JSON.stringify(result.value)
    : result.problems.map(({ message, help }) => message + help).join();
  expect(told).toContain('is in its password, where %2F, %3F or %23 has to');
  expect(told).not.toMatch(/1234|hunter2/);
});

test.each(['?port=hunter2secret', '?connect_timeout=hunter2secret', '?sslmode=hunter2secret'])(
  'a value that is none is not repeated: %s',
  (parameters) => {
    const result = resolveAddress({ threads: 1, url: `postgres://u@host/db${parameters}` }, {});
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  },
);

test('an @ in the value of a parameter is no sign of a password', () => {
  const url = 'postgres://host:5433/db?user=me@there';
  expect(resolveAddress({ threads: 1, url }, {})).toMatchObject({
    ok: true,
    value: { host: 'host', user: 'me@there' },
  });
});
