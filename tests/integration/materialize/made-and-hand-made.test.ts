// What Smelt remembers to have made on a relation, beside what people put there: the one is made again or goes with what asked
// for it, the other stays. Also over a database of the version before, which remembers nothing.

import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { isStep } from '../../../src/plan/step.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode, seedNode } from '../../support/plan-inputs.ts';

const rows = "select i as id, 'v' || i as v from generate_series(1, 3) as i";
const content = (last: string) => ({
  columns: ['id', 'v'],
  rows: [
    ['1', 'v1'],
    ['2', last],
  ],
  checksum: last,
});
const executed = 'for each row execute function public.noted()';

const hooksOn = (name: string) => [
  `create index on public.${name} (v)`,
  `alter table public.${name} add check (id > 0)`,
  `alter table public.${name} add primary key (id)`,
  `create trigger by_hook after insert on public.${name} ${executed}`,
];
const byHandOn = (name: string) => [
  `create index by_hand_${name} on public.${name} (v)`,
  `create index "${createHash('md5').update(name).digest('hex')}" on public.${name} (id, v)`,
  `alter table public.${name} add constraint by_hand check (id > 0)`,
  `alter table public.${name} add unique (id, v)`,
  `create trigger by_hand after insert on public.${name} ${executed}`,
];

