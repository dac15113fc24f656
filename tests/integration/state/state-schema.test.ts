// The state in a schema that the target names: everything of Smelt's own is there, nothing in `smelt`, and two states of one database
// do not meet.

import { describe, expect, onTestFinished, test } from 'vitest';
import { raw } from '../../../src/sql/sql.ts';
import { createTestDatabase, type DatabaseKind, openTarget } from '../../support/databases.ts';
import { writeFiles, writeProject } from '../../support/project-files.ts';
import { execute } from '../../support/run-app.ts';

const audited = (column: string) => `
models:
  - name: orders
    config: { contract: { enforced: true } }
    columns:
      - { name: id, data_type: int, constraints: [{ type: primary_key }] }
      - { name: ${column}, data_type: int }
  - name: paid
    columns: [{ name: id, data_tests: [unique] }]
`;

async function createStates(kind: DatabaseKind) {
  const { target, drop } = await createTestDatabase(kind);
  onTestFinished(drop);
  const place =
    target.kind === 'embedded' ? `type: embedded, path: ${target.path}` : `type: postgres, url: "${target.url}"`;
  const root = await writeProject({
    'project.yml': `name: shop
target: one
targets:
  one: { ${place}, schema: marts, state_schema: 'Own "State' }
  other: { ${place}, schema: others, state_schema: other_state }
`,
    'models/orders.sql':
      "{{ config(materialized='incremental', audit=true, unique_key='id') }} select 1 as id, 2 as amount",
    'models/paid.sql': "{{ config(materialized='table') }} select 1 as id, 2 as a",
    'models/totals.sql': "{{ config(materialized='materialized_view') }} select sum(a) as a from {{ ref('paid') }}",
    'models/_models.yml': audited('amount'),
  });
  const rows = async (query: string) => {
    const database = await openTarget(target);
    try {
      return (await database.withSession((session) => session.query(raw(query)))).rows;
    } finally {
      await database.close();
    }
  };
  return { root, rows };
}

const existing = `select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'v', 'm') and n.nspname !~ '^pg_|^information_schema$' and n.nspname not in ('marts', 'others') order by 1, 2`;

const tables = ['commits', 'file_failures', 'files', 'migrations', 'node_results', 'relations', 'runs', 'test_results'];

describe('a target that names the schema of the state', () => {
  test('has its records there (embedded)', async () => {
    const { root, rows } = await createStates('embedded');
    expect(await execute(root, 'build')).toMatchObject({ exitCode: 0, errors: '' });
    expect(await rows(existing)).toEqual(tables.map((table) => ['Own "State', table]));
  });

  test('has it there whole: records, audit, replaced versions that are still read', async () => {
    const { root, rows } = await createStates('server');
    expect(await execute(root, 'build')).toMatchObject({ exitCode: 0, errors: '' });
    expect(await rows(existing)).toEqual(tables.map((table) => ['Own "State', table]));
    expect(await rows('select action from marts.audit_log')).toEqual([['INSERT']]);
    // The materialized view is not built again, so that it goes on reading the version before.
    await writeFiles(root, {
      'models/paid.sql': "{{ config(materialized='table') }} select 1 as id, 3 as b",
      'models/totals.sql': "{{ config(materialized='materialized_view') }} select sum(b) as a from {{ ref('paid') }}",
    });
    expect((await execute(root, 'run', { select: ['paid'] })).exitCode).toBe(0);
    expect(await rows(`${existing} limit 1 offset 5`)).toEqual([
      ['Own "State', expect.stringMatching(/^paid__\d+_retired$/)],
    ]);
    expect((await execute(root, 'run', { select: ['totals'] })).exitCode).toBe(0);
    expect((await rows(existing)).length).toBe(tables.length);
  });

  test('shares its database with another state, by which nothing of it is known', async () => {
    const { root, rows } = await createStates('server');
    expect((await execute(root, 'build')).exitCode).toBe(0);
    expect((await execute(root, 'build', { target: 'other' })).exitCode).toBe(0);
    expect(await rows('select distinct schema_name from other_state.relations')).toEqual([['others']]);
    expect(await rows('select distinct schema_name from "Own ""State".relations')).toEqual([['marts']]);
  });
});
