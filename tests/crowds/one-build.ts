// One `smelt build` in a process of its own, and what it told.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Built {
  readonly words: readonly string[];
  readonly exitCode: number | null;
  /** `node: CODE message` of each that failed; what a run said that failed otherwise. */
  readonly failures: readonly string[];
  /** Why transactions were tried again. */
  readonly retries: readonly string[];
  /** How often a publish gave its locks back, to ask again. */
  readonly lockWaits: number;
  readonly nodes: number;
  readonly milliseconds: number;
}

const binary = fileURLToPath(new URL('../../bin/smelt.js', import.meta.url));

/** What is read of a line of `--log-format json`. */
interface Told {
  readonly kind?: string;
  readonly nodeId?: string;
  readonly reason?: string;
  readonly outcome?: { readonly status?: string; readonly diagnostics?: readonly Problem[] };
  readonly diagnostic?: Problem;
  readonly severity?: string;
  readonly message?: string;
}
interface Problem {
  readonly code?: string;
  readonly severity?: string;
  readonly message?: string;
}

/** `words` are added to the command. */
export async function build(root: string, databaseUrl: string, words: readonly string[]): Promise<Built> {
  const started = performance.now();
  const child = spawn(process.execPath, [binary, 'build', '--log-format', 'json', ...words], {
    cwd: root,
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const failures: string[] = [];
  const retries: string[] = [];
  let lockWaits = 0;
  let nodes = 0;
  const reading = createInterface(child.stdout).on('line', (line) => {
    const told = parsed(line);
    const problem = failureIn(told);
    if (problem) failures.push(problem);
    if (told.kind === 'nodeFinished') nodes += 1;
    if (told.kind === 'lockWaited') lockWaits += 1;
    if (told.kind === 'retried') retries.push(`${told.nodeId}: ${told.reason}`);
  });
  const read = new Promise((resolve) => reading.once('close', resolve));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  await read;
  if (exitCode !== 0 && failures.length === 0) failures.push(`the run ended with ${exitCode}: ${errors.trim()}`);
  return { words, exitCode, failures, retries, lockWaits, nodes, milliseconds: performance.now() - started };
}

function parsed(line: string): Told {
  try {
    return JSON.parse(line) as Told;
  } catch {
    return { kind: 'diagnostic', diagnostic: { severity: 'error', message: `not a line of JSON: ${line}` } };
  }
}

function failureIn({ kind, nodeId, outcome, diagnostic }: Told): string | undefined {
  if (kind === 'nodeFinished' && outcome?.status !== 'success' && outcome?.status !== 'unchanged') {
    // What is skipped is so because of another that is reported.
    if (outcome?.status === 'skipped') return undefined;
    const problems = (outcome?.diagnostics ?? []).map(({ code, message }) => `${code} ${message}`);
    return `${nodeId}: ${problems.join('; ') || outcome?.status}`;
  }
  if (kind === 'diagnostic' && diagnostic?.severity === 'error') return `${diagnostic.code} ${diagnostic.message}`;
  return undefined;
}
