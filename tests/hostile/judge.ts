// What must be true of every hostile input, whatever it is.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HostileCase, password, token } from './hostile-case.ts';

export interface Outcome {
  /** Null where it had to be killed. */
  readonly code: number | null;
  readonly output: string;
  /** Of the process itself, on its processors. */
  readonly seconds: number;
  /** Of the process alone: its largest resident set, megabytes; NaN where the system does not tell. */
  readonly peak: number;
  /** The rows of the case's query; null where it has none. */
  readonly values: readonly (readonly unknown[])[] | null;
  /** What the schema `smelt` and the files that the run wrote hold. */
  readonly left: string;
}

export const longest = 10;
export const largest = 500;
/** So much may any output have. */
const longestOutput = 256 * 1024;

/** What is wrong, each in a few words; none for an input that is borne. */
export function judge(hostile: HostileCase, outcome: Outcome): readonly string[] {
  const { code, output, seconds, peak, values, left } = outcome;
  const wrong: string[] = [];
  if (code === null) wrong.push('it hangs');
  else if (code !== 0 && code !== 1 && code !== 2) wrong.push(`exit ${code}`);
  const exit = hostile.values ? 0 : hostile.exit;
  if (code !== null && exit !== undefined && code !== exit) wrong.push(`exit ${code}, not ${exit}`);
  if (seconds > longest) wrong.push(`${seconds.toFixed(1)} s`);
  if (peak > largest) wrong.push(`${Math.round(peak)} MB`);
  if (output.length > longestOutput) wrong.push(`${output.length} characters of output`);
  if (/^ +at .*\(?(?:file:|node:|\/).*:\d+:\d+\)?$/m.test(output)) wrong.push('a stack trace');
  if (hostile.tells && !hostile.tells.test(output)) wrong.push(`it does not tell ${hostile.tells}`);
  for (const secret of [token, password, ...(hostile.secrets ?? [])]) {
    if (output.includes(secret)) wrong.push('a secret in the output');
    if (left.includes(secret)) wrong.push('a secret in what was written');
  }
  if (hostile.values && code === 0 && JSON.stringify(values) !== JSON.stringify(hostile.values.expected))
    wrong.push(`a value was altered: ${JSON.stringify(values)?.slice(0, 200)}`);
  return wrong;
}

/** The texts of `target/` and `logs/`. */
export async function writtenFiles(root: string): Promise<string> {
  const texts: string[] = [];
  for (const folder of ['target', 'logs']) {
    const names = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of names)
      if (entry.isFile()) texts.push(await readFile(join(entry.parentPath, entry.name), 'utf8'));
  }
  return texts.join('\n');
}
