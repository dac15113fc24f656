// Protects what follows from the table of config keys: the names, dbt's defaults and ways of merging, and that no key is
// accepted in silence.

import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/base/json-value.ts';
import type { Diagnostic } from '../../../../src/diagnostics/diagnostic.ts';
import { spanOf } from '../../../../src/diagnostics/text-file.ts';
import { ConfigReader } from '../../../../src/project/config-reader.ts';
import type { ConfigKey, ConfigKind } from '../../../../src/project/keys/config-key.ts';
import {
  allNamesOf,
  configKeys,
  keysBeside,
  keysOf,
  nodeKeys,
  otherKeysOf,
  testKeys,
} from '../../../../src/project/keys/config-keys.ts';
import { parseModelConfig } from '../../../../src/project/parse-model-config.ts';
import type { ConfigEntry } from '../../../../src/project/project.ts';
import { readYaml } from '../../../../src/project/read-yaml.ts';
import { parseTestConfig } from '../../../../src/project/test-config.ts';
import { jsonOf } from '../../../../src/project/yaml-value.ts';

type Stated = readonly (readonly [string, JsonValue])[];
const kinds: readonly ConfigKind[] = ['model', 'seed', 'snapshot', 'test', 'source'];
const source = { path: 'models/a.sql', text: ' '.repeat(100) };

function entries(stated: Stated): readonly ConfigEntry[] {
  return stated.map(([key, value], index) => ({ key, value, span: spanOf(source, index, index + 1) }));
}

function parse(kind: 'model' | 'seed' | 'snapshot' | 'test', stated: Stated) {
  const list = entries(stated);
  return kind === 'test' ? parseTestConfig(list) : parseModelConfig(list, { kind, materializations: new Set() });
}

/** What is told of a config, as texts. */
function told(kind: ConfigKind, stated: Stated): readonly string[] {
  return diagnostics(kind, stated).map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}

function diagnostics(kind: ConfigKind, stated: Stated): readonly Diagnostic[] {
  if (kind !== 'source') {
    const parsed = parse(kind, stated);
    return parsed.ok ? parsed.warnings : parsed.problems;
  }
  const reader = new ConfigReader('source', entries(stated));
  reader.reportUnknown('the config of a source');
  reader.reportWithoutEffect();
  return reader.problems;
}

function shown(kind: 'model' | 'seed' | 'snapshot' | 'test', stated: Stated) {
  const parsed = parse(kind, stated);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('; '));
  return parsed.value.values;
}

test('a kind knows each name once', () => {
  for (const kind of kinds) {
    const names = configKeys.filter((key) => key.kinds.includes(kind)).flatMap(allNamesOf);
    expect(new Set(names).size).toBe(names.length);
  }
});

describe("config.get gives dbt's defaults", () => {
  // `to_dict()` of the config classes of dbt-core 1.12.6.
  const common = {
    enabled: true,
    alias: null,
    schema: null,
    database: null,
    tags: [],
    meta: {},
    group: null,
    static_analysis: null,
  };
  const ofNodes = {
    ...common,
    incremental_strategy: null,
    batch_size: null,
    lookback: 1,
    begin: null,
    persist_docs: {},
    'post-hook': [],
    'pre-hook': [],
    quoting: {},
    column_types: {},
    full_refresh: null,
    unique_key: null,
    on_schema_change: 'ignore',
    on_configuration_change: 'apply',
    grants: {},
    packages: [],
    docs: { show: true, node_color: null },
    contract: { enforced: false, alias_types: true },
    event_time: null,
    concurrent_batches: null,
  };
  const defaults = {
    model: {
      ...ofNodes,
      materialized: 'view',
      access: 'protected',
      freshness: null,
      on_error: null,
      latest_version_pointer: { enabled: null, alias: null },
    },
    seed: { ...ofNodes, materialized: 'seed', delimiter: ',', quote_columns: null },
    snapshot: {
      ...ofNodes,
      materialized: 'snapshot',
      strategy: null,
      target_schema: null,
      target_database: null,
      updated_at: null,
      check_cols: null,
      snapshot_meta_column_names: {
        dbt_valid_to: null,
        dbt_valid_from: null,
        dbt_scd_id: null,
        dbt_updated_at: null,
        dbt_is_deleted: null,
      },
      dbt_valid_to_current: null,
    },
    test: {
      ...common,
      schema: 'dbt_test__audit',
      severity: 'ERROR',
      store_failures: null,
      store_failures_as: null,
      sql_header: null,
      where: null,
      limit: null,
      fail_calc: 'count(*)',
      warn_if: '!= 0',
      error_if: '!= 0',
    },
  } as const;

  test.each(['model', 'seed', 'snapshot', 'test'] as const)('of a %s', (kind) => {
    expect(shown(kind, [])).toMatchObject(defaults[kind]);
  });

  test("Smelt's own keys have none, and attributes of one class are not those of another", () => {
    for (const key of configKeys) if (key.own) expect(key.default).toBeUndefined();
    expect(shown('model', [])).not.toHaveProperty('delimiter');
    expect(shown('seed', [])).not.toHaveProperty('access');
    expect(shown('model', [])).not.toHaveProperty('strategy');
  });
});

