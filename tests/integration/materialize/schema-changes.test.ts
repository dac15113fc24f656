// on_schema_change without a contract: each answer to each kind of change, by each strategy, under each kind of reader of Smelt's
// own. The answers are those of dbt-core 1.12 with dbt-postgres on PostgreSQL 15, where dbt does not drop what others read.

import { beforeAll, describe, expect, test } from 'vitest';
import type { ModelNode } from '../../../src/graph/node.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode } from '../../support/plan-inputs.ts';

const modes = ['ignore', 'fail', 'append_new_columns', 'sync_all_columns'] as const;
type Mode = (typeof modes)[number];
const strategies = ['append', 'delete+insert', 'merge'] as const;
type Strategy = (typeof strategies)[number];
type Values = Readonly<Record<string, string | null>>;

interface Answer {
  /** After `id integer`. */
  readonly columns: string;
  /** What a row of the first run holds afterwards, and what one of the second does where the query gives it. */
  readonly old: Values;
  readonly fresh: Values;
}

interface Change {
  readonly name: string;
  readonly first: string;
  readonly second: string;
  /** A text: the error, before anything has changed. */
  readonly answers: Readonly<Record<Mode, Answer | string>>;
}

const changed = 'SCHEMA_CHANGED';

const changes: readonly Change[] = [
  {
    name: 'a column is added',
    first: "'a'::text as t",
    second: "'b'::text as t, 5 as extra",
    answers: {
      ignore: { columns: 't text', old: { t: 'a' }, fresh: { t: 'b' } },
      fail: changed,
      append_new_columns: {
        columns: 't text, extra integer',
        old: { t: 'a', extra: null },
        fresh: { t: 'b', extra: '5' },
      },
      sync_all_columns: {
        columns: 't text, extra integer',
        old: { t: 'a', extra: null },
        fresh: { t: 'b', extra: '5' },
      },
    },
  },
  {
    name: 'a column is dropped',
    first: "'a'::text as t, 7 as n",
    second: "'b'::text as t",
    answers: {
      // dbt: column "n" does not exist.
      ignore: { columns: 't text, n integer', old: { t: 'a', n: '7' }, fresh: { t: 'b' } },
      fail: changed,
      append_new_columns: { columns: 't text, n integer', old: { t: 'a', n: '7' }, fresh: { t: 'b' } },
      sync_all_columns: { columns: 't text', old: { t: 'a' }, fresh: { t: 'b' } },
    },
  },
  {
    name: 'a column is renamed',
    first: "'a'::text as t",
    second: "'b'::text as u",
    answers: {
      // dbt: column "t" does not exist.
      ignore: { columns: 't text', old: { t: 'a' }, fresh: {} },
      fail: changed,
      append_new_columns: { columns: 't text, u text', old: { t: 'a', u: null }, fresh: { u: 'b' } },
      sync_all_columns: { columns: 'u text', old: { u: null }, fresh: { u: 'b' } },
    },
  },
  {
    name: 'a varchar becomes longer',
    first: "'ab'::varchar(2) as t",
    second: "'abc'::varchar(3) as t",
    answers: {
      ignore: { columns: 't character varying(3)', old: { t: 'ab' }, fresh: { t: 'abc' } },
      fail: { columns: 't character varying(3)', old: { t: 'ab' }, fresh: { t: 'abc' } },
      append_new_columns: { columns: 't character varying(3)', old: { t: 'ab' }, fresh: { t: 'abc' } },
      sync_all_columns: { columns: 't character varying(3)', old: { t: 'ab' }, fresh: { t: 'abc' } },
    },
  },
  {
    name: 'a numeric becomes wider',
    first: '1.25::numeric(4,2) as n',
    second: '1234.75::numeric(6,2) as n',
    answers: {
      ignore: 'numeric field overflow',
      fail: changed,
      append_new_columns: 'numeric field overflow',
      sync_all_columns: { columns: 'n numeric(6,2)', old: { n: '1.25' }, fresh: { n: '1234.75' } },
    },
  },
  {
    name: 'an integer becomes a numeric',
    first: '1 as n',
    second: '1.75::numeric(10,2) as n',
    answers: {
      ignore: { columns: 'n integer', old: { n: '1' }, fresh: { n: '2' } },
      fail: changed,
      append_new_columns: { columns: 'n integer', old: { n: '1' }, fresh: { n: '2' } },
      sync_all_columns: { columns: 'n numeric(10,2)', old: { n: '1.00' }, fresh: { n: '1.75' } },
    },
  },
  {
    name: 'an integer becomes a text',
    first: '1 as n',
    second: "'x'::text as n",
    answers: {
      ignore: 'column "n" is of type integer but expression is of type text',
      fail: changed,
      append_new_columns: 'column "n" is of type integer but expression is of type text',
      sync_all_columns: { columns: 'n text', old: { n: '1' }, fresh: { n: 'x' } },
    },
  },
  {
    name: 'a text becomes an integer',
    first: "'12'::text as n",
    second: '7 as n',
    answers: {
      ignore: { columns: 'n text', old: { n: '12' }, fresh: { n: '7' } },
      fail: changed,
      append_new_columns: { columns: 'n text', old: { n: '12' }, fresh: { n: '7' } },
      sync_all_columns: 'column "n" cannot be cast automatically to type integer',
    },
  },
];

