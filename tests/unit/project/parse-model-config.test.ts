import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../src/base/json-value.ts';
import { spanOf } from '../../../src/diagnostics/text-file.ts';
import { parseModelConfig } from '../../../src/project/parse-model-config.ts';
import type { ConfigEntry } from '../../../src/project/project.ts';
import { parseTestConfig } from '../../../src/project/test-config.ts';

const source = { path: 'models/a.sql', text: ' '.repeat(100) };

/** Each entry stands at an offset of its own: its place in the list. */
function entries(list: readonly (readonly [string, JsonValue])[]): readonly ConfigEntry[] {
  return list.map(([key, value], index) => ({ key, value, span: spanOf(source, index, index + 1) }));
}

type Stated = readonly (readonly [string, JsonValue])[];

function parse(list: Stated, kind: 'model' | 'seed' | 'snapshot' = 'model', materializations: readonly string[] = []) {
  return parseModelConfig(entries(list), { kind, materializations: new Set(materializations) });
}

function config(list: Stated, ...more: [kind?: 'model' | 'seed' | 'snapshot', materializations?: readonly string[]]) {
  const parsed = parse(list, ...more);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('; '));
  return parsed.value;
}

function told(list: Stated, ...more: [kind?: 'model' | 'seed' | 'snapshot', materializations?: readonly string[]]) {
  const parsed = parse(list, ...more);
  return (parsed.ok ? parsed.warnings : parsed.problems).map(({ severity, code, message, span, help }) => [
    severity,
    code,
    span?.start,
    message,
    help,
  ]);
}

describe('merging', () => {
  test('tags and hooks add up, maps merge, the rest is replaced', () => {
    const merged = config([
      ['tags', 'a'],
      ['tags', ['b', 'a']],
      ['meta', { x: 1, y: 1 }],
      ['meta', { y: 2 }],
      ['schema', 'one'],
      ['schema', 'two'],
      ['unique_key', ['a', 'b']],
      ['unique_key', 'id'],
      ['pre-hook', 'select 1'],
      ['pre_hook', [{ sql: 'select 2', transaction: false }, '']],
      ['post-hook', ['select 3', 'select 4']],
      ['persist_docs', { relation: true }],
      ['persist_docs', { columns: true }],
      ['indexes', [{ columns: ['a'] }]],
      [
        'indexes',
        [
          { columns: 'b', unique: true },
          { expressions: ['lower(c)'], type: 'gin', where: 'c is not null' },
        ],
      ],
      ['materialized', 'table'],
    ]);
    expect(merged).toMatchObject({
      tags: ['a', 'b'],
      meta: { x: 1, y: 2 },
      schema: 'two',
      uniqueKey: ['id'],
      persistDocs: { relation: true, columns: true },
      materialized: 'table',
    });
    expect(merged.preHooks.map(({ sql, transaction, span }) => [sql, transaction, span.start])).toEqual([
      ['select 1', true, 8],
      ['select 2', false, 9],
    ]);
    expect(merged.postHooks.map(({ sql }) => sql)).toEqual(['select 3', 'select 4']);
    expect(merged.indexes).toEqual([
      { name: null, columns: ['b'], expressions: [], unique: true, type: 'btree', include: [], where: null },
      {
        name: null,
        columns: [],
        expressions: ['lower(c)'],
        unique: false,
        type: 'gin',
        include: [],
        where: 'c is not null',
      },
    ]);
    expect(merged.spans.get('schema')?.start).toBe(5);
    expect(merged.raw.tags).toEqual(['a', 'b', 'a']);
  });

  test('grants replace, unless the privilege has a plus', () => {
    const grants = [
      ['grants', { select: ['a'], insert: 'x' }],
      ['grants', { '+select': ['b'], insert: ['y'] }],
    ] as const;
    expect(config(grants).grants).toEqual({ select: ['a', 'b'], insert: ['y'] });
    expect(config([['grants', { '+select': 'a' }]]).grants).toEqual({ select: ['a'] });
  });

  test('null takes a setting back', () => {
    expect(
      config([
        ['unique_key', 'id'],
        ['unique_key', null],
        ['schema', 's'],
        ['schema', null],
      ]),
    ).toMatchObject({ uniqueKey: [], schema: null });
  });
});

