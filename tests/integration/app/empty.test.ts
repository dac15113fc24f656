// Protects `--empty`: a build of what is there without rows, as dbt makes one, after which nothing has been taken for loaded.

import { describe, expect, test } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

const files = {
  'seeds/customers.csv': 'id,name\n1,ada\n2,bob\n',
  'sources.yml': `sources:
  - name: web
    tables:
      - name: visits
        files: { format: ndjson, location: 'pages/{day}.ndjson' }
`,
  'pages/2026-01-01.ndjson': '{"id": 1}\n{"id": 2}\n{"id": 3}\n',
  'models/visits.sql':
    "{{ config(materialized='incremental') }}\nselect record ->> 'id' as id from {{ source('web', 'visits') }}\n",
  'models/short.sql':
    "{{ config(materialized='ephemeral') }}\nselect id, name from {{ ref('customers') }} where name is not null\n",
  'models/names.sql': "{{ config(materialized='table') }}\nselect id, name from {{ ref('short') }}\n",
  'models/one.sql': "{{ config(materialized='table') }}\nselect 1 as id, '{{ flags.EMPTY }}' as empty\n",
  'models/asked.sql':
    "{{ config(materialized='table') }}\nselect '{{ ref('customers') }}' as printed, '{{ ref('customers').render() }}' as name\n",
};

const counts = `select (select count(*) from customers)::int, (select count(*) from visits)::int,
  (select count(*) from names)::int, (select empty from one)`;

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test.each([false, true])(
    'relations without rows, and all of them with the next build (full refresh: %s)',
    async (fullRefresh) => {
      const project = await createProjectRig(kind, '', files);
      const first = await project.build({ empty: true, fullRefresh });
      expect(first.exitCode, `${first.output}${first.errors}`).toBe(0);
      expect(await project.rows(counts)).toEqual([[0, 0, 0, 'True']]);
      expect((await project.build()).exitCode).toBe(0);
      expect(await project.rows(counts)).toEqual([[2, 3, 2, 'False']]);
      expect((await project.build({ empty: true, fullRefresh })).exitCode).toBe(0);
      expect(await project.rows(counts)).toEqual([[0, fullRefresh ? 0 : 3, 0, 'True']]);
      expect((await project.build()).exitCode).toBe(0);
      expect(await project.rows(counts)).toEqual([[2, 3, 2, 'False']]);
      expect((await project.build()).output.match(/unchanged (?:visits|customers)/g)).toHaveLength(2);
    },
  );

  test('a reference prints the query that dbt makes of it, and renders its name', async () => {
    const project = await createProjectRig(kind, '', files);
    const database = (await project.values('select current_database()'))[0];
    expect((await project.build({ empty: true, select: ['+asked'] })).exitCode).toBe(0);
    const name = `"${database}"."public"."customers"`;
    const printed = `(select * from ${name} where false limit 0) _dbt_limit_subq_customers`;
    expect(await project.rows('select printed, name from asked')).toEqual([[printed, name]]);
  });
});
