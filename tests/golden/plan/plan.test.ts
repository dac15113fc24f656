// What each materialization plans in each state of the database, as SQL to be reviewed.

import { beforeAll, describe, expect, test } from 'vitest';
import type { CatalogRelation, Dependent } from '../../../src/catalog/relation.ts';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { explainNode } from '../../../src/plan/explain.ts';
import { queryFingerprint } from '../../../src/plan/fingerprint.ts';
import type { PlanInput } from '../../../src/plan/input.ts';
import { planNode } from '../../../src/plan/plan-node.ts';
import type { QueryShape } from '../../../src/plan/shape/query-shape.ts';
import { isStep } from '../../../src/plan/step.ts';
import { loadParser } from '../../../src/sql/parser.ts';
import {
  catalogOf,
  compiledModel,
  existing,
  foreignKey,
  modelId,
  modelInput,
  modelNode,
  type NodeParts,
  newGeneration,
  seedContent,
  seedInput,
  seedNode,
} from '../../support/plan-inputs.ts';

beforeAll(loadParser);

async function golden(name: string, input: PlanInput): Promise<void> {
  const plan = planNode(input);
  if (!plan.ok) throw new Error(plan.problems.map(({ message }) => message).join('\n'));
  const text = `-- ${plan.value.summary}\n${explainNode(plan.value, { statements: true })}\n`;
  await expect(text).toMatchFileSnapshot(`${name}.sql`);
}

function dependent(kind: Dependent['kind'], name: string): Dependent {
  return { kind, name: { schema: 'public', name }, description: `${kind.replace('_', ' ')} public.${name}` };
}

function owned(
  relation: CatalogRelation,
  fingerprint: string,
  contentFingerprint: string | null = null,
): CatalogRelation {
  return {
    ...relation,
    ownership: { nodeId: 'n', generation: newGeneration, fingerprint, contentFingerprint, seed: null, made: null },
  };
}

function shapeOf(types: Readonly<Record<string, string>>, uses: QueryShape['uses'] = []): QueryShape {
  const columns = Object.entries(types).map(([name, type]) => ({ name, type, collation: null }));
  return { columns, existing: [], uses };
}

function ownView(name: string): CatalogRelation {
  return existing(name, { a: 'integer' }, { kind: 'view', rule: '16501/742', oid: 16500 });
}

/** The fingerprint that a first run records for a table. */
function fingerprintOf(input: PlanInput): string {
  const plan = planNode(input);
  if (!plan.ok) throw new Error('cannot be planned');
  const actions = plan.value.steps.filter(isStep).flatMap((step) => step.actions);
  const record = actions.find(
    (action) => action.kind === 'run' && action.statement.text.startsWith('insert into "smelt"."relations"'),
  );
  return record?.kind === 'run' ? String(record.statement.values[4]) : '';
}

describe('views', () => {
  const node = modelNode('v', {
    config: { materialized: 'view', persist_docs: { relation: true } },
    description: "v's meaning",
  });
  const view = owned(ownView('v'), queryFingerprint(compiledModel(node, 'select 1 as a'), catalogOf()));
  test('created', () => golden('view-create', modelInput(node, 'select 1 as a -- one')));
  test('left alone, with hooks and grants', () => {
    const granted = modelNode('v', {
      config: {
        materialized: 'view',
        grants: { select: ['reader', 'PUBLIC'] },
        pre_hook: ['set local work_mem = 1', { sql: 'vacuum log', transaction: false }],
        post_hook: [{ sql: "notify {{ run_query('select 1') }}", transaction: false }, 'analyze {{ this }}'],
      },
    });
    return golden('view-unchanged', modelInput(granted, 'SELECT 1 a', { catalog: catalogOf([view]) }));
  });
  test('replaced', () => golden('view-replace', modelInput(node, 'select 2 as a', { catalog: catalogOf([view]) })));
  test('replaced where it read a retired version, and an own materialized view reads it', () => {
    const read = { ...view, readsRetired: true, dependents: [dependent('materialized_view', 'totals')] };
    const reader = existing('totals', { a: 'integer' }, { kind: 'materialized_view', oid: 16600 });
    return golden('view-replace-retired', modelInput(node, 'select 1 as a', { catalog: catalogOf([read, reader]) }));
  });
  test('replaced under the eyes of others', () => {
    const read = { ...view, dependents: [dependent('view', 'theirs')] };
    return golden('view-replace-kept', modelInput(node, 'select 2 as a', { catalog: catalogOf([read]) }));
  });
});