describe('merging', () => {
  test('what a model says of its contract does not take away that a folder enforces it, as in dbt', () => {
    const stated: Stated = [
      ['contract', { enforced: true }],
      ['contract', { alias_types: false }],
    ];
    expect(parse('model', stated)).toMatchObject({ ok: true, value: { contractEnforced: true } });
  });

  test('each of several hooks and tags is told of where it is stated', () => {
    const found = diagnostics('model', [
      ['tags', { a: 1 }],
      ['tags', 'b'],
      ['pre-hook', [{ transaction: true }]],
      ['pre_hook', 'select 1'],
    ]);
    expect(found.map(({ code, span }) => [code, span?.start])).toEqual([
      ['SETTING_TYPE', 0],
      ['SETTING_MISSING', 2],
    ]);
  });

  test('the older name counts where the newer is not stated, and stays a key of its own', () => {
    const older: Stated = [['predicates', 'a > 1']];
    expect(parse('model', older)).toMatchObject({ value: { incrementalPredicates: ['a > 1'] } });
    expect(shown('model', older)).toMatchObject({ predicates: 'a > 1' });
    expect(shown('model', older)).not.toHaveProperty('incremental_predicates');
    const both = parse('model', [...older, ['incremental_predicates', ['b > 1']]]);
    expect(both).toMatchObject({ value: { incrementalPredicates: ['b > 1'] } });
  });
});

