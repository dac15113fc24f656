// Protects the whole of what programs read: every line of `--log-format json` is one of schema/events.json, whatever has happened.

import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../../src/app/parse-command.ts';
import { faultsOfLines } from '../../support/event-schema.ts';
import { createProjectRig } from '../../support/project-rig.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

const json = { logFormat: 'json' } as const;

/** Something of everything: pages good and bad, a retry, warnings, what templates say, failures and what they hold back. */
const settings = `engine_tables: [data_quality_metrics]
on-run-start:
  - create sequence if not exists tries
  - |
    create or replace function flaky() returns int language plpgsql as $$
    begin
      if nextval('tries') = 1 then raise exception 'not at the first time' using errcode = '40001'; end if;
      return 1;
    end $$
  - "{% if execute %}{% do exceptions.warn('careful') %}{% do log('quietly') %}{{ print('aloud') }}{% endif %} select 1"
`;
const files = {
  'seeds/customers.csv': 'id,name\n1,ada\n2,\n',
  'pages/1.json': '{"id": 1}\n',
  'pages/2.json': 'no JSON\n',
  'models/sources.yml':
    'sources: [{ name: web, tables: [{ name: events, files: { location: "pages/{page}.json", format: json } }, { name: none, files: { location: "nothing/{page}.json", format: json } }] }]\n',
  'models/events.sql': "{{ config(materialized='incremental') }} select record from {{ source('web', 'events') }}\n",
  'models/nothing.sql': "{{ config(materialized='incremental') }} select record from {{ source('web', 'none') }}\n",
  'models/flaky.sql': "{{ config(materialized='table') }} select flaky() as n\n",
  'models/view.sql': "select * from {{ ref('customers') }}\n",
  'models/broken.sql': "{{ config(materialized='table') }}\nselect 1 / (id - id) as n from {{ ref('customers') }}\n",
  'models/after.sql': "select * from {{ ref('broken') }}\n",
  'models/behind_test.sql': "select * from {{ ref('view') }}\n",
  'models/_models.yml': `models:
  - name: view
    config: { colour: red }
    columns:
      - name: id
        data_tests: [unique, { not_null: { config: { severity: warn } } }]
      - name: name
        data_tests: [not_null, { accepted_values: { arguments: { values: [grace] }, config: { severity: warn } } }]
  - name: after
    columns: [{ name: n, data_tests: [not_null] }]
`,
  'tests/wrong.sql': "select nowhere from {{ ref('view') }}\n",
  'macros/greet.sql': "{% macro greet() %}{% do log('quietly') %}{{ print('aloud') }}{% endmacro %}\n",
};

interface Line {
  readonly kind: string;
  readonly outcome?: { readonly status: string; readonly warnings?: readonly unknown[] };
  readonly failed?: boolean;
  readonly diagnostic?: { readonly severity: string };
  readonly warnings?: number;
}

/** What the lines hold of warnings, whether a run had begun or not. */
function warningsIn(lines: readonly Line[]): number {
  const counted = lines.map(
    ({ outcome, diagnostic }) => (outcome?.warnings ?? []).length + Number(diagnostic?.severity === 'warning'),
  );
  return counted.reduce((sum, one) => sum + one, 0);
}

function linesOf(output: string): readonly Line[] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** `nodeFinished success`, each once. */
function happenedIn(output: string): readonly string[] {
  const told = linesOf(output).map(({ kind, outcome }) => (outcome ? `${kind} ${outcome.status}` : kind));
  return [...new Set(told)].toSorted();
}

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test('a build in which everything happens, and one in which nothing is left to do', async () => {
    const rig = await createProjectRig(kind, settings, files);
    const first = await rig.build(json);
    expect(faultsOfLines(first.output)).toEqual([]);
    expect(first).toMatchObject({ exitCode: 1, errors: '' });
    const lines = linesOf(first.output);
    expect(lines.findIndex(({ kind }) => kind === 'diagnostic')).toBeLessThan(
      lines.findIndex(({ kind }) => kind === 'runStarted'),
    );
    expect(lines.at(-1)).toMatchObject({ kind: 'runFinished', warnings: warningsIn(lines) });
    expect(happenedIn(first.output)).toEqual([
      'diagnostic',
      'nodeFinished failed',
      'nodeFinished skipped',
      'nodeFinished success',
      'nodeStarted',
      'qualityMeasured',
      'retried',
      'runFinished',
      'runStarted',
      'said',
      'testFinished error',
      'testFinished fail',
      'testFinished pass',
      'testFinished skipped',
      'testFinished warn',
    ]);
    expect(linesOf(first.output).at(-1)).toMatchObject({ kind: 'runFinished', failed: true });

    expect(first.output).toMatch(/"failed":\[\{"file":"[^"]*2\.json","reason":/);

    const second = await rig.build({ ...json, select: ['events', 'customers'] });
    expect(faultsOfLines(second.output)).toEqual([]);
    expect(second.exitCode).toBe(0);
    expect(happenedIn(second.output)).toContain('nodeFinished unchanged');
    expect(linesOf(second.output).at(-1)).toMatchObject({ kind: 'runFinished', failed: false });
  });

  test('run-operation, which ends well and which does not', async () => {
    const rig = await createProjectRig(kind, '', files);
    const greeted = await rig.operation('greet', undefined, json);
    expect(faultsOfLines(greeted.output)).toEqual([]);
    expect(happenedIn(greeted.output)).toEqual(['diagnostic', 'operationFinished', 'said']);
    const unknown = await rig.operation('gret', undefined, json);
    expect(faultsOfLines(unknown.output)).toEqual([]);
    expect(happenedIn(unknown.output)).toEqual(['diagnostic']);
  });
});

test('the mistakes of a project with very many of them', async () => {
  const unknown = Array.from({ length: 30 }, (_, number) => `  - name: order_${number}\n`).join('');
  const rig = await createProjectRig('embedded', '', {
    'models/a.sql': '{{ ref("b") }}',
    'models/m.yml': `models:\n${unknown}`,
  });
  const parsed = await runApp(rig.root, (io) => parseCommand({ ...noOptions, ...json }, io));
  expect(faultsOfLines(parsed.output)).toEqual([]);
  expect(happenedIn(parsed.output)).toEqual(['diagnostic', 'diagnosticsLeft']);
});
