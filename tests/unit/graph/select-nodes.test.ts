import { describe, expect, test } from 'vitest';
import { renderDiagnosticLine } from '../../../src/diagnostics/render-diagnostic.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import type { IndirectSelection } from '../../../src/graph/indirect-selection.ts';
import { displayName } from '../../../src/graph/node.ts';
import { selectNodes } from '../../../src/graph/select-nodes.ts';
import { dataTest, model, source } from '../../support/graph-nodes.ts';
import { parsed } from '../compile/project.ts';

const built = buildGraph([
  source('api', 'pages'),
  source('api', 'assets'),
  model('raw', ['api.pages'], { folder: 'models/bronze', tags: ['nightly'] }),
  model('raw_assets', ['api.assets'], { folder: 'models/bronze' }),
  model('orders', ['raw'], { folder: 'models/base', tags: ['nightly', 'core'] }),
  model('lines', ['orders'], { folder: 'models/base' }),
  model('report', ['lines', 'raw_assets'], { folder: 'models/gold/daily', tags: ['core'] }),
  model('lib_model', [], { packageName: 'lib', folder: 'dbt_packages/lib/models' }),
  dataTest('t_orders', ['orders']),
  dataTest('t_orders_lines', ['orders', 'lines']),
  dataTest('t_pages', ['api.pages']),
]);
if (!built.ok) throw new Error('the graph of this test is wrong');
const graph: Graph = built.value;

function pick(
  select: readonly string[],
  exclude: readonly string[] = [],
  types: readonly ('model' | 'test' | 'source')[] | null = ['model'],
) {
  const selection = selectNodes(graph, {
    projectName: 'shop',
    select,
    exclude,
    resourceTypes: types && new Set(types),
  });
  if (!selection.ok) return selection.problems.map(renderDiagnosticLine);
  return [...selection.value].map((id) => graph.nodes.get(id)?.name).sort();
}

/** dbt's four modes. */
describe('tests that come with what they read', () => {
  const tests = (indirect: IndirectSelection, select: readonly string[], exclude: readonly string[] = []) => {
    const asked = { projectName: 'shop', select, exclude, resourceTypes: new Set(['test'] as const), indirect };
    const selection = selectNodes(graph, asked);
    return selection.ok ? [...selection.value].map((id) => graph.nodes.get(id)?.name).sort() : [];
  };

  test.each<readonly [IndirectSelection, readonly string[], readonly string[], readonly string[]]>([
    ['eager', ['lines'], [], ['t_orders_lines']],
    ['eager', ['orders', 'lines'], ['lines'], ['t_orders']],
    ['cautious', ['lines'], [], []],
    ['cautious', ['orders', 'lines'], [], ['t_orders', 't_orders_lines']],
    ['cautious', ['orders', 'lines'], ['lines'], ['t_orders', 't_orders_lines']],
    ['cautious', ['orders+,lines'], [], []],
    ['buildable', ['orders'], [], ['t_orders']],
    ['buildable', ['lines'], [], ['t_orders_lines']],
    ['buildable', ['report'], [], []],
    ['empty', ['orders', 'lines'], [], []],
    ['empty', ['t_orders_lines'], [], ['t_orders_lines']],
    ['empty', [], ['orders'], ['t_orders', 't_orders_lines', 't_pages']],
  ])('%s: %j without %j', (indirect, select, exclude, expected) => {
    expect(tests(indirect, select, exclude)).toEqual(expected);
  });
});

describe('methods', () => {
  test.each([
    ['orders', ['orders']],
    ['raw*', ['raw', 'raw_assets']],
    ['?ines', ['lines']],
    ['[lo]*s', ['lines', 'orders']],
    ['base.orders', ['orders']],
    ['shop.base', ['lines', 'orders']],
    ['base', ['lines', 'orders']],
    ['base.*', ['lines', 'orders']],
    ['shop.gold.*', ['report']],
    ['gold.daily', ['report']],
    ['fqn:orders', ['orders']],
    ['models/base', ['lines', 'orders']],
    ['models/base/', ['lines', 'orders']],
    ['./models/base/orders.sql', ['orders']],
    ['path:models/*/orders.sql', ['orders']],
    ['path:models/**/report.sql', ['report']],
    ['path:models/gold', ['report']],
    ['orders.sql', ['orders']],
    ['file:orders', ['orders']],
    ['tag:nightly', ['orders', 'raw']],
    ['tag:n*', ['orders', 'raw']],
    ['resource_type:model,tag:core', ['orders', 'report']],
    ['package:lib', ['lib_model']],
    ['package:this+', ['lines', 'orders', 'raw', 'raw_assets', 'report']],
    ['lib', ['lib_model']],
    ['source:api+', ['lines', 'orders', 'raw', 'raw_assets', 'report']],
    ['source:api.pages+1', ['raw']],
    ['source:shop.api.pages+1', ['raw']],
  ])('%s', (select, expected) => {
    expect(pick([select])).toEqual(expected);
  });

  test('sources are found by their method, with their tests', () => {
    expect(pick(['source:api'], [], null)).toEqual(['assets', 'pages', 't_pages']);
  });
});

