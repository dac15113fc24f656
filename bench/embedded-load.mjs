// Pages of 200 MB and more into bronze on the embedded database: time and peak memory, beside those of a tenth of the pages.
//
//   node bench/embedded-load.mjs [--deposits 1400000]
//
// Memory is bounded when ten times the pages do not need ten times the memory.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeMachine, figures, numberOption, run } from './measure.mjs';

const deposits = numberOption('deposits', 1_400_000);
const root = resolve(import.meta.dirname, '..');
const smelt = join(root, 'bin/smelt.js');

/** @param {number} count */
async function load(count) {
  const work = mkdtempSync(join(tmpdir(), 'smelt-bench-embedded-'));
  try {
    const raw = join(work, 'raw');
    const clients = String(Math.max(20, Math.round(count / 50)));
    const counts = [
      '--clients',
      clients,
      '--days',
      '50',
      '--deposits-per-client',
      '50',
      '--trades-per-client',
      '0',
      '--assets-per-client',
      '0',
    ];
    await run(
      process.execPath,
      ['scripts/generate-raw.mjs', '--out', raw, '--affiliates', '20', ...counts, '--page-size', '1000'],
      { cwd: root },
    );
    const { output } = await run('du', ['-sm', raw]);
    const project = join(work, 'project');
    for (const name of ['models', 'macros', 'seeds', 'sources.yml']) {
      cpSync(join(root, name), join(project, name), { recursive: true });
    }
    const settings = readFileSync(join(root, 'project.yml'), 'utf8').replace('path: .smelt/database', 'path: database');
    writeFileSync(join(project, 'project.yml'), settings);
    const words = ['run', '--select', 'bronze_deposits', '--vars', JSON.stringify({ raw_path: raw })];
    const result = await run(process.execPath, [smelt, ...words], { cwd: project });
    console.log(
      `${count.toLocaleString('en-US').padStart(10)} deposits, ${output.split('\t')[0]} MB of pages   ${figures([result])}`,
    );
  } finally {
    rmSync(work, { recursive: true });
  }
}

console.log(describeMachine());
await load(Math.round(deposits / 10));
await load(deposits);