describe('nothing is accepted in silence', () => {
  /** Values that ask for something, and values that do not, of every key without effect. */
  const asking: Readonly<Record<string, readonly [JsonValue[], JsonValue[]]>> = {
    quoting: [
      [{ identifier: false }, { schema: false }],
      [{ identifier: true }, { database: false }],
    ],
    access: [['private'], ['protected', 'public']],
    latest_version_pointer: [
      [{ enabled: true }, true],
      [{ enabled: false }, false, { alias: 'x' }],
    ],
    on_error: [['continue'], ['skip_children']],
    on_configuration_change: [['continue', 'fail'], ['apply']],
    publish_after: [['tests'], []],
    store_failures: [[true], [false]],
    store_failures_as: [['table', 'view'], ['ephemeral']],
    batch_size: [['day'], []],
    begin: [['2024-01-01'], []],
    lookback: [[3], []],
    concurrent_batches: [[true], []],
    event_time: [['at'], []],
    schema: [['failures'], []],
    alias: [['failures'], []],
    database: [['db'], []],
    sql_header: [['set x = 1'], []],
    freshness: [[{ warn_after: { count: 1, period: 'day' } }], []],
    loaded_at_field: [['at'], []],
    loaded_at_query: [['select 1'], []],
  };
  const withoutEffect = kinds.flatMap((kind) =>
    otherKeysOf(kind)
      .filter(({ state }) => state !== 'templates' && !(kind === 'snapshot' && state === 'later'))
      .map((key) => [kind, key.name, key.state] as const),
  );

  test.each(withoutEffect)('of a %s: %s', (kind, name, state) => {
    const [asks = [], idle = []] = asking[name] ?? [];
    expect(asks).not.toEqual([]);
    const severity = state === 'refused' ? 'error' : 'warning';
    for (const value of asks)
      expect(told(kind, [[name, value]])).toEqual([expect.stringContaining(`${severity} SETTING_LATER "${name}"`)]);
    for (const value of [null, ...idle]) expect(told(kind, [[name, value]])).toEqual([]);
  });

  test('a promise that is not kept is an error', () => {
    expect(told('model', [['publish_after', 'tests']])).toEqual([
      'error SETTING_LATER "publish_after" cannot be relied on yet: rows are published before their data tests have run',
    ]);
    for (const retain of [{ keep: 12, action: 'detach' }, 12]) {
      const partitioned: Stated = [
        ['materialized', 'table'],
        ['partition_by', { field: 'day', granularity: 'month', retain }],
      ];
      expect(told('model', partitioned)).toEqual([
        'error SETTING_LATER "partition_by.retain" cannot be relied on yet: partitions are kept, whatever their age',
      ]);
    }
  });

  test('a wrong value is told of as that alone', () => {
    expect(told('model', [['access', 'privat']])).toEqual([expect.stringContaining('error SETTING_VALUE')]);
    expect(told('model', [['publish_after', 'test']])).toEqual([expect.stringContaining('error SETTING_VALUE')]);
    expect(told('test', [['store_failures', 'maybe']])).toEqual([expect.stringContaining('error SETTING_TYPE')]);
  });

  test('of keys that wait for the same one is reported; the strategy microbatch is an error of its own', () => {
    const batches: Stated = [
      ['batch_size', 'day'],
      ['begin', '2024-01-01'],
      ['event_time', 'at'],
    ];
    expect(told('model', batches)).toEqual([expect.stringContaining('"batch_size" has no effect yet')]);
    expect(told('model', [...batches, ['incremental_strategy', 'microbatch']])).toEqual([]);
    expect(
      told('test', [
        ['schema', 'failures'],
        ['store_failures', true],
      ]),
    ).toEqual([expect.stringContaining('"store_failures" has no effect yet')]);
  });

  test('names of what every object has are no keys, and harm none', () => {
    const stated: Stated = [
      ['__proto__', { enabled: false }],
      ['constructor', 1],
    ];
    expect(told('model', stated)).toEqual([
      expect.stringContaining('__proto__'),
      expect.stringContaining('constructor'),
    ]);
    expect(shown('model', stated)).toMatchObject({ enabled: true });
    expect(Object.getPrototypeOf(shown('model', stated))).toBe(Object.prototype);
  });

  test('what is disabled needs no effect', () => {
    const disabled: Stated = [
      ['enabled', false],
      ['publish_after', 'tests'],
      ['access', 'private'],
    ];
    expect(told('model', disabled)).toEqual([]);
  });

  test('a key of another kind is named as that; one that no kind has is near another', () => {
    const [elsewhere] = diagnostics('seed', [['merge_update_columns', 'id']]);
    expect(elsewhere).toMatchObject({
      severity: 'warning',
      code: 'SETTING_UNKNOWN',
      message: 'the config of a seed has no key "merge_update_columns"',
      help: 'Remove it: it is for models',
    });
    expect(parse('seed', [['merge_update_columns', 'id']])).toMatchObject({ value: { mergeUpdateColumns: null } });
    expect(diagnostics('source', [['enable', false]])[0]?.help).toBe('Did you mean "enabled"?');
    // Smelt's own: an error, unless it is written for another warehouse.
    expect(told('seed', [['partition_by', { field: 'a', granularity: 'day' }]])).toEqual([
      expect.stringContaining('error CONFIG_CONFLICT'),
    ]);
    expect(told('seed', [['partition_by', 'a']])).toEqual([expect.stringContaining('warning SETTING_FOREIGN')]);
  });
});

test("what stands beside config: are dbt's lists", () => {
  // dbt-core 1.12.6: CONFIG_ARGS of generic tests.
  expect([...keysBeside('test')].sort()).toEqual([
    'alias',
    'database',
    'enabled',
    'error_if',
    'fail_calc',
    'limit',
    'meta',
    'schema',
    'severity',
    'sql_header',
    'store_failures',
    'store_failures_as',
    'tags',
    'warn_if',
    'where',
  ]);
  expect([...keysBeside('model')].sort()).toEqual(['access', 'docs', 'group', 'meta']);
  expect([...keysBeside('source')].sort()).toEqual(['freshness', 'loaded_at_field', 'loaded_at_query', 'meta', 'tags']);
});

