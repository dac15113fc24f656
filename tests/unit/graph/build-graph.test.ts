import { describe, expect, test } from 'vitest';
import { renderDiagnostic, renderDiagnosticLine } from '../../../src/diagnostics/render-diagnostic.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import type { Node } from '../../../src/graph/node.ts';
import { dataTest, idOf, model, source } from '../../support/graph-nodes.ts';

function graphOf(nodes: readonly Node[]): Graph {
  const graph = buildGraph(nodes);
  if (!graph.ok) throw new Error(graph.problems.map(renderDiagnosticLine).join('\n'));
  return graph.value;
}

function mistakes(nodes: readonly Node[]): readonly string[] {
  const graph = buildGraph(nodes);
  return graph.ok ? [] : graph.problems.map(renderDiagnosticLine);
}

const short = (ids: Iterable<string>) => [...ids].map((id) => id.split('.').slice(2).join('.'));

describe('order', () => {
  test('is the same whatever order the nodes come in, parents first, ties by id', () => {
    const nodes = [
      model('d', ['b', 'c']),
      model('c', ['a']),
      model('b', ['a']),
      model('a', ['raw.t']),
      source('raw', 't'),
      model('z'),
    ];
    const order = short(graphOf(nodes).order);
    expect(order).toEqual(['z', 'raw.t', 'a', 'b', 'c', 'd'].sort((x, y) => order.indexOf(x) - order.indexOf(y)));
    expect(order).toEqual(['a', 'b', 'c', 'd', 'z', 'raw.t'].sort((x, y) => order.indexOf(x) - order.indexOf(y)));
    expect(short(graphOf([...nodes].reverse()).order)).toEqual(order);
    expect(order).toEqual(['z', 'raw.t', 'a', 'b', 'c', 'd']);
  });

  test('readers of engine tables come last, with their descendants and tests', () => {
    const graph = graphOf([
      model('a_dashboard', ['smelt.etl_status', 'x']),
      model('b_after', ['a_dashboard']),
      model('x'),
      model('z', ['x']),
      source('smelt', 'etl_status', { engineTable: true }),
      dataTest('of_dashboard', ['a_dashboard']),
      dataTest('of_x', ['x']),
    ]);
    expect(short(graph.order)).toEqual([
      'x',
      'z',
      'smelt.etl_status',
      'of_x',
      'a_dashboard',
      'b_after',
      'of_dashboard',
    ]);
    expect(short(graph.late)).toEqual(['a_dashboard', 'b_after', 'of_dashboard']);
  });

  test('names of members of Object are plain names', () => {
    const graph = graphOf([model('constructor'), model('toString', ['constructor']), model('__proto__', ['toString'])]);
    expect(short(graph.order)).toEqual(['constructor', 'toString', '__proto__']);
    expect(short(graph.ancestorsOf([idOf('model.shop.__proto__')]))).toEqual(['toString', 'constructor']);
    const plain = { ...model('constructor'), id: idOf('constructor') };
    expect(graphOf([plain, model('b', ['constructor'])]).order).toEqual(['constructor', 'model.shop.b']);
  });
});

