// docs/tests.md, made of the table of built-in tests and of the config keys of data tests. Pure: the text of the page.

import type { ArgumentShape } from '../../src/assertions/argument-shape.ts';
import { dimensions } from '../../src/assertions/assertion.ts';
import type { Builtin } from '../../src/assertions/builtin.ts';
import { builtins } from '../../src/assertions/builtins.ts';
import { configKeys } from '../../src/project/keys/config-keys.ts';
import { keyStates, keyTable } from './key-table.ts';
import { code, fenced, page, table } from './markdown.ts';

const introduction = `# Data tests

<!-- Made by \`npm run docs\` from src/assertions and src/project/keys: change the tables there. -->

A data test looks for rows that should not be there, and counts them: its *failures*.
It is declared in a properties file, on a model, a seed or a source table, or on one of their columns:

\`\`\`yaml
# models/_models.yml
models:
  - name: deposits
    data_tests:
      - row_count: { arguments: { min: 1 } }
    columns:
      - name: status
        data_tests:
          - not_null
          - accepted_values:
              arguments: { values: [valid, pending] }
              config: { severity: warn, where: "day >= '2024-01-01'" }
\`\`\`

\`smelt test\` runs data tests, and \`smelt build\` each behind its node.
In a build a failure holds back what reads the node; with \`severity: warn\` it is a warning.
A test of several nodes runs after the last of them, one that reads none after all nodes.

Each text among the arguments is a template, and one that is a single expression gives its value, a list as well as a number: \`values: "{{ var('types') }}"\`.
\`ref('…')\`, \`source('…', '…')\`, \`var('…')\` and \`env_var('…')\` need no braces where they stand alone.

## Built-in tests

The tests below need no package.
One of the project's or a package's own that has the same name wins.
NULL passes all tests of single rows but \`not_null\`.
Wherever a column is meant, a text that is no name is taken as an SQL expression.`;

const ownTests = `## Tests of your own

A file of SQL in \`tests/\` is a *singular* test: each row that its query gives is a failure.
A \`{% test name(model, column_name, …) %}\` in \`tests/generic\` or among the macros is a *generic* test, declared like the built-in ones.
Neither counts for a score unless a generic one says so: \`config: { meta: { dimension: accuracy } }\`.`;

const scores = `## Scores

A test counts for one of four scores of its relation: ${dimensions.map(code).join(', ')}.
\`meta: { dimension: … }\` moves it to another one.
A score is 100 × (1 − rows at fault ÷ rows looked at), summed over its tests; \`recency\` counts as one row.
Where the scores stand, and what they mean, is reported in [operating.md](operating.md).`;

const configs = `## Config

A config stands under \`config:\` of the test, or beside it, or in the project file under \`data_tests:\` for all tests of a folder.
How several are merged is reported in [configs.md](configs.md).
\`warn_if\` and \`error_if\` are an operator and a number (\`> 10\`), \`between 1 and 5\` or \`in (1, 2)\`; the last two also with \`not\` before them.
\`fail_calc\` is an aggregate over the failing rows, whose columns stand with each built-in test; of a test of your own they are those of its query: \`fail_calc: 'coalesce(sum(n_records), 0)'\` of \`unique\` counts rows in place of values.
It is asked where nothing fails, too, and must not be NULL there: \`sum\` and \`max\` of no rows are, \`count\` is 0.

Each key works, unless its line says otherwise:

${keyStates}`;

export function testsPage(): string {
  const keys = configKeys.filter(({ kinds }) => kinds.includes('test'));
  return page([introduction, overview(), ...[...builtins].flatMap(section), scores, ownTests, configs, keyTable(keys)]);
}

function overview(): string {
  const rows = [...builtins].map(([name, { holds, counts, dimension }]) => [
    `[${code(name)}](#${name})`,
    holds,
    counts,
    dimension ?? '',
  ]);
  return table(['test', 'passes when', 'failures', 'score'], rows);
}

function section([name, row]: readonly [string, Builtin]): readonly string[] {
  const { arguments: shapes, dimension, holds, counts } = row;
  const rows = Object.entries(shapes).map(([argument, shape]) => [
    [argument, shape.otherName].flatMap((one) => (one === undefined ? [] : code(one))).join(', '),
    shape.type,
    defaultOf(shape),
    shape.about,
  ]);
  return [
    `### ${name}`,
    holds,
    [
      `- ${places[row.column]}`,
      `- Failures: ${counts}.`,
      `- \`fail_calc\` sees: ${row.sees}.`,
      `- Score: ${dimension ?? 'none'}.`,
    ].join('\n'),
    rows.length === 0 ? 'It takes no arguments.' : table(['argument', 'type', 'default', 'meaning'], rows),
    fenced('yaml', declared(row.example)),
  ];
}

const places = {
  needed: 'Stands below a column, or has its name as `column_name`.',
  possible: 'Stands below a column, or on the relation.',
  none: 'Stands on the relation.',
} as const satisfies Readonly<Record<Builtin['column'], string>>;

function defaultOf(shape: ArgumentShape): string {
  if (shape.type === 'flag') return code(String(shape.default));
  return shape.needed ? 'needed' : (shape.otherwise ?? 'none');
}

/** The example in its place. */
function declared({ column, item }: Builtin['example']): string {
  const list = (indent: string) => `${indent}data_tests:\n${indent}  - ${item}`;
  return column === null ? list('') : `columns:\n  - name: ${column}\n${list('    ')}`;
}
