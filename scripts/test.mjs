// `npm test`: the tests, with format, levels and types checked beside them, since most of a run waits for databases and processes now
// and then. What a check says comes in one piece at the end, where it has something to say. Arguments are Vitest's.

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const npm = process.env.npm_execpath;
if (!npm) throw new Error('run it as `npm test`');

/** @param {readonly string[]} words @param {'inherit' | 'pipe'} output @returns {Promise<{ code: number, text: string }>} */
function run(words, output) {
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['inherit', output, output] });
  let text = '';
  const gather = (/** @type {Buffer} */ piece) => {
    text += piece;
  };
  child.stdout?.on('data', gather);
  child.stderr?.on('data', gather);
  // Ended by a signal is no success either.
  return new Promise((done) => child.once('close', (code) => done({ code: code ?? 1, text })));
}

const names = ['lint', 'typecheck'];
const checks = names.map((name) => run([npm, 'run', name], 'pipe'));
const tests = await run([resolve(root, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)], 'inherit');
let failed = tests.code !== 0;
for (const [place, name] of names.entries()) {
  const { code, text } = (await checks[place]) ?? { code: 1, text: '' };
  if (code !== 0) process.stdout.write(text);
  console.log(`npm run ${name}: ${code === 0 ? 'passed' : 'FAILED'}`);
  failed ||= code !== 0;
}
process.exitCode = failed ? 1 : 0;