describe('tables', () => {
  const node = modelNode('t', { config: { materialized: 'table', indexes: [{ columns: ['a'], unique: true }] } });
  const table = existing('t', { a: 'integer' });
  test('created as the query', () => golden('table-create', modelInput(node, 'select 1 as a')));
  test('swapped, own views pointed to the new one', () => {
    const view = ownView('over_t');
    const read = { ...table, dependents: [dependent('view', 'over_t')] };
    return golden('table-swap', modelInput(node, 'select 2 as a', { catalog: catalogOf([read, view]) }));
  });
  test("rewritten in place where somebody else's materialized view reads it", () => {
    const read = { ...table, dependents: [dependent('materialized_view', 'totals')] };
    return golden('table-rewrite', modelInput(node, 'select 2 as a', { catalog: catalogOf([read]) }));
  });
  test('of an own materialized view rewritten in place while the columns stay, else swapped and retired', async () => {
    const read = { ...table, dependents: [dependent('materialized_view', 'totals')] };
    const catalog = catalogOf([read, existing('totals', { a: 'bigint' }, { kind: 'materialized_view', oid: 16600 })]);
    await golden('table-rewrite-or-swap', modelInput(node, 'select 2 as a', { catalog }));
    const plan = planNode(modelInput(node, 'select 2 as a, 3 as b', { catalog }));
    expect(plan.ok && plan.value.steps.map(({ title }) => title)).toEqual([
      'replace "public"."t"; totals keeps reading the version before until it is rebuilt',
    ]);
  });
});

const contract: NodeParts = {
  config: {
    materialized: 'incremental',
    incremental_strategy: 'merge',
    unique_key: ['affiliate', 'id'],
    touch_columns: ['updated_at'],
    audit: true,
    contract: { enforced: true },
    indexes: [{ name: 'idx_orders_day', columns: ['day'] }],
  },
  columns: {
    affiliate: 'text not null',
    id: 'text not null',
    day: 'date not null',
    extra: 'json',
    updated_at: "timestamp(6) not null default (now() at time zone 'UTC')",
  },
  constraints: [
    { type: 'primary_key', columns: ['affiliate', 'id'] },
    { type: 'check', columns: ['day'], expression: "day > '2000-01-01'" },
    foreignKey(['affiliate'], 'affiliates', ['id']),
  ],
};

describe('incremental models', () => {
  const select = "select 'x' as affiliate, '1' as id, date '2026-11-23' as day, null::json as extra";
  const relations = new Map([[modelId('affiliates'), { schema: 'public', name: 'affiliates' }]]);
  const node = modelNode('orders', contract);
  const orders = existing(
    'orders',
    {
      affiliate: 'text not null',
      id: 'text not null',
      day: 'date not null',
      extra: 'json',
      updated_at: 'timestamp(6) without time zone not null',
    },
    {
      triggers: ['smelt_audit_insert'],
      constraints: [
        constraintOf('orders_pkey', 'primary_key', ['affiliate', 'id']),
        constraintOf('orders_day_check', 'check', ['day']),
        constraintOf('orders_affiliate_fkey', 'foreign_key', ['affiliate']),
      ],
    },
  );
  const known = (): CatalogRelation => owned(orders, fingerprintOf(modelInput(node, select, { relations })));

  test('created from a contract', () => golden('incremental-create', modelInput(node, select, { relations })));
  test('merged', () =>
    golden('incremental-merge', modelInput(node, select, { relations, catalog: catalogOf([known()]) })));
  test('refreshed in full, in place', () =>
    golden(
      'incremental-full-refresh',
      modelInput(node, select, { relations, catalog: catalogOf([known()]), fullRefresh: true }),
    ));

  test('delete+insert by a key that may be NULL', () => {
    const balances = modelNode('balances', {
      config: {
        materialized: 'incremental',
        unique_key: ['client', 'account'],
        incremental_predicates: ["dbt_internal_dest.day > '2026-01-01'"],
      },
    });
    const table = existing('balances', {
      client: 'text not null',
      account: 'text',
      amount: 'numeric',
      raw: 'json',
      made: 'date',
    });
    const sql = "select 'a' as client, null::text as account, 1 as amount, null::json as raw";
    return golden('incremental-delete-insert', modelInput(balances, sql, { catalog: catalogOf([table]) }));
  });

  const growing = (config: NodeParts['config']) =>
    modelNode('growing', { config: { materialized: 'incremental', unique_key: 'id', ...config } });
  const columnsOf = (change: string, types: Readonly<Record<string, string>>, parts: Partial<CatalogRelation> = {}) =>
    modelInput(growing({ on_schema_change: change, indexes: [{ columns: ['n'], name: 'idx_n' }] }), 'select 1', {
      catalog: catalogOf([existing('growing', { id: 'integer', n: 'integer', t: 'character varying(2)' }, parts)]),
      shape: shapeOf(types),
    });
  test('columns are added and widened by ALTER, in a step before', () =>
    golden(
      'incremental-columns-altered',
      columnsOf('append_new_columns', {
        id: 'integer',
        n: 'integer',
        t: 'character varying(3)',
        extra: 'numeric(4,2)',
      }),
    ));
  test('where types change that rewrite the rows, a table with the old rows is published in a step before', () =>
    golden('incremental-rows-kept', columnsOf('sync_all_columns', { id: 'bigint', n: 'text', more: 'date' })));
  test('a batch of other types is cast as INSERT does before it is compared', () =>
    golden('incremental-cast', columnsOf('ignore', { id: 'integer', n: 'text' })));

  const logs = modelNode('logs', {
    config: { materialized: 'incremental', partition_by: { field: 'at', granularity: 'month', behind: 1, ahead: 1 } },
  });
  test('partitioned, created', () => golden('partitioned-create', modelInput(logs, 'select now() as at')));
  test('partitioned, appended', () => {
    const table = existing(
      'logs',
      { at: 'timestamp with time zone' },
      {
        kind: 'partitioned',
        partitionKey: 'RANGE (at)',
        partitions: [
          {
            name: { schema: 'public', name: 'logs_2026_11' },
            bound: "FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')",
          },
        ],
      },
    );
    return golden('partitioned-append', modelInput(logs, 'select now() as at', { catalog: catalogOf([table]) }));
  });
  test('partitioned, refreshed in full', () => {
    const table = existing(
      'logs',
      { at: 'timestamp with time zone' },
      { kind: 'partitioned', partitionKey: 'RANGE (at)' },
    );
    return golden(
      'partitioned-full-refresh',
      modelInput(logs, 'select now() as at', { catalog: catalogOf([table]), fullRefresh: true }),
    );
  });
});

