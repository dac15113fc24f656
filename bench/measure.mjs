// What the benchmarks share: running a command with its wall time and peak memory, and printing figures with their spread.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { resolve } from 'node:path';

/** The machine and the versions that the figures hold for. */
export function describeMachine() {
  const [cpu] = cpus();
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return [
    `machine   ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}`,
    `versions  smelt ${version}, node ${process.version}`,
  ].join('\n');
}

/**
 * Runs a command to its end. `peak` is the process's largest resident set in MB, read from the system while it runs (Linux
 * only, elsewhere NaN). A command that fails ends the benchmark with its output.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: string }} options
 */
export async function run(command, args, options = {}) {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], cwd: options.cwd, env: options.env });
  let output = '';
  let peak = Number.NaN;
  const look = () => {
    try {
      const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      if (found) peak = Number(found[1]) / 1024;
    } catch {
      // The process has ended, or the system keeps no such file.
    }
  };
  const watching = setInterval(look, 20);
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  child.stdin.end(options.input ?? '');
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(watching);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output}`);
  return { seconds: (performance.now() - started) / 1000, peak, output };
}

/**
 * `1.23 s [1.20–1.31] of 5`, and the peak where it is known.
 *
 * @param {readonly { seconds: number, peak: number }[]} runs
 */
export function figures(runs) {
  const seconds = sorted(runs.map((one) => one.seconds));
  const peaks = runs.map((one) => one.peak).filter((peak) => !Number.isNaN(peak));
  const memory = peaks.length > 0 ? `, at most ${Math.round(Math.max(...peaks))} MB` : '';
  return `${median(seconds).toFixed(2)} s [${(seconds[0] ?? 0).toFixed(2)}–${(seconds.at(-1) ?? 0).toFixed(2)}] of ${runs.length}${memory}`;
}

/** @param {readonly number[]} values */
export function median(values) {
  const ordered = sorted(values);
  return ordered[Math.floor(ordered.length / 2)] ?? Number.NaN;
}

/** @param {readonly number[]} values */
function sorted(values) {
  return [...values].sort((a, b) => a - b);
}

/**
 * `--name value` of the command line, as a number.
 *
 * @param {string} name
 * @param {number} otherwise
 */
export function numberOption(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** This checkout and, with `--beside <checkout>`, another one (built), to be measured in turns. */
export function sides() {
  const beside = process.argv.indexOf('--beside');
  return [
    { name: 'this', root: resolve(import.meta.dirname, '..') },
    ...(beside < 0 ? [] : [{ name: 'beside', root: resolve(process.argv[beside + 1] ?? '') }]),
  ];
}

/** Has a process of Node write what it has used of the processor, when it ends. */
export const tellingProcessor =
  "data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();process.stderr.write(`cpu ${(user+system)/1e6} s\\n`)})";

/**
 * `own processor 1.23 s [1.20–1.31]`, of runs with tellingProcessor.
 *
 * @param {readonly { output: string }[]} runs
 */
export function processorFigures(runs) {
  const seconds = runs.map(({ output }) => Number(/^cpu ([\d.]+) s$/m.exec(output)?.[1]));
  return `own processor ${median(seconds).toFixed(2)} s [${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}]`;
}
