// The command line: parses options, makes one call of app/, ends with its exit code. `--version` answers before anything
// else is loaded.

import { smeltVersion } from '../base/version.ts';
import { withoutDbt } from './command-first.ts';

export async function main(typed: readonly string[]): Promise<number> {
  const words = withoutDbt(typed);
  if (words.length === 1 && ['--version', '-v', '-V'].includes(words[0] ?? '')) {
    process.stdout.write(`smelt ${smeltVersion()}\n`);
    return 0;
  }
  const { runCommandLine } = await import('./command-line.ts');
  return runCommandLine(words);
}