describe('materialized views', () => {
  const config = { materialized: 'materialized_view', indexes: [{ name: 'totals_key', columns: ['a'], unique: true }] };
  const node = modelNode('totals', { config });
  const index = {
    name: 'totals_key',
    definition: '',
    unique: true,
    nullsNotDistinct: false,
    valid: true,
    columns: ['a'],
    partial: false,
  };
  const view = owned(
    existing('totals', { a: 'integer' }, { kind: 'materialized_view', indexes: [index] }),
    queryFingerprint(compiledModel(node, 'select 1 as a'), catalogOf()),
  );
  test('created', () => golden('materialized-view-create', modelInput(node, 'select 1 as a')));
  test('refreshed', () =>
    golden('materialized-view-refresh', modelInput(node, 'select 1 as a', { catalog: catalogOf([view]) })));
  test('refreshed while it was never filled', () =>
    golden(
      'materialized-view-refresh-plain',
      modelInput(node, 'select 1 as a', { catalog: catalogOf([{ ...view, populated: false }]) }),
    ));
  test('replaced', () =>
    golden('materialized-view-replace', modelInput(node, 'select 2 as a', { catalog: catalogOf([view]) })));
});

describe('seeds', () => {
  const node = seedNode('rates');
  const content = { columns: ['coin', 'rate'], rows: [['BTC', '68000.1']], checksum: 'abc' };
  const fingerprint = () => fingerprintOf(seedInput(node, content));
  const { checksum } = seedContent('rates', content);
  const table = existing('rates', { coin: 'text', rate: 'numeric' });
  test('created', () => golden('seed-create', seedInput(node, content)));
  test('left alone', () =>
    golden(
      'seed-unchanged',
      seedInput(node, content, { catalog: catalogOf([owned(table, fingerprint(), checksum)]) }),
    ));
  test('rewritten', () =>
    golden('seed-rewrite', seedInput(node, content, { catalog: catalogOf([owned(table, fingerprint(), 'old')]) })));
  test('swapped when its columns change', () =>
    golden('seed-swap', seedInput(node, content, { catalog: catalogOf([table]) })));
  test('below an own materialized view only columns that cannot be added swap it', () => {
    const titles = (columns: Readonly<Record<string, string>>) => {
      const read = existing('rates', columns, { dependents: [dependent('materialized_view', 'totals')] });
      const catalog = catalogOf([read, existing('totals', {}, { kind: 'materialized_view', oid: 16600 })]);
      const growing = seedNode('rates', { config: { on_schema_change: 'append_new_columns' } });
      const plan = planNode(seedInput(growing, content, { catalog }));
      return plan.ok && plan.value.steps.map(({ title }) => title);
    };
    expect(titles({ coin: 'text' })).toEqual([
      'add columns to "public"."rates"',
      'look again at "public"."rates", and plan what follows on what is there then',
      'write the changed rows of "public"."rates"',
    ]);
    expect(titles({ coin: 'text', price: 'numeric' })).toEqual([
      'replace "public"."rates"; totals keeps reading the version before until it is rebuilt',
    ]);
  });
});

