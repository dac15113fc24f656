// Protects projects with snapshots on a database: what reads one reads its table as it stands, nothing makes or changes that table,
// and where there is none the database's message is reported at the place that reads it.

import { describe, expect, test } from 'vitest';
import { userText } from '../../../src/sql/sql.ts';
import { openTarget } from '../../support/databases.ts';
import { createProjectRig, type ProjectRig } from '../../support/project-rig.ts';
import { execute } from '../../support/run-app.ts';

const files = {
  'models/orders.sql': 'select 1 as id',
  'models/current.sql':
    "{{ config(materialized='table') }}\nselect id\nfrom {{ ref('orders_history') }}\nwhere dbt_valid_to is null\n",
  'snapshots/history.sql': `{% snapshot orders_history %}
{{ config(target_schema='kept', unique_key='id', strategy='check', check_cols='all') }}
select * from {{ ref('orders') }}
{% endsnapshot %}
`,
  'snapshots/_history.yml': `snapshots:
  - name: orders_history
    columns:
      - name: id
        data_tests: [not_null]
`,
};

async function makeHistory({ target }: ProjectRig): Promise<void> {
  const database = await openTarget(target);
  try {
    await database.withSession(async (session) => {
      await session.query(userText('create schema kept'));
      await session.query(
        userText(
          'create table kept.orders_history as select id, null::timestamp as dbt_valid_to from generate_series(1, 3) as id',
        ),
      );
    });
  } finally {
    await database.close();
  }
}

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test('what reads a snapshot is built and tested on the table as it stands, which stays', async () => {
    const project = await createProjectRig(kind, '', files);
    await makeHistory(project);
    const before = await project.values("select 'kept.orders_history'::regclass::oid");
    const built = await project.build();
    expect(built.exitCode).toBe(0);
    expect(built.errors.match(/warning\[\w+\].*/g)).toEqual(['warning[SETTING_LATER]: snapshots are not run yet']);
    expect(built.output).not.toMatch(/^.*\borders_history$/m);
    expect(await project.values('select id from current order by id')).toEqual([1, 2, 3]);
    expect(await project.values("select 'kept.orders_history'::regclass::oid")).toEqual(before);
    expect(await project.values('select count(*)::int from kept.orders_history')).toEqual([3]);
    expect((await execute(project.root, 'test')).output).toMatch(/^tests +1 passed$/m);
    expect((await project.build({ resourceTypes: ['snapshot'] })).exitCode).toBe(0);
    expect((await project.plan()).output).not.toMatch(/^ *(leave|create|replace|alter|drop|insert into) .*"kept"/m);
  });

  test('where there is no table, the model and the test that read it fail with its name at their places, and nothing else does', async () => {
    const project = await createProjectRig(kind, '', files);
    const { exitCode, output, errors } = await project.build();
    expect(exitCode).toBe(1);
    const told = `${errors}${output}`;
    const missing = 'error[SQL_UNKNOWN_RELATION]: relation "kept.orders_history" does not exist';
    expect(told.match(/error\[\w+\]: .*/g)).toEqual([missing]);
    expect(told).toContain('--> snapshots/_history.yml:5:');
    // As in dbt, what is downstream of a test that fails is held back.
    expect(told).toMatch(/^ +skipped +current/m);
    const ran = await execute(project.root, 'run');
    expect(`${ran.errors}${ran.output}`.match(/error\[\w+\]: .*/g)).toEqual([missing]);
    expect(`${ran.errors}${ran.output}`).toContain('--> models/current.sql:3:');
    expect(await project.values('select id from orders')).toEqual([1]);
  });
});