describe('operators', () => {
  test.each([
    ['+lines', ['lines', 'orders', 'raw']],
    ['1+lines', ['lines', 'orders']],
    ['orders+', ['lines', 'orders', 'report']],
    ['raw+1', ['orders', 'raw']],
    ['1+orders+1', ['lines', 'orders', 'raw']],
    ['+tag:core,path:models/base', ['lines', 'orders']],
    ['@raw_assets', ['lines', 'orders', 'raw', 'raw_assets', 'report']],
    ['@lib_model', ['lib_model']],
    ['raw lines', ['lines', 'raw']],
    ['orders+,+lines', ['lines', 'orders']],
  ])('%s', (select, expected) => {
    expect(pick([select])).toEqual(expected);
  });

  test('several arguments are a union; nothing selects everything', () => {
    expect(pick(['raw', 'lines'])).toEqual(['lines', 'raw']);
    expect(pick([])).toHaveLength(6);
  });

  test('--exclude takes away, in any of its unions', () => {
    expect(pick(['tag:nightly'], ['orders'])).toEqual(['raw']);
    expect(pick([], ['path:models/base report', 'package:lib'])).toEqual(['raw', 'raw_assets']);
  });
});

describe('tests', () => {
  test('come with any node that they read, and go with any that is excluded', () => {
    expect(pick(['lines'], [], ['test'])).toEqual(['t_orders_lines']);
    expect(pick(['orders'], [], ['test'])).toEqual(['t_orders', 't_orders_lines']);
    expect(pick(['orders'], ['lines'], ['model', 'test'])).toEqual(['orders', 't_orders']);
  });

  test('can be named', () => {
    expect(pick(['t_orders'], [], ['model', 'test'])).toEqual(['t_orders']);
  });

  test('count in intersections', () => {
    expect(pick(['orders,lines'], [], ['model', 'test'])).toEqual(['t_orders_lines']);
  });
});

describe('mistakes', () => {
  test.each([
    ['tag:', /SELECT_SYNTAX/],
    ['a,,b', /SELECT_SYNTAX.*empty part/],
    ['@+a', /SELECT_SYNTAX/],
    ['+', /SELECT_SYNTAX/],
    ['state:modified', /SELECT_METHOD.*not there yet.*fqn, path, file, tag/],
    ['tags:x', /SELECT_METHOD.*Did you mean "tag"/],
    ['bogus:x', /SELECT_METHOD.*state.*come later/],
  ])('%s', (select, expected) => {
    const found = pick([select]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  test('what matches nothing is a warning, and the rest counts', () => {
    const selection = selectNodes(graph, {
      projectName: 'shop',
      select: ['ordres raw tag:corr'],
      exclude: ['zzz'],
      resourceTypes: new Set(['model']),
    });
    expect(selection.ok && [...selection.value]).toEqual(['model.shop.raw']);
    expect(selection.ok && selection.warnings.map(renderDiagnosticLine)).toEqual([
      'warning[SELECT_NOTHING]: the selector "ordres" matches no enabled node (Did you mean "orders"?)',
      'warning[SELECT_NOTHING]: the selector "tag:corr" matches no enabled node (Did you mean "core"?)',
      'warning[SELECT_NOTHING]: the selector "zzz" matches no enabled node (See what there is with: smelt ls)',
    ]);
  });

  test('an empty text selects and excludes nothing, and is reported; no text at all means everything', () => {
    const selection = (select: readonly string[], exclude: readonly string[] = []) =>
      selectNodes(graph, { projectName: 'shop', select, exclude, resourceTypes: new Set(['model']) });
    const nothing =
      'warning[SELECT_NOTHING]: the selector "" matches no enabled node (The text is empty: write a name, or leave the option out)';
    for (const empty of ['', '  ', '\n']) {
      const found = selection([empty]);
      expect(found.ok && [...found.value]).toEqual([]);
      expect(found.ok && found.warnings.map(renderDiagnosticLine)).toEqual([nothing]);
    }
    const beside = selection(['raw', ''], ['']);
    expect(beside.ok && [...beside.value]).toEqual(['model.shop.raw']);
    expect(beside.ok && beside.warnings).toHaveLength(2);
    const all = selection([]);
    expect(all.ok && all.value.size).toBe(6);
  });
});

/** As dbt-core 1.12.6 selects. */
describe('versions, access and groups', () => {
  const files = {
    'models/m_v1.sql': 'select 1',
    'models/m_v2.sql': 'select 1',
    'models/m_v3.sql': 'select 1',
    'models/n.sql': 'select 1',
    'models/s.yml': `groups: [{name: fin, owner: {name: f}}]
models:
  - {name: m, latest_version: 2, config: {group: fin, access: private}, versions: [{v: 1}, {v: 2}, {v: 3}]}
  - {name: n, access: public}
`,
  };

  test.each([
    ['m', ['m.v1', 'm.v2', 'm.v3']],
    ['m*', ['m.v1', 'm.v2', 'm.v3']],
    ['m.v2', ['m.v2']],
    ['m_v2', ['m.v2']],
    ['shop.m.v3', ['m.v3']],
    ['version:latest', ['m.v2']],
    ['version:old', ['m.v1']],
    ['version:prerelease', ['m.v3']],
    ['version:none', ['n']],
    ['access:private', ['m.v1', 'm.v2', 'm.v3']],
    ['access:public', ['n']],
    ['group:fin', ['m.v1', 'm.v2', 'm.v3']],
    ['group:f*,version:latest', ['m.v2']],
  ])('%s', async (select, expected) => {
    const made = buildGraph((await parsed(files)).parsed.nodes);
    if (!made.ok) throw new Error('the graph of this test is wrong');
    const picked = selectNodes(made.value, { projectName: 'shop', select: [select], exclude: [], resourceTypes: null });
    const names = [...(picked.ok ? picked.value : [])].flatMap((id) => made.value.nodes.get(id) ?? []).map(displayName);
    expect(names.sort()).toEqual(expected);
  });

  test('a version that is none of dbt', () => {
    expect(pick(['version:newest'])).toEqual([
      expect.stringMatching(
        /SELECT_SYNTAX.*"newest" is nothing to select by "version:".*latest, prerelease, old, none/,
      ),
    ]);
  });
});