function constraintOf(name: string, kind: CatalogRelation['constraints'][number]['kind'], columns: readonly string[]) {
  return { name, kind, definition: '', columns, references: null };
}

test('what is refused', async () => {
  const incremental = (
    config: NodeParts['config'],
    columns: Readonly<Record<string, string>> = { a: 'integer' },
    parts: Partial<CatalogRelation> = {},
    uses: QueryShape['uses'] = [],
  ) =>
    modelInput(modelNode('m', { config: { materialized: 'incremental', ...config } }), 'select 1 as a, 2 as b', {
      catalog: catalogOf([existing('m', columns, parts)]),
      shape: shapeOf({ a: 'integer', b: 'integer' }, uses),
    });
  const contracted = (columns: Readonly<Record<string, string>>, constraints: NodeParts['constraints'] = []) =>
    modelInput(
      modelNode('m', { config: { materialized: 'table', contract: { enforced: true } }, columns, constraints }),
      'select 1 as a',
    );
  const inputs: Readonly<Record<string, PlanInput>> = {
    'not owned': modelInput(modelNode('m'), 'select 1 as a', {
      catalog: catalogOf([{ ...existing('m', {}), ownership: null }]),
    }),
    'materialization in Jinja': modelInput(modelNode('m', { config: { materialized: 'mine' } }), 'select 1 as a'),
    microbatch: incremental({ incremental_strategy: 'microbatch', unique_key: 'a' }),
    'schema change': incremental({ on_schema_change: 'fail' }, { a: 'integer', c: 'text' }),
    'types change': incremental({ on_schema_change: 'fail' }, { a: 'numeric(10,2)', b: 'text' }),
    'columns that others use': incremental(
      { on_schema_change: 'sync_all_columns' },
      { a: 'integer', b: 'bigint' },
      { dependents: [dependent('view', 'theirs')] },
      [{ column: 'b', by: 'view public.theirs' }],
    ),
    'key that is not given': incremental({ unique_key: ['z'] }, { a: 'integer', z: 'text' }),
    'touch column that is not there': incremental({
      unique_key: ['a'],
      incremental_strategy: 'merge',
      touch_columns: ['seen'],
    }),
    'another division': incremental({ partition_by: { field: 'a', granularity: 'day' } }),
    'no such type': contracted({ a: 'integr eger' }),
    'foreign key to nowhere': contracted({ a: 'integer' }, [foreignKey(['a'], 'nobody', ['id'])]),
    'check of nothing': contracted({ a: 'integer' }, [{ type: 'check' }]),
    'audited without a key': modelInput(
      modelNode('m', { config: { materialized: 'incremental', audit: true } }),
      'select 1 as a',
    ),
    drift: modelInput(
      modelNode('m', {
        config: { materialized: 'incremental', contract: { enforced: true } },
        columns: { a: 'bigint', n: 'text not null', fresh: 'text' },
        constraints: [{ type: 'primary_key', columns: ['a'] }],
      }),
      'select 1 as a',
      { catalog: catalogOf([existing('m', { a: 'integer', n: 'text', gone: 'text' })]) },
    ),
    'swap that is asked for': modelInput(
      modelNode('m', { config: { materialized: 'table', publish: 'swap' } }),
      'select 1 as a',
      {
        catalog: catalogOf([
          existing('m', { a: 'integer' }, { dependents: [dependent('function', 'f'), dependent('trigger', 'theirs')] }),
        ]),
      },
    ),
    'materialized view that others read': modelInput(
      modelNode('m', { config: { materialized: 'materialized_view' } }),
      'select 1 as a',
      {
        catalog: catalogOf([
          existing('m', { a: 'integer' }, { kind: 'materialized_view', dependents: [dependent('view', 'theirs')] }),
        ]),
      },
    ),
    'seed with other columns than its contract': seedInput(
      seedNode('m', { config: { contract: { enforced: true } }, columns: { a: 'integer', b: 'text' } }),
      { columns: ['a', 'c'], rows: [], checksum: '' },
    ),
  };
  const told = Object.entries(inputs).map(([name, input]) => {
    const plan = planNode(input);
    if (plan.ok) return `## ${name}\nplanned: ${plan.value.summary}\n`;
    const lines = plan.problems.flatMap(({ code, message, span, notes, help }) => [
      `${code}${span ? ` at ${placeOf(span)}` : ''}: ${message}`,
      ...notes.map((note) => `  note: ${note.message}`),
      `  help: ${help}`,
    ]);
    return `## ${name}\n${lines.join('\n')}\n`;
  });
  await expect(told.join('\n')).toMatchFileSnapshot('refused.txt');
});
