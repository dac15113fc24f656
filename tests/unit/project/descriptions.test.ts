// Descriptions are rendered with dbt's doc(), var(), env_var() and target wherever Smelt reads them, from the blocks of the
// markdown files below docs-paths; what is missing is reported at its place.

import { describe, expect, test } from 'vitest';
import { renderDiagnosticLine } from '../../../src/diagnostics/render-diagnostic.ts';
import type { Project } from '../../../src/project/project.ts';
import { diagnosticsOf, loadedProject, loadProjectFiles } from '../../support/load-project-files.ts';
import type { ProjectFiles } from '../../support/project-files.ts';

const projectFile = 'name: shop\ntargets: { dev: { type: embedded, schema: mart } }\nvars: { tax: 19 }\n';

const project = (files: ProjectFiles, options: Parameters<typeof loadedProject>[1] = {}) =>
  loadedProject({ 'project.yml': projectFile, 'models/orders.sql': 'select 1 as id', ...files }, options);
const described = (description: string) =>
  `models:\n  - name: orders\n    description: ${JSON.stringify(description)}\n`;
const ofOrders = ({ models }: Project) => models.find(({ name }) => name === 'orders')?.properties?.description;

async function mistakes(files: ProjectFiles): Promise<readonly string[]> {
  const loaded = await loadProjectFiles({
    'project.yml': projectFile,
    'models/orders.sql': 'select 1 as id',
    ...files,
  });
  return diagnosticsOf(loaded).map(renderDiagnosticLine);
}

describe('descriptions', () => {
  test('of models, columns, tests, seeds, sources, their tables and columns, and singular tests are rendered', async () => {
    const text = `"{{ doc('key') }} of {{ target.schema }}, {{ var('tax') }} %, {{ env_var('OWNER', 'nobody') }}"`;
    const files = {
      'models/docs.md': '{% docs key %}\n  The *key*\n{% enddocs %}\n',
      'models/_models.yml': `models:
  - name: orders
    description: ${text}
    data_tests: [{ row_count: { min: 1, description: ${text} } }]
    columns:
      - { name: id, description: ${text}, data_tests: [{ test_name: unique, description: ${text} }] }
sources:
  - name: api
    description: ${text}
    tables:
      - name: deposits
        description: ${text}
        columns: [{ name: id, description: ${text}, data_tests: [{ not_null: { description: ${text} } }] }]
data_tests: [{ name: nothing_lost, description: ${text} }]
`,
      'seeds/countries.csv': 'id\n1\n',
      'seeds/_seeds.yml': `seeds: [{ name: countries, description: ${text}, columns: [{ name: id, description: ${text} }] }]`,
      'tests/nothing_lost.sql': 'select 1 as a where false',
    };
    const { models, seeds, sources, singularTests } = await project(files, { env: { OWNER: 'data' } });
    const owners = [...[...models, ...seeds, ...singularTests].map(({ properties }) => properties), ...sources];
    const columns = owners.flatMap((owner) => owner?.columns ?? []);
    const tests = [...owners, ...columns].flatMap((owner) => owner?.tests ?? []);
    expect([...owners, ...columns, ...tests].map((owner) => owner?.description)).toEqual(
      Array(10).fill('The *key* of mart, 19 %, data'),
    );
  });

  test('keep their text where it is no template, and the arguments of tests theirs', async () => {
    const loaded = await project({
      'models/_models.yml':
        'models:\n  - name: orders\n    description: |\n      two\n      lines\n    data_tests: [{ mine: { arguments: { description: "{{ doc(\'x\') }}" } } }]\n',
    });
    expect(ofOrders(loaded)).toBe('two\nlines\n');
    expect(loaded.models[0]?.properties?.tests[0]?.arguments).toEqual({ description: "{{ doc('x') }}" });
  });

  test('that fail are reported where they stand: a missing block with the nearest name, a package, an argument too many', async () => {
    const files = {
      'models/docs.md': '{% docs orders %}All of them{% enddocs %}',
      'models/_models.yml': `models:
  - name: orders
    description: "{{ doc('ordres') }}"
    columns:
      - { name: id, description: "{{ doc('far', 'orders') }}" }
      - { name: b, description: "{{ doc('shop', 'orders', 1) }}" }
      - { name: c, description: "{{ var('taxes') }} {{ " }
`,
    };
    expect(await mistakes(files)).toMatchInlineSnapshot(`
      [
        "models/_models.yml:3:22: error[TEMPLATE_DOC]: there is no docs block "ordres" (Did you mean "orders"?)",
        "models/_models.yml:5:38: error[TEMPLATE_DOC]: there is no docs block "orders" in the package "far" (Write {% docs orders %} … {% enddocs %} into a .md file of the resource paths (docs-paths))",
        "models/_models.yml:6:37: error[JINJA_TYPE]: doc() takes the name of a docs block, or the name of a package and that of a block (Convert the value first, for example with | string, | int or | list)",
        "models/_models.yml:7:53: error[JINJA_SYNTAX]: the expression is not closed: }} is missing (Correct the template at the marked place)",
      ]
    `);
    const [missing] = diagnosticsOf(
      await loadProjectFiles({ 'project.yml': projectFile, 'models/orders.sql': 'select 1 as id', ...files }),
    );
    expect(missing?.help).toBe('Did you mean "orders"?');
  });
});