test('defaults', () => {
  expect(config([])).toMatchObject({
    enabled: true,
    materialized: 'view',
    materializationName: 'view',
    onSchemaChange: 'ignore',
    fullRefresh: null,
    partitionBy: null,
    publish: 'auto',
    contractEnforced: false,
    delimiter: ',',
  });
  expect(config([['materialized', 'table']], 'seed').materialized).toBe('seed');
  expect(config([], 'snapshot')).toMatchObject({ materialized: 'custom', materializationName: 'snapshot' });
});

test('partition_by', () => {
  const range = { field: 'day', granularity: 'month', behind: 2 };
  expect(
    config([
      ['materialized', 'table'],
      ['partition_by', range],
    ]).partitionBy,
  ).toEqual({
    kind: 'range',
    field: 'day',
    granularity: 'month',
    behind: 2,
    ahead: 1,
    default: false,
    maxNew: 36,
  });
  const list = { field: 'country', values: ['de', 1], default: true, max_new: 5 };
  expect(
    config([
      ['materialized', 'incremental'],
      ['partition_by', list],
    ]).partitionBy,
  ).toEqual({
    kind: 'list',
    field: 'country',
    values: ['de', 1],
    default: true,
    maxNew: 5,
  });
});

test('an empty unique_key is none', () => {
  expect(config([['unique_key', '']])).toMatchObject({ uniqueKey: [], raw: { unique_key: '' } });
});

test.each([
  { field: 'd', data_type: 'date' },
  { field: 'd', data_type: 'timestamp', granularity: 'day' },
  { field: 'id', data_type: 'int64', range: { start: 0, end: 100, interval: 10 } },
  { field: 'd' },
  'd',
  ['a', 'b'],
])('partition_by for another warehouse, %j, makes no partitions, and is warned of', (value) => {
  for (const materialized of ['table', 'view']) {
    const parsed = parse([
      ['materialized', materialized],
      ['partition_by', value],
    ]);
    expect(parsed).toMatchObject({ ok: true, value: { partitionBy: null }, warnings: [{ code: 'SETTING_FOREIGN' }] });
  }
});

test("a materialization of the project's own keeps its name", () => {
  expect(config([['materialized', 'mine']], 'model', ['mine'])).toMatchObject({
    materialized: 'custom',
    materializationName: 'mine',
  });
});

