// A password that reaches a template is shown nowhere: on no stream, in no event, and in none of the tables that Smelt keeps.

import { expect, test } from 'vitest';
import { compileCommand } from '../../../src/app/compile-command.ts';
import { recordsOf } from '../../../src/execute/database.ts';
import { raw } from '../../../src/sql/sql.ts';
import { createTestDatabase, openTarget } from '../../support/databases.ts';
import { writeProject } from '../../support/project-files.ts';
import { execute, noOptions, runApp } from '../../support/run-app.ts';

const secret = 'hunter"2';
const environment = { PGPASSWORD: secret };

test('a password in a model is masked in what is told, and in what is written down', async () => {
  const created = await createTestDatabase('embedded');
  const path = created.target.kind === 'embedded' ? created.target.path : '';
  const root = await writeProject({
    'project.yml': `name: shop\nengine_tables: [etl_status]\ntargets: { dev: { type: embedded, path: ${path}, schema: public } }\n`,
    'models/bad.sql':
      "{{ config(materialized='table') }}{{ log(env_var('PGPASSWORD'), info=true) }} select '{{ env_var('PGPASSWORD') }}'::int as a\n",
    'models/good.sql': "{{ config(materialized='table') }} select 1 as a\n",
    'models/_models.yml': `models:
  - name: good
    data_tests:
      - expression: { arguments: { expression: "a = '{{ env_var('PGPASSWORD') }}'" } }
`,
  });
  try {
    const runs = [
      await execute(root, 'build', {}, environment),
      await execute(root, 'build', { logFormat: 'json' }, environment),
      await runApp(
        root,
        (surroundings) => compileCommand({ ...noOptions, inline: undefined }, surroundings),
        environment,
      ),
    ];
    for (const { output, errors } of runs) {
      expect(output + errors).toContain('*****');
      expect(output + errors).not.toMatch(/hunter\\?"2/);
    }
    const database = await openTarget(created.target);
    const kept = await database.withSession(async (session) =>
      recordsOf(
        await session.query(
          raw(`select r::text as row from smelt.node_results r where message is not null
            union all select r::text from smelt.test_results r where message is not null
            union all select r::text from public.etl_status r where error_message is not null`),
        ),
      ),
    );
    await database.close();
    expect(kept.length).toBeGreaterThan(2);
    for (const { row } of kept) expect(row).not.toContain('hunter');
  } finally {
    await created.drop();
  }
});
