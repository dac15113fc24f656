// Config keys that dbt writes into its statements: what they say is SQL. The rows and indexes are those that dbt-core 1.12.6 with
// dbt-postgres 1.11.0 gives for the same models after two runs.

import { describe, expect, test } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

const incremental = (key: string, query: string, more = '') =>
  `{{ config(materialized='incremental', unique_key=${key}${more}) }}\n${query}\n`;

const round = "{% if is_incremental() %}'again'{% else %}'first'{% endif %}";

/** Each gives two rows, and in its second run one of them with another value and a new one. */
const rows = (columns: string, [first, kept, added]: readonly [string, string, string]) =>
  `select v.*, ${round} as said from (values (${first}), ({% if is_incremental() %}${added}{% else %}${kept}{% endif %})) as v (${columns})`;

describe.each(['server', 'embedded'] as const)('config keys that are SQL (%s)', (kind) => {
  test('unique_key: a folded name, a quoted one, several in one text, an expression, NULLs in it', async () => {
    const pairs = rows('id, k', ['1, 2', '1, 3', '1, null::int']);
    const rig = await createProjectRig(kind, '', {
      'models/quoted.sql': incremental(`'"gamePk"'`, rows('"gamePk"', ['1', '2', '3'])),
      'models/folded.sql': incremental("'ID'", rows('id', ['1', '2', '3'])),
      'models/several.sql': incremental("'id, k'", pairs),
      'models/expression.sql': incremental(`"id || '-' || k"`, pairs),
      'models/mixed.sql': incremental(`['id', "coalesce(k, 0) -- none"]`, pairs),
      'models/predicate.sql': incremental(`"abs(k)"`, pairs, ', incremental_predicates=["dbt_internal_dest.id = 1"]'),
      'models/merged.sql': incremental(
        `['ID', '"K"']`,
        rows('id, "K"', ['1, 2', '1, 3', '1, 4']),
        ", incremental_strategy='merge'",
      ),
      'models/none.sql': incremental("''", 'select 1 as id', ", incremental_strategy='merge'"),
    });
    for (let run = 1; run <= 3; run += 1) {
      const { exitCode, output } = await rig.build();
      expect(exitCode, output).toBe(0);
    }
    const said = async (model: string, columns: string) =>
      (await rig.values(`select concat_ws(' ', ${columns}, said) from public.${model} order by 1`)).join(', ');
    for (const [model, column] of [
      ['quoted', '"gamePk"'],
      ['folded', 'id'],
    ] as const)
      expect(await said(model, column)).toBe('1 again, 2 first, 3 again');
    for (const model of ['several', 'expression', 'mixed', 'predicate'])
      expect(await said(model, 'id, k'), model).toBe('1 2 again, 1 3 first, 1 again');
    expect(await said('merged', 'id, "K"')).toBe('1 2 again, 1 3 first, 1 4 again');
    expect(await rig.values('select count(*)::int from public.none')).toEqual([3]);
  });

  test('a group of an expression is replaced whole, and left alone while it is the same', async () => {
    const rig = await createProjectRig(kind, '', {
      'models/m.sql': incremental(
        '"lower(name)"',
        "select * from (values ('A', 1), ('a', 2), ('B', 3)) as v (name, n)",
      ),
    });
    await rig.build();
    expect((await rig.build()).output).toContain('no row changed');
    await rig.write({ 'models/m.sql': incremental('"lower(name)"', "select 'a' as name, 5 as n") });
    const { exitCode, output } = await rig.build();
    expect(exitCode, output).toBe(0);
    expect(await rig.values('select name || n from public.m order by 1')).toEqual(['B3', 'a5']);
  });

  test('rows by an expression that others refer to are found, whatever their columns are called', async () => {
    const rig = await createProjectRig(kind, '', {
      'models/m.sql': incremental(
        '"lower(name)"',
        "select 'A' as name, {% if is_incremental() %}2{% else %}1{% endif %} as n",
      ),
    });
    await rig.build();
    await rig.rows('alter table public.m add primary key (name)');
    await rig.rows('create table public.theirs (name text references public.m on delete cascade)');
    await rig.rows("insert into public.theirs values ('A')");
    const { exitCode, output } = await rig.build();
    expect(exitCode).toBe(1);
    expect(output).toContain('would be deleted to which theirs refers, for example by (A)');
  });

  test('indexes.columns: an expression, an order, a folded name and a quoted one, made once', async () => {
    const columns = ['lower(email)', 'created desc', 'EMAIL', '"Id"', 'email varchar_pattern_ops', '"Id", email'];
    const model = (materialized: string) =>
      `{{ config(materialized='${materialized}', indexes=[${columns.map((text) => `{'columns': ['${text}']}`).join(', ')}]) }} select 'x'::text as email, now() as created, 1 as "Id"\n`;
    const rig = await createProjectRig(kind, '', {
      'models/t.sql': model('table'),
      'models/i.sql': model('incremental'),
      'models/v.sql': model('materialized_view'),
    });
    const on = (name: string) =>
      rig.values(
        `select substring(pg_get_indexdef(indexrelid) from 'btree (.*)$') from pg_index where indrelid = 'public.${name}'::regclass order by 1`,
      );
    for (let run = 1; run <= 2; run += 1) {
      const { exitCode, output } = await rig.build();
      expect(exitCode, output).toBe(0);
      for (const name of ['t', 'i', 'v'])
        expect(await on(name)).toEqual([
          '("Id")',
          '("Id", email)',
          '(created DESC)',
          '(email varchar_pattern_ops)',
          '(email)',
          '(lower(email))',
        ]);
    }
  });

  test('what is no SQL, or more than it may be, is told at its line before anything is sent', async () => {
    const rig = await createProjectRig(kind, '', {
      'models/a.sql': incremental("'id) in (select 1)); drop table x; --'", 'select 1 as id'),
      'models/b.sql': incremental("'id, k'", 'select 1 as id, 2 as k', ", incremental_strategy='merge'"),
      'models/c.sql': incremental("'user'", 'select 1 as "user"'),
      'models/d.sql': "{{ config(materialized='table') }} select 1 as id\n",
      'models/e.sql':
        "{{ config(materialized='table', indexes=[{'columns': ['id'], 'expressions': ['id), (id']}]) }} select 1 as id\n",
      'models/s.yml': "models:\n  - name: d\n    config:\n      indexes: [{ columns: ['id) where (id = 1'] }]\n",
    });
    const { exitCode, errors } = await rig.build();
    expect(exitCode).toBe(2);
    expect(await rig.values("select count(*)::int from pg_class where relnamespace = 'public'::regnamespace")).toEqual([
      0,
    ]);
    for (const [place, message] of [
      ['models/a.sql:1:', 'unique_key of "a" has "id) in (select 1)); drop table x; --", which is no SQL'],
      ['models/b.sql:1:', 'unique_key of "b" is SQL, and merge goes by columns'],
      ['models/c.sql:1:', 'unique_key of "c" has user, which is the same for every row'],
      ['models/e.sql:1:', 'an index of "e" is on "id), (id", which is no SQL'],
      ['models/s.yml:4:', 'an index of "d" is on "id) where (id = 1", which is no SQL'],
    ] as const) {
      expect(errors).toContain(message);
      expect(errors).toContain(place);
    }
  });
});
