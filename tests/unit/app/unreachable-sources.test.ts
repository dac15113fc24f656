// A source in another database than the target's cannot be read: it is a mistake where something reads it, and none of the project's
// where nothing does.

import { expect, test } from 'vitest';
import { unreachableSources } from '../../../src/app/check-declarations.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { lineOf, parsed } from '../compile/project.ts';

const files = {
  'models/_sources.yml': `sources:
  - { name: web, database: other, tables: [{ name: visits }, { name: unread }] }
  - { name: own, database: ANALYTICS, tables: [{ name: orders }] }
`,
  'models/visits.sql': "select * from {{ source('web', 'visits') }} join {{ source('own', 'orders') }} using (id)",
};

test('is reported where it is declared', async () => {
  const { parsed: project, missing } = await parsed(files);
  const graph = buildGraph(project.nodes, missing);
  expect(graph.ok && unreachableSources(graph.value, 'analytics').map(lineOf)).toEqual([
    "models/_sources.yml:2:52 TEMPLATE_DATABASE: the target's database is analytics, and other is another",
  ]);
});
