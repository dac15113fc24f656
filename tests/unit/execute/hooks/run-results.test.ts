// Protects what packages do with `results` in on-run-end: they are dbt's objects, and the values are those that dbt-core 1.12 gives.

import { describe, expect, test } from 'vitest';
import { errorAt } from '../../../../src/diagnostics/diagnostic.ts';
import type { NodeOutcome, TestOutcome } from '../../../../src/execute/event.ts';
import { type Ended, runEndNames } from '../../../../src/execute/hooks/run-results.ts';
import type { NodeId } from '../../../../src/graph/node.ts';
import { compileEnvironment, modelOf, openedProject, testOf } from '../../../support/opened-project.ts';
import { textOf } from '../../template/render.ts';

const at = new Date('2026-01-31T12:00:02.500Z');

const open = () =>
  openedProject({
    'models/a.sql': "{{ config(materialized='table', unknown_key='kept', meta={'team': 'x'}) }} select 1 as id",
    'models/b.sql': "{{ config(pre_hook='select 2') }} select * from {{ ref('a') }}",
    'models/schema.yml': 'models: [{ name: a, columns: [{ name: id, tests: [not_null] }] }]',
  });

function ended(kind: Ended['kind'], nodeId: NodeId, outcome: NodeOutcome | TestOutcome): Ended {
  return { kind, nodeId, label: '', outcome, milliseconds: 1500, at } as Ended;
}

/** Of the results of a run, as a hook prints it. */
async function written(template: string): Promise<string> {
  const project = await open();
  const [a, b, check] = [modelOf(project, 'a').id, modelOf(project, 'b').id, testOf(project, 'not_null').id];
  const counts = { inserted: 3, updated: 0, deleted: 0 };
  const diagnostics = [errorAt('JINJA_RAISED', 'broken', { help: 'Mend it' })];
  const found = { failures: 2n, failingRows: null, checkedRows: null, measured: null };
  const names = runEndNames(
    [
      ended('nodeFinished', a, { status: 'success', summary: 'swap', counts, loads: [], warnings: [] }),
      ended('testFinished', check, { status: 'fail', counts: found, sentence: 'Got 2 results', examples: [] }),
      ended('nodeFinished', b, { status: 'failed', diagnostics, loads: [] }),
    ],
    { graph: project.graph, target: project.run.target, compile: compileEnvironment(project) },
  );
  return textOf(template, { vocabulary: { extra: (name) => names.get(name) } });
}

describe('a result', () => {
  test('has its status, message, failures and what the database said', async () => {
    expect(
      await written(
        '{% for r in results %}{{ r.status }}|{{ r.message }}|{{ r.failures }}|{{ r.skipped }};{% endfor %}',
      ),
    ).toBe('success|SELECT 3|None|False;fail|Got 2 results|2|False;error|broken|None|False;');
    expect(await written('{{ results[0].adapter_response }}{{ results[2].adapter_response }}')).toBe(
      "{'_message': 'SELECT 3', 'code': 'SELECT', 'rows_affected': 3}{}",
    );
    expect(
      await written(
        "{{ results | selectattr('status', 'in', ['error', 'fail']) | map(attribute='node.name') | list }}",
      ),
    ).toBe("['not_null_a_id', 'b']");
    expect(
      await written('{{ results[0].execution_time }} {{ results[0].thread_id }} {{ results[0].unique_id is defined }}'),
    ).toBe('1.5 MainThread False');
  });

  test('has times, which packages look up by name', async () => {
    const execute = "(results[0].timing | selectattr('name', 'eq', 'execute') | first | default({}))";
    expect(await written(`{{ ${execute}['started_at'] }} {{ ${execute}.completed_at.isoformat() }}`)).toBe(
      '2026-01-31 12:00:01 2026-01-31T12:00:02.500000',
    );
    expect(await written('{{ results[0].to_dict().timing[1] }}')).toBe(
      "{'name': 'execute', 'started_at': '2026-01-31T12:00:01.000000Z', 'completed_at': '2026-01-31T12:00:02.500000Z'}",
    );
  });

  test('has its whole node, whose config knows no wrong key', async () => {
    expect(await written('{{ results[0].node.config.unknown_key }}{{ results[0].node.config.nonsense }}')).toBe(
      'keptNone',
    );
    expect(
      await written("{{ results[0].node.config['nonsense'] is none }}{{ results[0].node.config.get('x', 1) }}"),
    ).toBe('True1');
    expect(await written('{{ results[0].node.nonsense is defined }} {{ results[0].node is mapping }}')).toBe(
      'False False',
    );
    expect(
      await written(
        "{{ results[2].node.config.pre_hook[0].sql }} {{ results[2].node.to_dict().config['pre-hook'][0].sql }}",
      ),
    ).toBe('select 2 select 2');
    expect(await written('{{ results[2].node.depends_on.nodes }}{{ results[2].node.depends_on_nodes }}')).toBe(
      "['model.shop.a']['model.shop.a']",
    );
    expect(
      await written(
        '{{ results[0].node.columns.id.name }} {{ results[1].node.resource_type }} {{ results[1].node.attached_node }}',
      ),
    ).toBe('id test model.shop.a');
  });

  test('is a dictionary on request, and JSON then', async () => {
    const keys = [
      'adapter_response',
      'agate_table',
      'batch_results',
      'execution_time',
      'failures',
      'message',
      'node',
      'overload_results',
      'status',
      'thread_id',
      'timing',
    ];
    expect(await written('{{ results[0].to_dict() | list | sort }}')).toBe(
      `[${keys.map((key) => `'${key}'`).join(', ')}]`,
    );
    expect(JSON.parse(await written('{{ tojson(results[0].to_dict()) }}'))).toMatchObject({
      status: 'success',
      agate_table: null,
      node: { unique_id: 'model.shop.a', config: { meta: { team: 'x' } } },
    });
    expect(await written("{{ 'failures' in results[0].to_dict(omit_none=True) }}")).toBe('False');
  });
});

test('schemas are those of what was built', async () => {
  expect(await written('{{ schemas }} {{ database_schemas | length }}')).toBe("['public'] 1");
});
