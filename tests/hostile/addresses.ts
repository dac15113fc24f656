// Addresses of databases that lead nowhere, or are none, with passwords of all characters: none is reported, in any form.

import type { HostileCase } from './hostile-case.ts';

const passwords: readonly string[] = [
  'p@ss:w/rd?#%',
  'pä$$wörd😀',
  'a b c d e f',
  'it\'s"quoted',
  'back\\slash',
  'percent%40sign',
  '{{ nope }}xyz',
  '*****hidden',
  'x'.repeat(300),
];

const encoded = passwords.map(
  (secret): HostileCase => ({
    name: `address: the password ${secret.slice(0, 20)}`,
    files: () => ({ 'models/m.sql': 'select 1 as a' }),
    words: ['build'],
    exit: 1,
    address: `postgres://user:${encodeURIComponent(secret)}@127.0.0.1:1/db`,
    secrets: [secret, encodeURIComponent(secret)],
  }),
);

const secret = 'S3cret-of-address';

const places: readonly string[] = [
  `postgres://user:${secret}@127.0.0.1:99999/db`,
  `postgres://user:${secret}@127.0.0.1:0/db`,
  `postgres://user:${secret}@127.0.0.1:port/db`,
  `postgres://user:${secret}@[::1]:1/db`,
  `postgres://user:${secret}@[::1/db`,
  `postgres://user:${secret}@no host/db`,
  `postgres://user:${secret}@host.invalid:5432/db?connect_timeout=2`,
  `postgres://user:${secret}@/db?host=/nowhere`,
  `postgres://user:${secret}@127.0.0.1:1/db?sslmode=frobnicate`,
  `postgres://user:${secret}@127.0.0.1:1/db?sslmode=verify-full&sslrootcert=/nope`,
  `postgres://user:${secret}@127.0.0.1:1/%zz`,
  `postgres://user:${secret}%zz@127.0.0.1:1/db`,
  `postgres://user:${secret}@@127.0.0.1:1/db`,
  `postgres://user:${secret}/x@127.0.0.1:1/db`,
  `postgres://user:${secret}?y@127.0.0.1:1/db`,
  `postgres://user:${secret}#z@127.0.0.1:1/db`,
  `mysql://user:${secret}@127.0.0.1:1/db`,
  `user:${secret}@127.0.0.1/db`,
  `postgres://127.0.0.1:1/db?user=u&password=${secret}`,
  `host=127.0.0.1 port=1 user=u password=${secret}`,
  `postgres://user:${secret}@127.0.0.1:1/db\n`,
  ` postgres://user:${secret}@127.0.0.1:1/db`,
];

const placed = places.map(
  (address, number): HostileCase => ({
    name: `address ${number + 1}: ${address.replaceAll(secret, '…').trim()}`,
    files: () => ({ 'models/m.sql': 'select 1 as a' }),
    words: number % 2 === 0 ? ['build'] : ['debug'],
    exit: 1,
    address,
    secrets: [secret],
  }),
);

export const addressCases: readonly HostileCase[] = [...encoded, ...placed];
