// What a contract says in SQL: expressions of constraints, custom ones of a column, dbt's names of types, columns of a merge. What
// a merge writes, and which constraints and types there are but for their names, is dbt's (dbt-core 1.12.6, dbt-postgres 1.11.0);
// `include` of a column's key, and `string` in column_types, are errors of PostgreSQL's there.

import { describe, expect, test } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

const properties = (columns: readonly string[], constraints = '[]') =>
  `models:\n  - name: m\n    config: { contract: { enforced: true } }\n    constraints: ${constraints}\n    columns:\n${columns.map((one) => `      - ${one}\n`).join('')}`;

describe.each(['server', 'embedded'] as const)('SQL in contracts (%s)', (kind) => {
  test('expressions of constraints are kept, custom ones stand where PostgreSQL takes them, however often it is built', async () => {
    const rig = await createProjectRig(kind, '', {
      'models/m.sql':
        "{{ config(materialized=var('as', 'table'), unique_key='id', incremental_strategy='merge') }} select 1 as id, 2 as a, null::int as b, 'x' as c, 5 as e, 'y' as \"F\"\n",
      'models/m.yml': properties(
        [
          '{ name: id, data_type: int, constraints: [{ type: primary_key, expression: include (a) }] }',
          '{ name: a, data_type: int, constraints: [{ type: not_null }, { type: custom, expression: check (a > 0) }] }',
          '{ name: b, data_type: int, constraints: [{ type: unique, expression: nulls not distinct }] }',
          '{ name: c, data_type: string, constraints: [{ type: custom, expression: collate "C" not null }] }',
          '{ name: e, data_type: int, constraints: [{ type: unique, expression: deferrable initially deferred }] }',
          '{ name: F, quote: true, data_type: String }',
        ],
        '[{ type: unique, columns: [a, b], expression: nulls not distinct }]',
      ),
    });
    const found = () =>
      rig.values(
        "select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where conrelid = 'public.m'::regclass and contype <> 'n' order by 1",
      );
    const columns = () =>
      rig.values(
        "select concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, attcollation::regcollation) from pg_attribute where attrelid = 'public.m'::regclass and attnum > 0 and not attisdropped and attname in ('c', 'F') order by 1",
      );
    for (const as of ['table', 'table', 'incremental', 'incremental']) {
      const { exitCode, output } = await rig.build({ vars: `as: ${as}` });
      expect(exitCode, output).toBe(0);
      expect(await found()).toEqual([
        'm_a_b_key UNIQUE NULLS NOT DISTINCT (a, b)',
        'm_a_custom CHECK ((a > 0))',
        'm_b_key UNIQUE NULLS NOT DISTINCT (b)',
        'm_e_key UNIQUE (e) DEFERRABLE INITIALLY DEFERRED',
        'm_pkey PRIMARY KEY (id) INCLUDE (a)',
      ]);
      expect(await columns()).toEqual(['F text f "default"', 'c text t "C"']);
    }
  });

  test('a text that is more than the constraint is refused at its line', async () => {
    const rig = await createProjectRig(kind, '', {
      'models/m.sql': "{{ config(materialized='table') }} select 1 as id, 2 as a\n",
      'models/m.yml': properties(
        [
          '{ name: id, data_type: int, constraints: [{ type: custom, expression: "default 1, more text" }] }',
          '{ name: a, data_type: int, constraints: [{ type: not_null, expression: "); drop table x; --" }] }',
        ],
        '[{ type: unique, columns: [id], expression: "(a), drop column a, add unique" }, { type: primary_key, columns: [id], expression: (a) include }]',
      ),
    });
    const { exitCode, errors } = await rig.build();
    expect(exitCode).toBe(2);
    expect(errors).toContain('"(a), drop column a, add unique" is nothing for a unique constraint on "m"');
    expect(errors).toContain('"(a) include" is nothing for a primary key on "m"');
    expect(errors).toContain(
      `"default 1, more text" of the column "id" of "m" is nothing that follows a column's type`,
    );
    expect(errors).toContain(`"); drop table x; --" of the column "a" of "m" is nothing that follows a column's type`);
    for (const place of ['models/m.yml:4:', 'models/m.yml:6:', 'models/m.yml:7:']) expect(errors).toContain(place);
  });

  test('columns of a merge: those to update are SQL, those to leave are met in any case', async () => {
    const model = (config: string) =>
      `{{ config(materialized='incremental', unique_key='id', incremental_strategy='merge', ${config}) }}
select 1 as id, {% if is_incremental() %}'b'{% else %}'a'{% endif %} as x, {% if is_incremental() %}'b'{% else %}'a'{% endif %} as "Y"\n`;
    const rig = await createProjectRig(kind, '', {
      'models/quoted.sql': model(`merge_update_columns=['"Y"']`),
      'models/folded.sql': model("merge_update_columns=['X']"),
      'models/without.sql': model("merge_exclude_columns=['X', 'y']"),
      'models/without_quoted.sql': model(`merge_exclude_columns=['"Y"']`),
      'models/wrong.sql': model("merge_update_columns=['Y', 'x']"),
    });
    expect((await rig.build()).exitCode).toBe(0);
    const { exitCode, output } = await rig.build();
    expect(exitCode).toBe(1);
    expect(output).toContain('merge_update_columns of "wrong" has "Y", which is no column of the model');
    const rows: string[] = [];
    for (const name of ['quoted', 'folded', 'without', 'without_quoted', 'wrong'])
      rows.push(...(await rig.values(`select x || "Y" from public.${name}`)).map(String));
    expect(rows).toEqual(['ab', 'ba', 'aa', 'ba', 'aa']);
  });

  test('column_types know string', async () => {
    const rig = await createProjectRig(kind, '', {
      'seeds/s.csv': 'id,v\n1,2\n',
      'seeds/s.yml': 'seeds: [{ name: s, config: { column_types: { v: string } } }]\n',
    });
    const { exitCode, output } = await rig.build();
    expect(exitCode, output).toBe(0);
    expect(await rig.values('select pg_typeof(v)::text from public.s')).toEqual(['text']);
  });
});
