import { expect, test } from 'vitest';
import { renderDiagnosticLine } from '../../../src/diagnostics/render-diagnostic.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { checkDeprecations } from '../../../src/graph/check-deprecations.ts';
import { parsed } from '../compile/project.ts';

const files = {
  'models/m_v1.sql': 'select 1 as id',
  'models/m_v2.sql': 'select 1 as id',
  'models/reads.sql': "select * from {{ ref('m', v=1) }}",
  'models/s.yml': `models:
  - name: m
    data_tests: [unique: {column_name: id}]
    versions: [{v: 1, deprecation_date: 2026-03-01}, {v: 2}]
`,
};

async function told(now: string, given: Readonly<Record<string, string>> = files) {
  const { parsed: found } = await parsed(given);
  const graph = buildGraph(found.nodes);
  if (!graph.ok) throw new Error(graph.problems.map(renderDiagnosticLine).join());
  return checkDeprecations(graph.value, new Date(now)).map(renderDiagnosticLine);
}

/** The events of dbt-core 1.12.6: UpcomingReferenceDeprecation, then DeprecatedModel and DeprecatedReference; tests are told nothing. */
test('a model is told before the day, and both after it', async () => {
  const help = "(Refer to the latest version: ref('m', v='2'))";
  expect(await told('2026-02-28T23:59:59Z')).toEqual([
    `models/reads.sql:1:18: warning[REFERENCE_DEPRECATION]: "reads" refers to "m.v1", which will be deprecated on 2026-03-01 ${help}`,
  ]);
  expect(await told('2026-03-01T00:00:00Z')).toEqual([
    'models/s.yml:4:41: warning[MODEL_DEPRECATED]: "m.v1" is past its deprecation date, 2026-03-01 (Disable the model, or remove it)',
    `models/reads.sql:1:18: warning[REFERENCE_DEPRECATED]: "reads" refers to "m.v1", which is deprecated since 2026-03-01 ${help}`,
  ]);
});

test('a model without versions has a date too, of which nothing is told without readers before it comes', async () => {
  const plain = {
    'models/old.sql': 'select 1 as id',
    'models/s.yml': 'models: [{name: old, deprecation_date: "2026-03-01T12:00:00+01:00"}]',
  };
  expect(await told('2026-03-01T10:59:00Z', plain)).toEqual([]);
  expect(await told('2026-03-01T11:00:00Z', plain)).toEqual([
    expect.stringMatching(/^models\/s\.yml:1:40: warning\[MODEL_DEPRECATED\]: "old"/),
  ]);
});