describe('references', () => {
  const nodes = [model('orders'), model('paid_v2'), source('api', 'pages'), source('api', 'assets')];

  test.each([
    ['a ref that is mistyped', model('a', ['ordres']), /GRAPH_UNKNOWN_REF.*ref\('ordres'\).*Did you mean "orders"/],
    [
      'a ref to a name of which only a file with a version is there',
      model('a', ['paid']),
      /GRAPH_UNKNOWN_REF.*List paid_v2 under "versions:".*ref\('paid_v2'\)/,
    ],
    ['a ref to nothing', model('a', ['zzz']), /GRAPH_UNKNOWN_REF.*Add a model or seed/],
    [
      'a table that is mistyped',
      model('a', ['api.page']),
      /GRAPH_UNKNOWN_SOURCE.*source\('api', 'page'\).*Did you mean "pages"/,
    ],
    [
      'a table that is not there',
      model('a', ['api.xyz']),
      /GRAPH_UNKNOWN_SOURCE.*The tables of "api" are pages, assets/,
    ],
    ['a source that is mistyped', model('a', ['apy.pages']), /GRAPH_UNKNOWN_SOURCE.*Did you mean the source "api"/],
    ['a test of nothing', dataTest('t', ['ordres']), /GRAPH_UNKNOWN_REF/],
  ])('%s', (_, node, expected) => {
    const found = mistakes([...nodes, node]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  test('all are reported at once', () => {
    expect(mistakes([model('a', ['x1', 'y1']), model('b', ['z1.t'])])).toHaveLength(3);
  });

  test('a reference to what is disabled shows where that is said', () => {
    const graph = buildGraph([model('off', [], { enabled: false }), model('a', ['off'])]);
    expect(
      graph.ok ? '' : graph.problems.map((problem) => renderDiagnostic(problem, { color: false })).join('\n'),
    ).toBe(
      [
        "error[GRAPH_DISABLED_REF]: ref('off') leads to a model that is disabled",
        ' --> models/a.sql:1:9',
        '  |',
        "1 | {{ read('off') }}",
        '  |         ^^^^^',
        '  = note: it is disabled here',
        ' --> project.yml:1:1',
        '  |',
        '1 | enabled: false',
        '  | ^^^^^^^^^^^^^^',
        '  = help: Enable it, or disable what refers to it as well',
      ].join('\n'),
    );
  });

  test('tests of what is disabled are disabled with it', () => {
    expect(
      short(graphOf([model('off', [], { enabled: false }), model('on'), dataTest('t', ['on', 'off'])]).order),
    ).toEqual(['on']);
  });

  test("a package's own node wins; another package's is found when it is the only one", () => {
    const graph = graphOf([
      model('x', [], { packageName: 'lib' }),
      model('x'),
      model('y', [], { packageName: 'lib' }),
      model('a', ['x', 'y']),
    ]);
    expect(graph.parentsOf(idOf('model.shop.a'))).toEqual(['model.lib.y', 'model.shop.x']);
    expect(
      mistakes([model('x', [], { packageName: 'one' }), model('x', [], { packageName: 'two' }), model('a', ['x'])])[0],
    ).toMatch(/GRAPH_AMBIGUOUS_REF/);
  });

  test('two nodes of one id', () => {
    expect(mistakes([dataTest('t', []), dataTest('t', [])])[0]).toMatch(/GRAPH_DUPLICATE/);
  });
});

describe('circles', () => {
  test('are reported as the shortest path with the place of each reference', () => {
    const graph = buildGraph([
      model('a', ['d', 'c']),
      model('b', ['a']),
      model('c', ['b']),
      model('d', ['c']),
      model('e', ['a']),
    ]);
    expect(
      graph.ok ? '' : graph.problems.map((problem) => renderDiagnostic(problem, { color: false })).join('\n'),
    ).toBe(
      [
        'error[GRAPH_CYCLE]: these nodes depend on each other in a circle: a → c → b → a',
        ' --> models/a.sql:2:9',
        '  |',
        "2 | {{ read('c') }}",
        '  |         ^^^',
        '  = note: a reads c here',
        ' --> models/a.sql:2:9',
        '  |',
        "2 | {{ read('c') }}",
        '  |         ^^^',
        '  = note: c reads b here',
        ' --> models/c.sql:1:9',
        '  |',
        "1 | {{ read('b') }}",
        '  |         ^^^',
        '  = note: b reads a here',
        ' --> models/b.sql:1:9',
        '  |',
        "1 | {{ read('a') }}",
        '  |         ^^^',
        '  = help: Remove one of these references',
      ].join('\n'),
    );
  });

  test('of one node, and several of them', () => {
    expect(mistakes([model('a', ['a']), model('c', ['d']), model('d', ['c'])])).toEqual([
      'models/a.sql:1:9: error[GRAPH_CYCLE]: a reads itself (An incremental model reads its own rows through {{ this }})',
      'models/c.sql:1:9: error[GRAPH_CYCLE]: these nodes depend on each other in a circle: c → d → c (Remove one of these references)',
    ]);
  });
});