/** Every strategy without a reader; of those with one the strategies take turns. */
const cases = modes.flatMap((mode, m) =>
  changes.map((change, c) => {
    const turn = (n: number): Strategy => strategies[(m + c + n) % 3] ?? 'append';
    const read = [
      ['view', turn(0)],
      ['materialized_view', turn(1)],
    ] as const;
    return { mode, change, runs: [...strategies.map((strategy) => ['table', strategy] as const), ...read] };
  }),
);

const firstIds = 'select id, v.* from (values (1), (2)) as i (id), lateral (select %s) as v';
const secondIds = 'select id, v.* from (values (2), (3)) as i (id), lateral (select %s) as v';

function expectedRows({ old, fresh, columns }: Answer, strategy: Strategy): readonly Values[] {
  const nothing = Object.fromEntries(columns.split(', ').map((column) => [column.split(' ')[0], null]));
  const row = (id: string, values: Values): Values => ({ id, ...nothing, ...values });
  const second = {
    append: [row('2', old), row('2', fresh)],
    // A group in which nothing that the query gives differs is left as it stands.
    'delete+insert': [row('2', Object.keys(fresh).length === 0 ? old : fresh)],
    merge: [row('2', { ...old, ...fresh })],
  };
  return [row('1', old), ...second[strategy], row('3', fresh)];
}

describeOnBoth('on_schema_change', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(() => rig.prepare());

  const texts = async (relation: string): Promise<readonly Values[]> => {
    const rows = await rig.rows(
      `select (select jsonb_object_agg(key, value) from jsonb_each_text(to_jsonb(whole))) as row from public.${relation} as whole`,
    );
    return rows.map(({ row }) => row as Values).sort(byText);
  };
  const columnsOf = async (relation: string) =>
    (
      await rig.rows(`select string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum) as c
        from pg_attribute where attrelid = 'public.${relation}'::regclass and attnum > 0 and not attisdropped`)
    )[0]?.c;

  describe.each(cases)('$mode, where $change.name', ({ mode, change, runs }) => {
    test.each(runs)('under a %s, by %s', async (reader, strategy) => {
      const config = {
        materialized: 'incremental',
        incremental_strategy: strategy,
        on_schema_change: mode,
        ...(strategy === 'append' ? {} : { unique_key: 'id' }),
      };
      const node = modelNode('m', { config });
      const over: ModelNode | null =
        reader === 'table' ? null : modelNode('reader', { config: { materialized: reader } });
      const read = async () => over && (await rig.model(over, 'select * from public.m'));
      await rig.model(node, firstIds.replace('%s', change.first));
      await read();
      const answer = change.answers[mode];
      const second = () => rig.model(node, secondIds.replace('%s', change.second));
      if (typeof answer === 'string') {
        const before = await texts('m');
        await expect(second()).rejects.toThrow(answer);
        expect(await texts('m')).toEqual(before);
      } else {
        await second();
        expect(await columnsOf('m')).toBe(`id integer, ${answer.columns}`);
        const expected = expectedRows(answer, strategy);
        expect(await texts('m')).toEqual(expected.toSorted(byText));
        // The reader goes on before its own turn, and is a fresh build's after it.
        if (over) expect(await rig.rows('select count(id) > 1 as ok from public.reader')).toEqual([{ ok: true }]);
        await read();
        if (over)
          expect([await columnsOf('reader'), await texts('reader')]).toEqual([await columnsOf('m'), await texts('m')]);
      }
      const dropped = over && `drop ${reader.replace('_', ' ')} public.reader`;
      await rig.execute(...(dropped ? [dropped] : []), 'drop table public.m');
      expect(await rig.rows("select relname from pg_class where relname like '%retired'")).toEqual([]);
    });
  });
});

function byText(a: Values, b: Values): number {
  const key = (row: Values) => `${row.id} ${JSON.stringify(Object.entries(row).sort())}`;
  return key(a) < key(b) ? -1 : 1;
}