describe('mistakes are reported where they were stated', () => {
  test.each<[string, Stated, readonly (readonly [string, string, number, RegExp])[]]>([
    [
      'a materialization',
      [
        ['tags', []],
        ['materialized', 'tabel'],
      ],
      [['error', 'SETTING_VALUE', 1, /no materialization "tabel".*Did you mean "table"/]],
    ],
    [
      'a strategy',
      [['incremental_strategy', 'upsert']],
      [['error', 'SETTING_VALUE', 0, /"upsert".*takes one of append/]],
    ],
    [
      'a key that is near',
      [['materialised', 'table']],
      [['warning', 'SETTING_UNKNOWN', 0, /Did you mean "materialized"/]],
    ],
    [
      'a key of partition_by',
      [
        ['materialized', 'table'],
        ['partition_by', { field: 'a', granularity: 'day', ahed: 2 }],
      ],
      [['error', 'SETTING_UNKNOWN', 1, /"ahed".*Did you mean "ahead"/]],
    ],
    [
      'granularity',
      [
        ['materialized', 'table'],
        ['partition_by', { field: 'a', granularity: 'hour' }],
      ],
      [['error', 'SETTING_VALUE', 1, /"hour"/]],
    ],
    [
      'an index without columns',
      [
        ['materialized', 'table'],
        ['indexes', [{ unique: true }]],
      ],
      [['error', 'SETTING_MISSING', 1, /an index needs "columns"/]],
    ],
    [
      'an index of a view',
      [['indexes', [{ columns: ['a'] }]]],
      [['warning', 'CONFIG_CONFLICT', 0, /no effect.*a view/]],
    ],
    [
      'audit on a view',
      [['audit', true]],
      [['error', 'CONFIG_CONFLICT', 0, /incremental models, seeds and snapshots.*a view/]],
    ],
    [
      'partitions of a view',
      [['partition_by', { field: 'a', granularity: 'day' }]],
      [['error', 'CONFIG_CONFLICT', 0, /partition_by/]],
    ],
    [
      'both merge column lists',
      [
        ['merge_update_columns', ['a']],
        ['merge_exclude_columns', ['b']],
      ],
      [['error', 'CONFIG_CONFLICT', 1, /exclude each other/]],
    ],
    [
      'touch_columns without a key',
      [
        ['materialized', 'incremental'],
        ['touch_columns', ['a']],
      ],
      [['error', 'CONFIG_CONFLICT', 1, /unique_key/]],
    ],
    [
      'a hook',
      [['pre_hook', { sq: 'x' }]],
      [
        ['error', 'SETTING_UNKNOWN', 0, /"sq"/],
        ['error', 'SETTING_MISSING', 0, /a hook needs "sql"/],
      ],
    ],
    [
      'a type',
      [
        ['enabled', 'maybe'],
        ['tags', { a: 1 }],
      ],
      [
        ['error', 'SETTING_TYPE', 0, /true or false/],
        ['error', 'SETTING_TYPE', 1, /text/],
      ],
    ],
  ])('%s', (_, stated, expected) => {
    const found = told(stated);
    expect(found.map(([severity, code, start]) => [severity, code, start])).toEqual(
      expected.map(([severity, code, start]) => [severity, code, start]),
    );
    expected.forEach(([, , , pattern], index) => {
      expect(`${found[index]?.[3]} ${found[index]?.[4]}`).toMatch(pattern);
    });
  });

  test('audit is for seeds too', () => {
    expect(told([['audit', true]], 'seed')).toEqual([]);
  });
});

describe('parseTestConfig', () => {
  test('defaults and values', () => {
    expect(parseTestConfig([])).toMatchObject({
      ok: true,
      value: {
        enabled: true,
        severity: 'error',
        warnIf: '!= 0',
        errorIf: '!= 0',
        where: null,
        limit: null,
        failCalc: 'count(*)',
      },
    });
    const stated = entries([
      ['severity', 'error'],
      ['severity', 'WARN'],
      ['tags', 'a'],
      ['tags', ['b']],
      ['limit', 5],
      ['where', 'x > 1'],
      ['warn_if', '>10'],
    ]);
    expect(parseTestConfig(stated)).toMatchObject({
      value: { severity: 'warn', tags: ['a', 'b'], limit: 5, where: 'x > 1', warnIf: '>10' },
    });
  });

  test('stored failures come later', () => {
    expect(parseTestConfig(entries([['store_failures', true]]))).toMatchObject({
      ok: true,
      warnings: [{ code: 'SETTING_LATER', message: expect.stringContaining('store_failures') }],
    });
    expect(parseTestConfig(entries([['store_failures', false]]))).toMatchObject({ ok: true, warnings: [] });
  });

  test('mistakes', () => {
    const parsed = parseTestConfig(
      entries([
        ['severity', 'fatal'],
        ['limit', 0],
        ['wher', 'x'],
      ]),
    );
    expect(parsed.ok ? [] : parsed.problems.map(({ code, span }) => [code, span?.start])).toEqual([
      ['SETTING_VALUE', 0],
      ['SETTING_VALUE', 1],
      ['SETTING_UNKNOWN', 2],
    ]);
  });
});
