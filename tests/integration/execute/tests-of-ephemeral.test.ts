// Protects that tests judge ephemeral models as they judge relations: declared on one, or given one as an argument.

import { describe, expect, test } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

const macros = `{% test dearer(model, column_name, than) %}
select * from {{ model }} where {{ column_name }} > (select max(id) from {{ than }}) or id in (select id from {{ ref('Far') }})
{% endtest %}
{% test counted_as(model, other) %}with v as (select * from {{ model }}), w as (select * from {{ other }})
select 1 from (select count(*) as n from v) as a, (select count(*) as n from w) as b where a.n <> b.n + 1{% endtest %}`;

const models = {
  'macros/tests.sql': macros,
  'models/t.sql': "{{ config(materialized='table') }} select 1 as id union all select 2 -- two",
  'models/base.sql': "{{ config(materialized='ephemeral') }} select id from {{ ref('t') }} -- all",
  'models/Far.sql': "{{ config(materialized='ephemeral') }} with far as (select 9 as id) select id from far",
  'models/e.sql':
    "{{ config(materialized='ephemeral') }} select id, 'x' as x from {{ ref('base') }} union all select 3, null",
};

const properties = (than: string) => `models:
  - name: e
    data_tests:
      - row_count: { name: counted, equals: 3 }
      - unique_combination: { name: combined, columns: [id, x] }
      - expression: { name: expressed, expression: 'id > 0' }
      - recency: { name: recent, field: now(), datepart: day, interval: 1 }
      - counted_as: { name: with_of_its_own, other: "{{ ref('base') }}" }
      - dearer: { name: written, column_name: id, than: "ref('${than}')" }
    columns:
      - name: id
        data_tests:
          - not_null: { name: present }
          - unique: { name: single, where: "id > 1" }
          - accepted_values: { name: listed, values: [1, 2], quote: false, severity: warn }
          - range: { name: ranged, min_value: 1, max_value: "{{ 1 + 2 }}" }
          - matches: { name: matched, regex: '^[0-9]$' }
          - relationships: { name: of_sql, to: "(select generate_series(1, 3) as n) as g", field: n }
          - relationships: { name: related, to: ref('base'), field: id, warn_if: '> 1', error_if: '> 1' }
      - name: x
        data_tests: [{ not_null: { name: missing } }]
  - name: t
    columns: [{ name: id, data_tests: [{ relationships: { name: outwards, to: ref('e'), field: id } }] }]
`;

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test('built-in tests and those that the project wrote', async () => {
    const project = await createProjectRig(kind, '', { ...models, 'models/m.yml': properties('e') });
    const { exitCode, output } = await project.build();
    expect(output.match(/^ {2}(?:warn|FAIL|ERROR) .*$/gm)).toEqual([
      expect.stringMatching(/warn +listed +1 of 3 rows has an id other than 1, 2$/),
      expect.stringMatching(/FAIL +missing +1 of 3 rows has no x$/),
    ]);
    expect(output).toContain('for example: id=3 x=NULL');
    expect(output).toContain('tests    13 passed, 1 warned, 1 failed');
    expect(exitCode).toBe(1);
  });

  test('a mistake in the model is told of each test', async () => {
    const project = await createProjectRig(kind, '', {
      'models/e.sql': "{{ config(materialized='ephemeral') }} select 1 / (id - 1) as id from (select 1 as id) as one",
      'models/m.yml':
        'models: [{ name: e, columns: [{ name: id, data_tests: [{ not_null: { name: present } }, { unique: { name: single } }] }] }]',
    });
    const { exitCode, output } = await project.build();
    expect(exitCode).toBe(1);
    expect(output).toMatch(/ERROR +present\b/);
    expect(output).toMatch(/ERROR +single\b/);
    expect(output).toContain('division by zero');
  });
});
