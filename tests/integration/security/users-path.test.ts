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
});
