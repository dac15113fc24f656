// Protects that settings which run on dbt-postgres run here unchanged, and that what has no effect is reported.

import { describe, expect, test } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';
import { kindsTried } from '../../support/whole.ts';

describe.each(kindsTried)('on %s', (kind) => {
  test('an empty unique_key appends, run after run', async () => {
    const project = await createProjectRig(kind, '', {
      'models/a.sql': "{{ config(materialized='incremental', unique_key='') }} select 1 as id",
    });
    for (const count of [1n, 2n]) {
      expect((await project.build()).exitCode).toBe(0);
      expect(await project.values('select count(*) from a')).toEqual([count]);
    }
  });

  test('constraints without names are numbered where one has the name already', async () => {
    const checks = ['> 0', '> -1', '< 9'].map((rest) => `{ type: check, expression: "id ${rest}" }`);
    const project = await createProjectRig(kind, '', {
      'models/a.sql': "{{ config(materialized='table') }} select 1 as id",
      'models/m.yml': `models:
  - name: a
    config: { contract: { enforced: true } }
    columns:
      - name: id
        data_type: int
        constraints: [${checks.join(', ')}, { type: check, name: a_id_check2, expression: "id < 10" }]
`,
    });
    for (let run = 0; run < 2; run++) {
      const ran = await project.build();
      expect([ran.exitCode, ran.errors]).toEqual([0, '']);
      expect(
        await project.rows(
          "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = 'a'::regclass and contype = 'c' order by 1",
        ),
      ).toEqual([
        ['a_id_check', 'CHECK ((id > 0))'],
        ['a_id_check1', "CHECK ((id > '-1'::integer))"],
        ['a_id_check2', 'CHECK ((id < 10))'],
        ['a_id_check3', 'CHECK ((id < 9))'],
      ]);
    }
  });

  test('partition_by for another warehouse makes a plain table, and is warned of once', async () => {
    const model =
      "{{ config(materialized='table', partition_by={'field': 'd', 'data_type': 'date'}) }} select current_date as d";
    const project = await createProjectRig(kind, '', { 'models/a.sql': model, 'models/b.sql': model });
    const { exitCode, output, errors } = await project.build();
    expect(exitCode).toBe(0);
    expect((output + errors).match(/SETTING_FOREIGN/g)).toHaveLength(1);
    expect(output + errors).toContain('without effect here: partition_by (models/a.sql:1:');
    expect(await project.values("select relkind::text from pg_class where relname in ('a', 'b')")).toEqual(['r', 'r']);
  });
});
