// The command line: parses options, makes one call of app/, ends with its exit code. `--version` answers before anything
// else is loaded.

import { smeltVersion } from '../base/version.ts';

export async function main(words: readonly string[]): Promise<number> {
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) {
    process.stdout.write(`smelt ${smeltVersion()}\n`);
    return 0;
  }
  const { runCommandLine } = await import('./command-line.ts');
  return runCommandLine(words);
}
