// Protects what comes out of the database, of every built-in type. Templates get the values that dbt-core 1.12 with dbt-postgres 1.11
// gave on PostgreSQL 15 (fixtures/dbt-values.json, written by dbt itself), by run_query and by statement, printed and in Python's own words.
// `show` gives JSON with all digits, and CSV as COPY writes it; beside each value in fixtures/shown-values.json
// stands what `dbt show --output json` gave for it, where that is different.

import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { to as copyTo } from 'pg-copy-streams';
import { expect, test } from 'vitest';
import { showCommand } from '../../../src/app/show-command.ts';
import type { RowFormat } from '../../../src/report/rows-table.ts';
import { connectTo, createProjectRig, type ProjectRig } from '../../support/project-rig.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

interface Given {
  readonly sql: string;
  /** `[value] | string` of each row, and `value ~ ''`. */
  readonly repr: readonly string[];
  readonly text: readonly string[];
  /** `column_names`; one `v` when absent. */
  readonly names?: readonly string[];
  /** The first row and the table, printed. */
  readonly row: string;
  readonly table: string;
}

interface Refused {
  readonly sql: string;
  /** dbt fails with it. */
  readonly error: string;
}

interface Shown {
  readonly sql: string;
  /** The JSON of its one value. */
  readonly json: string;
  readonly dbt?: string;
}

const fixture = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const measured: readonly (Given | Refused)[] = fixture('./fixtures/dbt-values.json');
const shown: readonly Shown[] = fixture('./fixtures/shown-values.json');

/** Where Smelt gives something else on purpose: docs/differences.md says why. */
const different: Readonly<Record<string, Partial<Given>>> = {
  "select '\\x00ff'::bytea as v": { repr: ["['\\\\x00ff']"] },
  "select array['\\x00ff']::bytea[] as v": { repr: ['[\'["\\\\\\\\x00ff"]\']'] },
  "select '0044-03-15 BC'::date as v": { repr: ["['0044-03-15 BC']"] },
  "select '12345-01-01'::date as v": { repr: ["['12345-01-01']"] },
  "select '0044-03-15 12:00:00 BC'::timestamp as v": { repr: ["['0044-03-15 12:00:00 BC']"] },
  "select '12345-01-01'::timestamp as v": { repr: ["['12345-01-01 00:00:00']"] },
  // dbt loses the second column.
  'select 1 as v, 2 as v_2, 3 as v': { row: '<agate.Row: (1, 2, 3)>' },
};

const types = `do $$ begin
  create type smelt_mood as enum ('sad', 'happy');
  create type smelt_pair as (a int, b text);
  create domain smelt_whole as int;
  create domain smelt_grid as int[];
end $$`;

const files = {
  'macros/probe.sql': `{% macro probe(cases) %}
{% for sql in cases %}
{% set t = run_query(sql) %}
{% call statement('again', fetch_result=True) %}{{ sql }}{% endcall %}
{% set reprs = [] %}{% set texts = [] %}{% set again = [] %}
{% for v in t.columns[0].values() %}{% do reprs.append([v] | string) %}{% do texts.append(v ~ '') %}{% endfor %}
{% for r in load_result('again')['data'] %}{% do again.append([r[0]] | string) %}{% endfor %}
{{ print(tojson({'sql': sql, 'repr': reprs, 'again': again, 'text': texts, 'names': t.column_names | list, 'row': t.rows[0] ~ '', 'table': t ~ ''})) }}
{% endfor %}
{% endmacro %}
`,
};

/** All values as the columns of one row, named by their places. */
const everything = (cases: readonly Shown[]) =>
  `select\n${cases.map(({ sql }, index) => `(select v from (${sql}) q) as "${index}"`).join(',\n')}`;

/** Those that the server knows: some are built without XML, as PyPI's is. */
async function known<Case extends { readonly sql: string }>(
  project: ProjectRig,
  cases: readonly Case[],
): Promise<readonly Case[]> {
  const [xml] = await project.values(
    "select exists (select from pg_config where name = 'CONFIGURE' and setting like '%libxml%')",
  );
  return cases.filter(({ sql }) => xml === true || !sql.includes('xml'));
}

test.each(['server', 'embedded'] as const)('on %s templates get what dbt gives, and JSON is exact', async (kind) => {
  const project = await createProjectRig(kind, '', files);
  await project.rows(types);
  await expectValuesOfDbt(project);
  await expectExactJson(project);
});

test('CSV is what COPY writes', async () => {
  const project = await createProjectRig('server', '', {});
  await project.rows(types);
  const client = await connectTo(project);
  await client.query("set timezone = 'UTC'");
  const lines = `select * from (values ('a,b', '', null), ('"', E'two\\nlines', E'a\\rb'), ('\\.', ' x ', 'NULL')) t("a,b", b, c)`;
  const values = everything(await known(project, shown));
  for (const query of [values, lines, `select '\\.' as a union all select null union all select ''`]) {
    const copied = await text(client.query(copyTo(`copy (${query}) to stdout (format csv, header)`)));
    expect(await show(project, query, 'csv')).toBe(copied);
  }
});

async function expectValuesOfDbt(project: ProjectRig) {
  const asked = await known(project, measured);
  const cases = asked.map(({ sql }) => sql);
  const { output, errors } = await project.operation('probe', JSON.stringify({ cases }));
  expect(errors).toBe('');
  const got = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  expect(got).toHaveLength(asked.length);
  for (const [index, { again, ...one }] of got.entries()) {
    expect(again).toEqual(one.repr);
    const own = different[one.sql];
    if (own) expect(one).toMatchObject({ sql: one.sql, ...own });
    else expect(one).toEqual({ names: ['v'], ...asked[index] });
  }
}

/** Numbers with all digits, arrays nested, JSON by its own text, all else PostgreSQL's text. */
async function expectExactJson(project: ProjectRig) {
  const cases = await known(project, shown);
  const lines = (await show(project, everything(cases), 'json')).split('\n');
  expect(lines.slice(0, 2)).toEqual(['[', '  {']);
  for (const [index, { sql, json }] of cases.entries()) {
    const comma = index < cases.length - 1 ? ',' : '';
    expect([sql, lines[index + 2]]).toEqual([sql, `    "${index}": ${json}${comma}`]);
  }
  expect(lines.slice(cases.length + 2)).toEqual(['  }', ']', '']);
  JSON.parse(lines.join('\n'));
}

async function show({ root }: ProjectRig, inline: string, output: RowFormat) {
  const ran = await runApp(root, (io) => showCommand({ ...noOptions, inline, limit: -1, output }, io));
  expect(ran.errors).toBe('');
  return ran.output;
}