describe('docs blocks', () => {
  test('are their text, rendered without names, without the blanks around it; what exists around them is no template', async () => {
    const { docsBlocks } = await project({
      'models/a.md':
        "# {% if x %} it's {{ '}}' }}\n{%- docs one -%}  a {{ 'b' }}{{ unknown }}{# c #}\n\n{% raw %}{{ d }}{% enddocs %}{% endraw %} {%- enddocs -%}\n{# {% docs hidden %}{% enddocs %} #}{{ '{% docs printed %}' }}{% docs two %}{% enddocs %} {#id} {{ open",
    });
    expect(docsBlocks.map(({ name, text }) => [name, text])).toEqual([
      ['one', 'a b\n\n{{ d }}{% enddocs %}'],
      ['two', ''],
    ]);
  });

  test('stand in .md files below all resource paths, or below docs-paths alone', async () => {
    const block = (name: string) => `{% docs ${name} %}${name}{% enddocs %}`;
    const files = {
      'models/deep/a.md': block('in_models'),
      'seeds/a.md': block('in_seeds'),
      'snapshots/a.md': block('in_snapshots'),
      'analyses/a.md': block('in_analyses'),
      'tests/a.md': block('in_tests'),
      'macros/a.md': block('in_macros'),
      'functions/a.md': block('in_functions'),
      'docs/a.md': block('in_docs'),
      'models/a.txt': block('in_text'),
      'README.md': block('beside'),
    };
    const names = async (settings: string) => {
      const loaded = await project({ ...files, 'project.yml': projectFile + settings });
      return loaded.docsBlocks.map(({ name }) => name.replace('in_', '')).sort();
    };
    expect(await names('')).toEqual(['analyses', 'functions', 'macros', 'models', 'seeds', 'snapshots', 'tests']);
    expect(await names('docs-paths: [docs]\n')).toEqual(['docs']);
    expect(await names('docs-paths: [docs, models]\n')).toEqual(['docs', 'models']);
  });

  test('of the package that asks come first, then those of the project, then any; a named package is the only one', async () => {
    const files = {
      'project.yml': projectFile,
      'packages.yml': 'packages: [{ local: lib }, { local: more }]\n',
      'models/a.md': '{% docs x %}x of shop{% enddocs %}{% docs y %}y of shop{% enddocs %}',
      'models/_models.yml': described("{{ doc('x') }}, {{ doc('lib', 'x') }}, {{ doc('z') }}"),
      'lib/dbt_project.yml': 'name: lib\n',
      'lib/models/base.sql': 'select 1 as id',
      'lib/models/a.md': '{% docs x %}x of lib{% enddocs %}{% docs z %}z of lib{% enddocs %}',
      'lib/models/m.yml': `models: [{ name: base, description: "{{ doc('x') }}, {{ doc('y') }}, {{ doc('w') }}" }]\n`,
      'more/dbt_project.yml': 'name: more\n',
      'more/models/a.md': '{% docs w %}w of more{% enddocs %}',
    };
    const loaded = await project(files);
    expect(ofOrders(loaded)).toBe('x of shop, x of lib, z of lib');
    const base = loaded.models.find(({ name }) => name === 'base');
    expect(base?.properties?.description).toBe('x of lib, y of shop, w of more');
  });

  test('that are not closed, twice there, or no template are mistakes', async () => {
    expect(
      await mistakes({
        'models/a.md': '{% docs a %}1{% enddocs %}\n{% docs b %}\n{% docs c %}{% enddocs %}\n{% docs d %}',
        'models/b.md':
          "{% docs a %}2{% enddocs %}\n{% docs e %}\n{{ ref('x') }}{% enddocs %}{% docs f %}{{{% enddocs %}",
      }),
    ).toMatchInlineSnapshot(`
      [
        "models/a.md:2:1: error[JINJA_SYNTAX]: the docs block "b" is not closed: {% enddocs %} is missing (Write {% enddocs %} at the end of its text: a docs block holds no other)",
        "models/a.md:4:1: error[JINJA_SYNTAX]: the docs block "d" is not closed: {% enddocs %} is missing (Write {% enddocs %} at the end of its text: a docs block holds no other)",
        "models/b.md:1:1: error[RESOURCE_DUPLICATE]: two docs blocks of "shop" are called "a" (Rename one of them: doc() finds a block by its name alone, whatever file it is in)",
        "models/b.md:3:4: error[JINJA_UNDEFINED]: 'ref' is undefined (Define the value, or give it a default: {{ value | default('…') }})",
        "models/b.md:3:40: error[JINJA_SYNTAX]: the expression is not closed: }} is missing (Correct the template at the marked place)",
      ]
    `);
  });
});
