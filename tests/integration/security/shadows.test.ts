// Protects Smelt's role from whoever may create functions, operators and types in a schema on the search_path: none of them is ever
// called by Smelt's own SQL. Each counts its calls and fails, so that a build which ends well has called none.

import { Client } from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../support/databases.ts';
import { plantShadows } from '../../support/plant-shadows.ts';
import { type ProjectFiles, writeFiles, writeProject } from '../../support/project-files.ts';
import { execute } from '../../support/run-app.ts';

/** Everything that Smelt does with a relation. What the models say themselves names PostgreSQL's own. */
const files: ProjectFiles = {
  'seeds/letters.csv': 'id,label,day\na,1,2026-01-01\nb,2,2026-01-02\n',
  'seeds/_seeds.yml': 'seeds:\n  - name: letters\n    config: { column_types: { id: varchar(20), label: integer } }\n',
  'models/seen.sql': "select id, label from {{ ref('letters') }}",
  'models/copied.sql': "{{ config(materialized='table', unlogged=true) }} select id, label from {{ ref('seen') }}",
  'models/merged.sql': `{{ config(materialized='incremental', unique_key='id', incremental_strategy='merge', touch_columns=['at']) }}
    select id, label, pg_catalog.now() as at from {{ ref('letters') }}`,
  'models/grouped.sql': `{{ config(materialized='incremental', unique_key=['id', 'label'], incremental_strategy='delete+insert') }}
    select id, label from {{ ref('letters') }}`,
  'models/refreshed.sql': `{{ config(materialized='materialized_view', indexes=[{'columns': ['id'], 'unique': true}]) }}
    select id, label from {{ ref('copied') }}`,
  'models/divided.sql': `{{ config(materialized='incremental',
    partition_by={'field': 'day', 'granularity': 'month', 'default': true, 'behind': 1, 'ahead': 1}) }}
    select day, id from {{ ref('letters') }}`,
  'models/kept.sql': `{{ config(materialized='incremental', audit=true, unique_key='id', incremental_strategy='merge') }}
    select id, label from {{ ref('letters') }}`,
  'models/_models.yml': `models:
  - name: copied
    description: copied
    config:
      grants: { select: [public] }
      persist_docs: { relation: true, columns: true }
      indexes: [{ columns: [label] }, { columns: [id], where: 'id is not null' }]
      post_hook: ['create index on {{ this }} (id, label)']
    columns:
      - name: id
        description: its name
  - name: kept
    config: { contract: { enforced: true } }
    columns:
      - { name: id, data_type: varchar(20), constraints: [{ type: primary_key }] }
      - { name: label, data_type: integer }
`,
};

const tests: ProjectFiles = {
  'models/_tests.yml': `models:
  - name: seen
    columns:
      - { name: label, data_tests: [not_null, unique, { range: { arguments: { min_value: 0 } } }, { relationships: { arguments: { to: "ref('letters')", field: label } } }] }
      - { name: id, data_tests: [not_null, unique] }
`,
};

/** What comes between the builds: other rows, other columns, another kind. */
const changes: ProjectFiles = {
  'seeds/letters.csv': 'id,label,day\na,1,2026-01-01\nb,3,2026-01-02\nc,4,2026-02-02\n',
  'models/seen.sql': "select id, label, day from {{ ref('letters') }}",
  'models/copied.sql': "{{ config(materialized='table') }} select id, label, day from {{ ref('seen') }}",
  'models/merged.sql': `{{ config(materialized='incremental', unique_key='id', incremental_strategy='merge', on_schema_change='sync_all_columns') }}
    select id, label, day from {{ ref('letters') }}`,
};

test.each([
  { path: 'public', more: tests },
  // Before PostgreSQL's own even what fits exactly is found: here the users' words, the tests among them, have to say whose they mean.
  { path: 'public, pg_catalog', more: {} },
])('nothing planted in public is called with search_path $path', async ({ path, more }) => {
  const { target, drop } = await createTestDatabase('server');
  const url = target.kind === 'server' ? String(target.url) : '';
  const role = `smelt_intruder_${process.pid}_${path.length}`;
  const client = new Client({ connectionString: url });
  await client.connect();
  onTestFinished(async () => {
    await client.end();
    await drop();
    // Thousands of shadows go with their database at once: dropped one by one they need more locks than a server has.
    const admin = new Client({ connectionString: inject('serverUrl') });
    await admin.connect();
    await admin.query(`drop role ${role}`);
    await admin.end();
  });
  const root = await writeProject({
    'project.yml': `name: shop
engine_tables: [etl_status, data_quality_metrics]
on-run-start: 'select pg_catalog.now()'
targets: { dev: { type: postgres, url: "${url}", schema: public, search_path: "${path}" } }
`,
    ...files,
    ...more,
  });
  for (const statement of plantShadows(role)) await client.query(statement);
  await expect(client.query("select public.quote_ident('x'::pg_catalog.name)")).rejects.toThrow(
    'the shadow quote_ident',
  );
  await expect(client.query("select 'x'::pg_catalog.varchar = 'x'::pg_catalog.varchar")).rejects.toThrow(
    'the shadow an operator',
  );
  const before = await calls(client);
  for (const changed of [{}, {}, changes]) {
    await writeFiles(root, changed);
    const { exitCode, output, errors } = await execute(root, 'build');
    expect(exitCode, output + errors).toBe(0);
  }
  const retired = await execute(root, 'build', { fullRefresh: true });
  expect(retired.exitCode, retired.output + retired.errors).toBe(0);
  expect(await calls(client)).toBe(before);
});

async function calls(client: Client): Promise<unknown> {
  const { rows } = await client.query('select last_value from public.shadow_calls');
  return rows[0]?.last_value;
}
