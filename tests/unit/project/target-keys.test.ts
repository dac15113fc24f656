// Protects the table of the keys of targets, and docs/targets.md with it: each key is read as its row says, and none beside.

import { describe, expect, test } from 'vitest';
import { serverDefaults } from '../../../src/postgres/server-address.ts';
import type { SettingKeys } from '../../../src/project/setting-key.ts';
import { embeddedKeys, serverKeys, targetKeyNames } from '../../../src/project/target-keys.ts';
import { diagnosticsOf, loadedProject, loadProjectFiles } from '../../support/load-project-files.ts';

type Settings = Readonly<Record<string, string | number>>;

function files(settings: Settings) {
  return { 'project.yml': `name: shop\ntargets: { dev: ${JSON.stringify(settings)} }\n` };
}

async function told(settings: Settings): Promise<readonly string[]> {
  return diagnosticsOf(await loadProjectFiles(files(settings))).map(({ code, message }) => `${code}: ${message}`);
}

/** What a row of the type takes, other than what holds where it is absent. */
function valueFor(type: string): string | number {
  return type === 'text' ? 'elsewhere' : type.includes('`') ? 'require' : 7;
}

const needed = { embedded: {}, postgres: { schema: 'public' } } as const;
const rows = (type: keyof typeof needed, keys: SettingKeys) =>
  Object.entries(keys).flatMap(([property, { name, otherName, type: takes }]) =>
    [name, ...(otherName === undefined ? [] : [otherName])].map(
      (key) => [type, key, property, valueFor(takes)] as const,
    ),
  );

test.each([...rows('embedded', embeddedKeys), ...rows('postgres', serverKeys)])(
  'of a target of type %s: %s',
  async (type, key, property, value) => {
    const { target } = await loadedProject(files({ type, ...needed[type], [key]: value }));
    const found = new Map<string, unknown>(Object.entries(target)).get(property);
    expect(String(found).endsWith(String(value))).toBe(true);
  },
);

const env = { DATABASE_URL: 'postgres://db.example.org/shop', DB_PASSWORD: 'secret' };
const examples = [
  ...Object.values(embeddedKeys).map(({ name, example }) => ['embedded', name, example] as const),
  ...Object.values(serverKeys).map(({ name, example }) => ['postgres', name, example] as const),
];

test.each(examples)('the example of a target of type %s is read as it stands: %s', async (type, name, example) => {
  const lines = Object.entries({ type, ...needed[type], [name]: example }).map((parts) => parts.join(': '));
  const text = `name: shop\ntargets:\n  dev:\n    ${lines.join('\n    ')}\n`;
  expect(diagnosticsOf(await loadProjectFiles({ 'project.yml': text }, { env }))).toEqual([]);
});

test('what is absent is what its row says', async () => {
  const embedded = await loadedProject(files({ type: 'embedded' }));
  expect(embedded.target).toEqual({
    kind: 'embedded',
    name: 'dev',
    schema: 'public',
    threads: 1,
    path: expect.stringMatching(/\/\.smelt\/database$/),
  });
  const server = await loadedProject(files({ type: 'postgres', schema: 's' }));
  expect(server.target).toEqual({ kind: 'server', name: 'dev', schema: 's', threads: 1 });
  expect(await told({ type: 'postgres' })).toEqual(['SETTING_MISSING: the target "dev" needs "schema"']);
  expect(serverKeys.retries.absent.words).toBe(`\`${serverDefaults.retries}\``);
  expect(serverKeys.connectTimeout.absent.words).toContain(`\`${serverDefaults.connectTimeout}\``);
  expect(serverKeys.port.absent.words).toContain(`\`${serverDefaults.port}\``);
});

test('a key of the other type is none of this one', async () => {
  const names = targetKeyNames(embeddedKeys);
  for (const key of targetKeyNames(serverKeys).filter((name) => !names.includes(name)))
    expect(await told({ type: 'embedded', [key]: 1 })).toEqual([
      `SETTING_UNKNOWN: a target of type embedded has no key "${key}"`,
    ]);
});

describe('what cannot be meant is reported', () => {
  test.each([
    ['password', 'pass'],
    ['dbname', 'database'],
  ])('%s and %s at once', async (name, otherName) => {
    expect(await told({ type: 'postgres', schema: 's', [name]: 'a', [otherName]: 'b' })).toEqual([
      `CONFIG_CONFLICT: "${name}" and "${otherName}" are two names of one key, and both are given`,
    ]);
  });

  test('the schema of the state where the models go, also where that is not stated', async () => {
    const message = 'SETTING_VALUE: "state_schema" is the target\'s schema, where the models go';
    expect(await told({ type: 'postgres', schema: 's', state_schema: 's' })).toEqual([message]);
    expect(await told({ type: 'embedded', state_schema: 'public' })).toEqual([message]);
  });
});
