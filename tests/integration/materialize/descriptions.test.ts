// persist_docs: whatever a run does with a relation, its comments are then those of its descriptions; what is there already is not
// written again, and comments by hand stay where nobody asks for comments.

import { beforeAll, expect, test } from 'vitest';
import type { MadePart } from '../../../src/catalog/relation.ts';
import type { ModelNode, SeedNode } from '../../../src/graph/node.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode, type NodeParts, seedNode } from '../../support/plan-inputs.ts';

interface Texts {
  readonly relation: string;
  /** Descriptions by name; a name in double quotes has `quote: true`. */
  readonly columns: Readonly<Record<string, string>>;
}

function described<Node extends ModelNode | SeedNode>(node: Node, { relation, columns }: Texts): Node {
  const [like] = modelNode('like', { columns: { a: 'integer' } }).columns;
  return {
    ...node,
    description: relation,
    columns: Object.entries(columns).map(([name, description]) => ({
      ...like,
      name: name.replaceAll('"', ''),
      quote: name.startsWith('"'),
      dataType: null,
      description,
    })),
  };
}

const both = { persist_docs: { relation: true, columns: true } };

describeOnBoth('descriptions', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(() => rig.prepare());

  const comments = async (name: string) => {
    const [relation, ...columns] = await rig.rows(
      `select '' as name, obj_description('public.${name}'::regclass, 'pg_class') as text union all
       (select attname, col_description(attrelid, attnum) from pg_attribute
        where attrelid = 'public.${name}'::regclass and attnum > 0 and not attisdropped order by attnum)`,
    );
    return [relation?.text, ...columns.map((column) => `${column.name}: ${column.text}`)];
  };
  /** Changes with every comment that is written, if only with the same text. */
  const versions = (name: string) =>
    rig.rows(`select xmin::text, objsubid from pg_description where objoid = 'public.${name}'::regclass order by 2`);

  const model = (materialized: string, sql: string, parts: NodeParts['config'] = {}) => ({
    run: (name: string, texts: Texts, config: NodeParts['config'] = both, other = sql) =>
      rig.model(described(modelNode(name, { config: { materialized, ...parts, ...config } }), texts), other),
  });
  const seed = (rows: (texts: Texts) => readonly (readonly string[])[]) => ({
    run: (name: string, texts: Texts, config: NodeParts['config'] = both) =>
      rig.seed(described(seedNode(name, { config: { ...config } }), texts), {
        columns: ['id', 'v'],
        rows: rows(texts),
        checksum: JSON.stringify(rows(texts)),
      }),
  });

  test.each([
    ['a view that is left alone', 'leave', model('view', 'select 1 as id, 2 as v')],
    ['a table that is swapped', 'swap', model('table', 'select 1 as id, 2 as v')],
    ['a table that is changed in place', 'rewrite', model('table', 'select 1 as id, 2 as v', { publish: 'in_place' })],
    ['an incremental model', 'append', model('incremental', 'select 1 as id, 2 as v')],
    [
      'a merge',
      'merge',
      model('incremental', 'select 1 as id, 2 as v', { incremental_strategy: 'merge', unique_key: 'id' }),
    ],
    ['a materialized view', 'refresh', model('materialized_view', 'select 1 as id, 2 as v')],
    [
      'a materialized view with a unique index',
      'refresh',
      model('materialized_view', 'select 1 as id, 2 as v', { indexes: [{ columns: ['id'], unique: true }] }),
    ],
    ['a seed that is left alone', 'leave', seed(() => [['1', '2']])],
    ['a seed whose rows change', 'seed', seed(({ relation, columns }) => [['1', relation + columns.v]])],
  ])('of %s follow the config: changed, removed, written once', async (what, kind, { run }) => {
    const name = `d_${what.replaceAll(' ', '_')}`;
    await run(name, { relation: 'one', columns: { id: "it's the key", v: '' } });
    expect(await comments(name)).toEqual(['one', "id: it's the key", 'v: null']);
    const second = await run(name, { relation: 'two', columns: { id: "it's the key", v: 'value\n' } });
    expect(second.plan.steps.at(-1)?.kind).toBe(kind);
    expect(await comments(name)).toEqual(['two', "id: it's the key", 'v: value\n']);
    const before = await versions(name);
    await run(name, { relation: 'two', columns: { id: "it's the key", v: 'value\n' } });
    expect(await comments(name)).toEqual(['two', "id: it's the key", 'v: value\n']);
    if (kind !== 'swap' && kind !== 'refresh') expect(await versions(name)).toEqual(before);
    await run(name, { relation: '', columns: { id: '', v: 'value' } });
    expect(await comments(name)).toEqual([null, 'id: null', 'v: value']);
  });

  test('follow a relation that is replaced by one of another shape or kind', async () => {
    const texts = { relation: 'kept', columns: { id: 'key', v: 'value', w: 'more' } };
    await model('view', 'select 1 as id, 2 as v').run('d_replaced', texts);
    expect(await comments('d_replaced')).toEqual(['kept', 'id: key', 'v: value']);
    await model('view', "select 'x' as w, 1 as id").run('d_replaced', texts);
    expect(await comments('d_replaced')).toEqual(['kept', 'w: more', 'id: key']);
    await model('table', 'select 1 as id, 2 as w').run('d_replaced', { ...texts, columns: { w: 'other' } });
    expect(await comments('d_replaced')).toEqual(['kept', 'id: null', 'w: other']);
    await model('materialized_view', 'select 3 as v').run('d_replaced', texts);
    expect(await comments('d_replaced')).toEqual(['kept', 'v: value']);
  });

  test('of columns that are not there are passed over; names are read as SQL reads them, or exactly with quote: true', async () => {
    const texts = {
      relation: 'names',
      columns: { gone: 'no longer there', ID: 'of id', '"Total"': 'of Total', '"V"': 'of no column', Free: 'of Free' },
    };
    const sql = 'select 1 as id, 2 as "Total", 3 as v, 4 as "Free", 5 as total';
    for (const materialized of ['table', 'view', 'incremental']) {
      const name = `d_names_${materialized}`;
      for (let run = 1; run <= 2; run += 1) {
        await model(materialized, sql).run(name, texts);
        expect(await comments(name)).toEqual([
          'names',
          'id: of id',
          'Total: of Total',
          'v: null',
          'Free: of Free',
          'total: null',
        ]);
      }
    }
  });

  test('are written as far as persist_docs asks, and comments by hand stay where it does not', async () => {
    const texts = { relation: 'text', columns: { id: 'key' } };
    for (const [materialized, parts] of [
      ['view', {}],
      ['table', { publish: 'in_place' }],
      ['incremental', {}],
    ] as const) {
      const name = `d_asked_${materialized}`;
      const { run } = model(materialized, 'select 1 as id', parts);
      await run(name, texts, {});
      expect(await comments(name)).toEqual([null, 'id: null']);
      await run(name, texts, { persist_docs: { columns: true } });
      expect(await comments(name)).toEqual([null, 'id: key']);
      const word = materialized === 'view' ? 'view' : 'table';
      await rig.execute(
        `comment on ${word} public.${name} is 'by hand'`,
        `comment on column public.${name}.id is 'too'`,
      );
      await run(name, texts, { persist_docs: { columns: true } });
      expect(await comments(name)).toEqual(['by hand', 'id: key']);
      await rig.execute(`comment on column public.${name}.id is 'too'`);
      await run(name, { relation: '', columns: {} }, {});
      expect(await comments(name)).toEqual(['by hand', 'id: too']);
    }
  });

  test('that are remembered go with the config, and those by hand stay', async () => {
    const { run } = model('incremental', 'select 1 as id, 2 as v');
    const part = (name: string, definition: string): MadePart => ({
      kind: 'comment',
      name,
      definition,
      origin: 'config',
      hook: null,
    });
    const remember = (...parts: readonly MadePart[]) =>
      rig.execute(`update smelt.relations set made = '${JSON.stringify(parts)}' where relation_name = 'd_remembered'`);
    await run('d_remembered', { relation: 'text', columns: { id: 'key', v: 'value' } });
    await remember(part('', 'text'), part('id', 'key'), part('v', 'value'));
    await rig.execute("comment on column public.d_remembered.v is 'by hand'");
    await run('d_remembered', { relation: 'text', columns: {} }, { persist_docs: { columns: false } });
    expect(await comments('d_remembered')).toEqual([null, 'id: null', 'v: by hand']);
    await remember();
    await rig.execute("comment on table public.d_remembered is 'mine'");
    await run('d_remembered', { relation: '', columns: { id: 'key' } });
    expect(await comments('d_remembered')).toEqual(['mine', 'id: key', 'v: by hand']);
  });
});
