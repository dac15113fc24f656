// Start-up: `smelt --version`, a build that has nothing to do, of a project of one seed and one model, and reading a project of many
// models. With --beside, another checkout (built) takes its turns in between, so that both meet the same machine.
//
//   node bench/startup.mjs [--runs 9] [--models 1000] [--beside ../other-checkout]
//
// With BENCH_DATABASE_URL also on that server (schema `smelt_bench_startup`, which is dropped at the end).

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describeMachine, figures, numberOption, processorFigures, run, sides, tellingProcessor } from './measure.mjs';

const runs = numberOption('runs', 9);
const models = numberOption('models', 1000);
const url = process.env.BENCH_DATABASE_URL;
const schema = 'smelt_bench_startup';
const checkouts = sides();

/** @param {Record<string, string>} files */
function projectOf(files) {
  const folder = mkdtempSync(join(tmpdir(), 'smelt-bench-'));
  for (const name of ['models', 'seeds', 'macros']) mkdirSync(join(folder, name));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

const small = projectOf({
  'project.yml': `name: bench
target: embedded
targets:
  embedded: { type: embedded, path: database, schema: public }
  server: { type: postgres, url: "{{ env_var('BENCH_DATABASE_URL', 'postgres://none') }}", schema: ${schema} }
`,
  'seeds/numbers.csv': 'n\n1\n2\n',
  'models/doubled.sql':
    "{{ config(materialized='incremental', unique_key='n') }}\nselect n, n * 2 as doubled from {{ ref('numbers') }}\n",
});

/** Half of the models call a macro, a tenth are incremental; each reads two before it, and has a description and a test. */
function manyModels() {
  /** @type {Record<string, string>} */
  const files = {
    'project.yml': 'name: bench\ntargets:\n  embedded: { type: embedded, path: database, schema: public }\n',
    'macros/cents.sql':
      '{% macro cents(column) %}{{ column }}::numeric / 100{% endmacro %}\n{% macro since(column) %}{% if is_incremental() %}where {{ column }} > (select max({{ column }}) from {{ this }}){% endif %}{% endmacro %}\n',
  };
  const described = [];
  for (let n = 0; n < models; n += 1) {
    const parents =
      n < 2 ? ['select 1 as id, 100 as amount'] : [n - 1, n >> 1].map((one) => `select * from {{ ref('m${one}') }}`);
    const incremental = n % 10 === 0;
    files[`models/m${n}.sql`] = [
      `{{ config(materialized='${incremental ? 'incremental' : 'view'}', tags=['t${n % 7}']) }}`,
      `select id, ${n % 2 === 0 ? "{{ cents('amount') }}" : 'amount'} as amount from (`,
      parents.join('\nunion all\n'),
      `) as rows ${incremental ? "{{ since('id') }}" : ''}`,
      '',
    ].join('\n');
    described.push(`  - { name: m${n}, description: Model ${n}, columns: [{ name: id, data_tests: [not_null] }] }`);
  }
  return { ...files, 'models/models.yml': `models:\n${described.join('\n')}\n` };
}

const large = projectOf(manyModels());

/**
 * @param {string} label
 * @param {string} folder
 * @param {(root: string) => string[]} words
 */
async function repeated(label, folder, words) {
  const measured = checkouts.map(({ name, root }) => {
    /** @type {Awaited<ReturnType<typeof run>>[]} */
    const results = [];
    return { name, words: ['--import', tellingProcessor, ...words(root)], results };
  });
  for (const one of measured) await run(process.execPath, one.words, { cwd: folder });
  for (let i = 0; i < runs; i += 1)
    for (const one of i % 2 === 0 ? measured : measured.toReversed())
      one.results.push(await run(process.execPath, one.words, { cwd: folder }));
  for (const { name, results } of measured)
    console.log(`${name.padEnd(8)}${label.padEnd(36)}${figures(results)}; ${processorFigures(results)}`);
}

/** @param {...string} words */
const smelt =
  (...words) =>
  /** @param {string} root */
  (root) => [join(root, 'bin/smelt.js'), ...words];

console.log(describeMachine());
try {
  await repeated('node alone, for comparison', small, () => ['-e', '0']);
  await repeated('smelt --version', small, smelt('--version'));
  await repeated('smelt ls', small, smelt('ls'));
  await repeated('smelt build, embedded, nothing new', small, smelt('build'));
  if (url) await repeated('smelt build, server, nothing new', small, smelt('build', '--target', 'server'));
  await repeated(`smelt parse, ${models} models`, large, smelt('parse'));
} finally {
  for (const folder of [small, large]) rmSync(folder, { recursive: true });
  if (url) {
    const client = new pg.Client(url);
    await client.connect();
    await client.query(`drop schema if exists ${schema} cascade`);
    await client.end();
  }
}
