// Protects what a project's own words mean: names without a schema go on being looked up by the target's search_path, or by the one
// that a hook has set, and types of other schemas are compared by their own `=`.

import { describe, expect, test } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

/** A type by whose equality only the length counts; its operator class makes it the one that GROUP BY and merge joins use. */
const lengthType = `create schema lib; create type lib.code as (text text);
  create function lib.order_of(a lib.code, b lib.code) returns int language sql immutable as $$ select pg_catalog.length(a.text) - pg_catalog.length(b.text) $$;
  create function lib.lt(a lib.code, b lib.code) returns bool language sql immutable as $$ select lib.order_of(a, b) < 0 $$;
  create function lib.le(a lib.code, b lib.code) returns bool language sql immutable as $$ select lib.order_of(a, b) <= 0 $$;
  create function lib.eq(a lib.code, b lib.code) returns bool language sql immutable as $$ select lib.order_of(a, b) = 0 $$;
  create function lib.ge(a lib.code, b lib.code) returns bool language sql immutable as $$ select lib.order_of(a, b) >= 0 $$;
  create function lib.gt(a lib.code, b lib.code) returns bool language sql immutable as $$ select lib.order_of(a, b) > 0 $$;
  create operator lib.< (function = lib.lt, leftarg = lib.code, rightarg = lib.code);
  create operator lib.<= (function = lib.le, leftarg = lib.code, rightarg = lib.code);
  create operator lib.= (function = lib.eq, leftarg = lib.code, rightarg = lib.code, merges);
  create operator lib.>= (function = lib.ge, leftarg = lib.code, rightarg = lib.code);
  create operator lib.> (function = lib.gt, leftarg = lib.code, rightarg = lib.code);
  create operator class lib.code_ops default for type lib.code using btree as operator 1 lib.<, operator 2 lib.<=, operator 3 lib.=, operator 4 lib.>=,
    operator 5 lib.>, function 1 lib.order_of(lib.code, lib.code);
  create domain lib.short as lib.code;
  create function lib.twice(n int) returns int language sql immutable as 'select 2 * n'`;

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test('names and types of another schema mean in models, hooks, contracts, indexes, keys and tests what the path says', async () => {
    const header = 'set local search_path = lib, public';
    const keyed = (
      value: string,
      strategy: string,
    ) => `{{ config(materialized='incremental', unique_key='id', incremental_strategy='${strategy}',
      pre_hook='${header}') }} select row('${value}')::short as id, twice(${value.length}) as n, '${value}' as said`;
    const files = (value: string) => ({
      'models/merged.sql': keyed(value, 'merge'),
      'models/grouped.sql': keyed(value, 'delete+insert'),
      'models/contracted.sql': `{{ config(materialized='table', pre_hook='${header}', indexes=[{'expressions': ['twice(n)']}],
        post_hook='insert into public.noted select twice(n) from {{ this }}') }} select row('${value}')::code as id, 2 as n`,
      'models/seen.sql': `{{ config(pre_hook='${header}') }} select twice(n) as n from {{ ref('contracted') }}`,
    });
    const project = await createProjectRig(kind, '', {
      ...files('abc'),
      'macros/lib.sql': `{% macro lib() %}{% call statement('lib') %}${lengthType}{% endcall %}{% do run_query('create table public.noted (n int)') %}{% endmacro %}`,
      'models/_models.yml': `models:
  - name: contracted
    config: { contract: { enforced: true } }
    columns:
      - { name: id, data_type: code }
      - { name: n, data_type: integer, constraints: [{ type: check, expression: twice(n) > 0 }] }
  - name: merged
    columns: [{ name: n, data_tests: [not_null, { accepted_values: { arguments: { values: [6], quote: false } } }] }]
`,
    });
    const made = await project.operation('lib');
    expect(made.exitCode, made.output + made.errors).toBe(0);
    for (const value of ['abc', 'xyz']) {
      await project.write(files(value));
      const { exitCode, output, errors } = await project.build();
      expect(exitCode, output + errors).toBe(0);
    }
    // Of the same length, so the same key.
    expect(await project.rows('select (id).text, n, said from public.merged')).toEqual([['abc', 6, 'xyz']]);
    expect(await project.rows('select (id).text, n, said from public.grouped')).toEqual([['xyz', 6, 'xyz']]);
    expect(await project.values('select n from public.seen')).toEqual([4]);
    expect(await project.values('select n from public.noted')).toEqual([4, 4]);
  });

  test('triggers, checks and defaults that people put on a table find what they name, whichever way its rows are written', async () => {
    const keyed = (id: number, strategy: string) =>
      `{{ config(materialized='incremental', unique_key='id', incremental_strategy='${strategy}') }}
      select i::int as id, ('v' || i || '${id}')::varchar as v from generate_series(${id}, ${id} + 1) as i`;
    const files = (id: number) => ({
      'models/merged.sql': keyed(id, 'merge'),
      'models/grouped.sql': keyed(id, 'delete+insert'),
      'seeds/seeded.csv': `id,v\n1,a\n${id + 1},b\n`,
      'seeds/_seeds.yml': `seeds:
  - name: seeded
    config: { contract: { enforced: true } }
    columns: [{ name: id, data_type: integer, constraints: [{ type: primary_key }] }, { name: v, data_type: text }]
`,
    });
    const tables = ['merged', 'grouped', 'seeded'];
    const project = await createProjectRig(kind, '', {
      ...files(1),
      'macros/people.sql': `{% macro people() %}{% do run_query("create table noted (what text, id int); create table allowed as select generate_series(1, 9) as id;
  create function note() returns trigger language plpgsql as 'begin insert into noted values (tg_table_name, new.id); return new; end';
  create function is_allowed(n int) returns bool language sql as 'select exists (select from allowed where id = n)';
  create function how_many() returns int language plpgsql as 'begin return (select count(*) from allowed); end'") %}
{% for table in ${JSON.stringify(tables)} %}{% do run_query("create trigger by_hand before insert or update on " ~ table ~ " for each row execute function note();
  alter table " ~ table ~ " add constraint by_hand check (is_allowed(id)), add column seen int default how_many()") %}{% endfor %}{% endmacro %}`,
    });
    const succeeds = ({ exitCode, output, errors }: { exitCode: number; output: string; errors: string }) =>
      expect(exitCode, output + errors).toBe(0);
    succeeds(await project.build());
    succeeds(await project.operation('people'));
    await project.write(files(2));
    succeeds(await project.build());
    expect(await project.rows('select what, id from noted order by 1, 2')).toEqual([
      ['grouped', 2],
      ['grouped', 3],
      ['merged', 2],
      ['merged', 3],
      ['seeded', 3],
    ]);
    expect(await project.values('select seen from merged where id = 3')).toEqual([9]);
  });
});