test('each key that works is a property of the parsed config', () => {
  const properties = new Set<unknown>([...Object.values(nodeKeys), ...Object.values(testKeys)]);
  for (const kind of kinds)
    for (const key of keysOf(kind).values()) expect(key.state === 'works').toBe(properties.has(key));
});

/** The example as a properties file has it, with what docs/configs.md says to be with it. */
function exampleOf({ name, beside = '' }: ConfigKey, example: string): Stated {
  const text = `{ ${beside}${beside === '' ? '' : ', '}${name}: ${example} }`;
  const yaml = readYaml({ path: 'models/_models.yml', text });
  if (!yaml.ok) throw new Error(`no YAML: ${text}`);
  return Object.entries(jsonOf(yaml.value) as JsonObject);
}

test.each(configKeys.map((key) => [key.name, key] as const))('the example of %s is read as it stands', (name, key) => {
  const stated = exampleOf(key, key.example);
  // Nothing but that the key itself, or the whole snapshot, has to wait.
  const waits = key.state === 'works' || key.state === 'templates' ? [] : ['SETTING_LATER'];
  for (const kind of key.kinds) for (const { code } of diagnostics(kind, stated)) expect(waits).toContain(code);
  expect(Object.fromEntries(stated)[name]).not.toEqual(key.default ?? null);
});

const parts = configKeys.flatMap((key) =>
  Object.entries(key.parts ?? {}).map(([name, part]) => [`${key.name}.${name}`, name, key, part] as const),
);

test.each(parts)('the example of %s is read as it stands, and states it', (_, name, key, part) => {
  const stated = exampleOf(key, part.example);
  const codes = diagnostics('model', stated).map(({ code }) => code);
  expect(codes).toEqual(part.waits ? ['SETTING_LATER'] : []);
  expect([Object.fromEntries(stated)[key.name]].flat()[0]).toHaveProperty(name);
});

describe('what has no effect on what the model is', () => {
  const idle = Object.values(nodeKeys).filter(({ actsOn }) => actsOn);
  const statedIn = (key: ConfigKey, materialized: string) => {
    const own: Stated = exampleOf(key, key.example).filter(([name]) => name !== 'materialized');
    return [['materialized', materialized] as const, ...own];
  };

  test.each(idle.map((key) => [key.name, key] as const))('%s', (name, key) => {
    for (const materialized of ['view', 'ephemeral', 'materialized_view'])
      if (!key.actsOn?.includes(materialized))
        expect(told('model', statedIn(key, materialized))).toEqual([
          `warning CONFIG_CONFLICT "${name}" has no effect on a model that is ${materialized === 'ephemeral' ? 'ephemeral' : `a ${materialized.replace('_', ' ')}`}`,
        ]);
    expect(told('model', statedIn(key, 'table'))).toEqual([]);
  });

  test('what asks for nothing, or is stated for a folder, is not warned of', () => {
    expect(told('model', [['unlogged', false]])).toEqual([]);
    const [stated] = entries([['unlogged', true]]);
    if (!stated) throw new Error('no entry');
    const parsed = parseModelConfig([{ ...stated, ofFolder: true }], { kind: 'model', materializations: new Set() });
    expect(parsed).toMatchObject({ ok: true, warnings: [] });
  });
});

test('a row that names the choices of its key names all of them', () => {
  const choosing = configKeys.filter(({ takes }) => takes.startsWith('`') && takes.includes(', `'));
  expect(choosing.length).toBeGreaterThan(5);
  for (const key of choosing.filter(({ state }) => state === 'works')) {
    const choices = [...key.takes.matchAll(/`([^`]*)`/g)].map(([, choice = '']) => choice);
    for (const kind of key.kinds) {
      for (const choice of choices)
        expect(told(kind, [[key.name, choice]])).not.toContainEqual(expect.stringContaining('SETTING_VALUE'));
      const [wrong] = diagnostics(kind, [[key.name, 'zzz']]);
      expect(wrong?.help).toContain(choices.join(', '));
    }
  }
});