describeOnBoth('what Smelt made and what people made', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(async () => {
    await rig.prepare();
    await rig.execute("create function public.noted() returns trigger language plpgsql as 'begin return new; end'");
  });

  /** Indexes, constraints and triggers, by name and definition. */
  const partsOf = async (name: string): Promise<readonly unknown[]> =>
    (
      await rig.rows(`select told from (
        select 'index ' || pg_get_indexdef(indexrelid) from pg_index where indrelid = 'public.${name}'::regclass
        union all select 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
          where conrelid = 'public.${name}'::regclass and contype <> 'n'
        union all select 'trigger ' || tgname from pg_trigger where tgrelid = 'public.${name}'::regclass and not tgisinternal
        union all select 'comment ' || description from pg_description where objoid = 'public.${name}'::regclass
          and classoid = 'pg_class'::regclass
        union all select 'grant ' || privilege_type from pg_class, aclexplode(relacl) where oid = 'public.${name}'::regclass and grantee = 0
      ) as found (told) order by told collate "C"`)
    ).map(({ told }) => told);

  const forget = () => rig.execute('update smelt.relations set made = null');

  const run: Readonly<Record<string, (name: string, hooks: readonly string[], turn: number) => Promise<unknown>>> = {
    'a table': (name, hooks) =>
      rig.model(modelNode(name, { config: { materialized: 'table', post_hook: [...hooks] } }), rows),
    'a table that stays': (name, hooks) =>
      rig.model(
        modelNode(name, { config: { materialized: 'table', publish: 'in_place', post_hook: [...hooks] } }),
        rows,
      ),
    'an incremental model': (name, hooks) =>
      rig.model(
        modelNode(name, { config: { materialized: 'incremental', unique_key: 'id', post_hook: [...hooks] } }),
        rows,
      ),
    'a seed': (name, hooks, turn) =>
      rig.seed(seedNode(name, { config: { post_hook: [...hooks] } }), content(`w${Math.floor(turn / 2)}`)),
  };

  test.each(Object.keys(run))('%s keeps both as they are, however often it runs', async (kind) => {
    const name = `both_${kind.replaceAll(' ', '_')}`;
    const build = async (hooks: readonly string[], turn: number) => run[kind]?.(name, hooks, turn);
    const hooks = hooksOn(name);
    await build(hooks, 1);
    const byHooks = await partsOf(name);
    await rig.execute(...byHandOn(name));
    const both = await partsOf(name);
    for (const turn of [2, 3, 4]) {
      await build(hooks, turn);
      expect(await partsOf(name), `run ${turn}`).toEqual(both);
    }
    await build([], 5);
    expect(await partsOf(name)).toEqual(both.filter((part) => !byHooks.includes(part)));
  });

  test.each(Object.keys(run))(
    '%s of a version that remembered nothing: nothing is doubled, nothing lost',
    async (kind) => {
      const name = `before_${kind.replaceAll(' ', '_')}`;
      const build = async (hooks: readonly string[], turn: number) => run[kind]?.(name, hooks, turn);
      await build([], 1);
      // What an older version left after two runs: an index and a check more with each.
      const [index = '', check = '', key = '', trigger = ''] = hooksOn(name);
      await rig.execute(index, check, key, trigger, index, check, ...byHandOn(name));
      await forget();
      const before = await partsOf(name);
      await build(hooksOn(name), 2);
      expect(await partsOf(name)).toEqual(before);
      await build(hooksOn(name), 3);
      const after = await partsOf(name);
      expect(after.filter((part) => String(part).includes('by_hand'))).toEqual(
        before.filter((part) => String(part).includes('by_hand')),
      );
      expect(before).toEqual(expect.arrayContaining([...after]));
      await build([], 4);
      const people = before.filter((part) => /by_hand|[0-9a-f]{32}|_key/.test(String(part)));
      expect(await partsOf(name)).toEqual(people);
    },
  );

  test('a view and a materialized view keep what hooks and people gave them', async () => {
    const view = (query: string, hooks: readonly string[]) =>
      rig.model(modelNode('seen', { config: { materialized: 'view', post_hook: [...hooks] } }), query);
    const onView = [
      `create trigger by_hook instead of insert on public.seen ${executed}`,
      "comment on view public.seen is 'by a hook'",
      'grant select on public.seen to public',
    ];
    await view(rows, onView);
    const seen = await partsOf('seen');
    await rig.execute('grant update on public.seen to public');
    for (const query of [rows, `${rows} where i > 1`, `${rows} where i > 1`]) {
      await view(query, onView);
      expect(await partsOf('seen')).toEqual(
        [...seen, 'grant UPDATE', 'trigger by_hook'].filter((part, place, all) => all.indexOf(part) === place).sort(),
      );
    }
    await view(`${rows} where i > 1`, []);
    expect(await partsOf('seen')).toEqual(['grant UPDATE']);

    const materialized = (query: string, hooks: readonly string[]) =>
      rig.model(modelNode('kept', { config: { materialized: 'materialized_view', post_hook: [...hooks] } }), query);
    const onKept = ['create index on public.kept (v)', "comment on materialized view public.kept is 'by a hook'"];
    await materialized(rows, onKept);
    await rig.execute('create index by_hand_kept on public.kept (v)');
    const both = await partsOf('kept');
    for (const query of [rows, `${rows} where i > 1`, `${rows} where i > 1`]) {
      await materialized(query, onKept);
      expect(await partsOf('kept')).toEqual(both);
    }
    await materialized(`${rows} where i > 1`, []);
    expect(await partsOf('kept')).toEqual([expect.stringContaining('by_hand_kept')]);
  });

  test('what leaves the config leaves the relation, whether it stays or is made anew', async () => {
    const indexes = [{ columns: ['v'] }, { columns: ['id'], name: 'configured_ids' }];
    for (const materialized of ['table', 'incremental', 'materialized_view']) {
      const name = `configured_${materialized}`;
      const node = (asked: typeof indexes) =>
        modelNode(name, {
          config: {
            materialized,
            indexes: asked.map((index) => ({
              ...index,
              ...(index.name ? { name: `${index.name}_${materialized}` } : {}),
            })),
          },
        });
      await rig.model(node(indexes), rows);
      expect(await partsOf(name)).toHaveLength(2);
      await rig.model(node(indexes), rows);
      expect(await partsOf(name)).toHaveLength(2);
      await rig.execute(`create index by_hand_${name} on public.${name} (v)`);
      await rig.model(node([]), rows);
      expect(await partsOf(name)).toEqual([expect.stringContaining('by_hand')]);
    }
    const columns = { id: 'integer', v: 'text' };
    const contracted = (
      constraints: readonly {
        readonly type: 'unique' | 'check';
        readonly columns: string[];
        readonly expression?: string;
      }[],
    ) =>
      modelNode('contracted', {
        config: { materialized: 'incremental', contract: { enforced: true } },
        columns,
        constraints,
      });
    await rig.model(
      contracted([
        { type: 'unique', columns: ['id'] },
        { type: 'check', columns: ['id'], expression: 'id < 4' },
      ]),
      rows,
    );
    await rig.execute('alter table public.contracted add constraint by_hand check (id < 100)');
    // The rows that come would break what is gone.
    await rig.model(contracted([]), "select 4 as id, 'v'::text as v from generate_series(1, 2)");
    expect(await partsOf('contracted')).toEqual([expect.stringContaining('by_hand')]);
  });

  test('an index that comes to a relation whose content stays goes with the config again', async () => {
    const index = { columns: ['id'], name: 'came_later', unique: true };
    type Build = (name: string, indexes: readonly (typeof index)[]) => Promise<unknown>;
    const seed: Build = (name, indexes) => rig.seed(seedNode(name, { config: { indexes } }), content('v2'));
    const model =
      (config: { readonly materialized: string; readonly unique_key?: string }): Build =>
      (name, indexes) =>
        rig.model(modelNode(name, { config: { ...config, indexes } }), rows);
    const builds = {
      seed,
      table: model({ materialized: 'table' }),
      incremental: model({ materialized: 'incremental', unique_key: 'id' }),
      materialized_view: model({ materialized: 'materialized_view' }),
    };
    for (const [kind, build] of Object.entries(builds)) {
      const name = `later_${kind}`;
      const later = { ...index, name: `${index.name}_${kind}` };
      await build(name, []);
      await build(name, [later]);
      expect(await partsOf(name)).toEqual([expect.stringContaining('came_later')]);
      await build(name, []);
      expect(await partsOf(name), name).toEqual([]);
    }
  });

  test('what leaves the config stays where something else needs it', async () => {
    const node = (enforced: boolean) =>
      modelNode('needed', {
        config: {
          materialized: 'incremental',
          contract: { enforced },
          post_hook: ['alter table public.needed add primary key (id)'],
        },
        columns: { id: 'integer not null' },
      });
    await rig.model(node(true), 'select 1 as id');
    await rig.model(node(false), 'select 2 as id');
    expect(await partsOf('needed')).toEqual([
      expect.stringContaining('PRIMARY KEY'),
      expect.stringContaining('UNIQUE'),
    ]);
  });

  test('privileges that leave the config go when the relation is made anew; those of people stay', async () => {
    const node = (grants: Record<string, string[]>) =>
      modelNode('granted', { config: { materialized: 'table', grants } });
    await rig.model(node({ select: ['public'] }), rows);
    expect(await partsOf('granted')).toEqual(['grant SELECT']);
    await rig.execute('grant update on public.granted to public');
    await rig.model(node({}), rows);
    expect(await partsOf('granted')).toEqual(['grant UPDATE']);
  });

  test('hooks over each other: a key that takes an index of another hook over, a hook that fails while nothing is remembered', async () => {
    const node = (hooks: readonly string[]) =>
      modelNode('together', { config: { materialized: 'incremental', unique_key: 'id', post_hook: [...hooks] } });
    const hooks = [
      'create unique index together_key on public.together (id)',
      'alter table public.together add primary key using index together_key',
      'create index if not exists together_v on public.together (v)',
    ];
    await rig.model(node(hooks), rows);
    const fresh = await partsOf('together');
    expect(fresh).toHaveLength(3);
    const oid = () => rig.rows("select 'public.together_v'::regclass::oid as oid");
    const [index] = await oid();
    await rig.model(node(hooks), rows);
    expect(await partsOf('together')).toEqual(fresh);
    expect(await oid()).not.toEqual([index]);
    await forget();
    await expect(rig.model(node([...hooks, 'create index on public.together (nothing)']), rows)).rejects.toThrow(
      'nothing',
    );
    expect(await partsOf('together')).toEqual(fresh);
  });

  test('a hook that makes nothing anew is not asked to: its index is not built again for the sake of another hook', async () => {
    const node = modelNode('untouched', {
      config: {
        materialized: 'incremental',
        unique_key: 'id',
        post_hook: [
          'create index if not exists untouched_v on public.untouched (v)',
          'alter table public.untouched add primary key (id)',
        ],
      },
    });
    const oid = () => rig.rows("select 'public.untouched_v'::regclass::oid as oid");
    await rig.model(node, rows);
    const first = await oid();
    await rig.model(node, rows);
    expect(await oid()).toEqual(first);
  });

  test('a part that people have changed since is theirs', async () => {
    const node = (hooks: readonly string[]) =>
      modelNode('changed', { config: { materialized: 'table', post_hook: [...hooks] } });
    const hooks = ['create index if not exists changed_v on public.changed (v)'];
    await rig.model(node(hooks), rows);
    await rig.execute('drop index public.changed_v', 'create index changed_v on public.changed (v, id)');
    await rig.model(node(hooks), rows);
    await rig.model(node([]), rows);
    expect(await partsOf('changed')).toEqual([expect.stringContaining('(v, id)')]);
  });

  test('where nothing is asked for, nothing is read', async () => {
    const node = modelNode('plain', { config: { materialized: 'table' } });
    await rig.model(node, rows);
    const { plan } = await rig.model(node, rows);
    expect(
      plan.steps
        .filter(isStep)
        .flatMap(({ actions }) => actions)
        .map(({ kind }) => kind),
    ).not.toContain('remember');
    expect(await rig.rows("select made from smelt.relations where relation_name = 'plain'")).toEqual([{ made: [] }]);
  });
});
