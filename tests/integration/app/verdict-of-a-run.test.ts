// Protects the history of runs from another truth than the exit code's: `smelt.runs` says `failed` exactly where the command ends with 1.

import { describe, expect, test } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

const files = {
  'models/orders.sql': 'select 1 as id, null::text as customer\n',
  'models/_models.yml': `models:
  - name: orders
    columns: [{ name: customer, data_tests: [{ not_null: { config: { severity: warn } } }] }]
`,
};

/** Each with one warning that only the run itself can find. */
const warnings = {
  'a test that warns': ['', files],
  'a hook that warns': [
    `on-run-start: ["{% if execute %}{% do exceptions.warn('careful') %}{% endif %} select 1"]\n`,
    { 'models/orders.sql': 'select 1 as id\n' },
  ],
  'a page that cannot be read': [
    '',
    {
      'pages/1.json': 'no JSON\n',
      'models/sources.yml':
        'sources: [{ name: web, tables: [{ name: events, files: { location: "pages/{page}.json", format: json } }] }]\n',
      'models/events.sql':
        "{{ config(materialized='incremental') }} select record from {{ source('web', 'events') }}\n",
    },
  ],
} as const;

const recorded = 'select status from smelt.runs order by started_at';

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test.each(Object.entries(warnings))(
    '%s fails the run with --warn-error, and only then',
    async (_, [settings, project]) => {
      const rig = await createProjectRig(kind, settings, project);
      const lenient = await rig.build();
      expect([lenient.exitCode, lenient.output]).toEqual([0, expect.stringMatching(/warn|could not be read/)]);
      expect((await rig.build({ warnError: true })).exitCode).toBe(1);
      expect(await rig.values(recorded)).toEqual(['success', 'failed']);
    },
  );
});
