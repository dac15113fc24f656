// Protects what counts as a secret: wherever a password is written, and nothing that is a name as well.

import { expect, test } from 'vitest';
import { secretsOf, secretsOfEnv } from '../../../src/project/secrets.ts';
import type { Target } from '../../../src/project/target.ts';

const server = { kind: 'server', name: 'dev', schema: 'shop', threads: 1 } as const;

test.each<[string, Record<string, string>, Target, string[]]>([
  [
    'the environment, by name and inside URLs',
    {
      DBT_ENV_SECRET_A: 'alpha',
      PGPASSWORD: 'longer',
      PROXY: 'http://me:pro%20xy@h',
      HOME: '/root',
      DBT_ENV_SECRET: '',
    },
    { ...server, password: 'x' },
    ['pro%20xy', 'longer', 'pro xy', 'alpha', 'x'],
  ],
  [
    'a URL, before its host and in its parameters',
    {},
    { ...server, url: 'postgres://ada:p%40ss@h/db?password=two&sslpassword=three' },
    ['p%40ss', 'three', 'p@ss', 'two'],
  ],
  ['a URL that cannot be decoded', {}, { ...server, url: 'postgres://ada:100%@h/db' }, ['100%']],
  ['a name of the URL is none', {}, { ...server, url: 'postgres://postgres:postgres@h/db' }, []],
  ['a name of the target is none', { PGUSER: 'me', PGPASSWORD: 'me' }, { ...server, password: 'shop' }, []],
])('%s', (_what, env, target, expected) => {
  expect(secretsOf(env, target)).toEqual(expected);
});

test('before a target is known the environment tells its own', () => {
  expect(secretsOfEnv({ DBT_ENV_SECRET_A: 'alpha', B: 'beta' })).toEqual(['alpha']);
});
