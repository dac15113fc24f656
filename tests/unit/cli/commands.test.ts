// Protects the entries of the commands: each in a file that its name finds, with examples that the command takes, and without an
// option that it would not read.

import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import yargs from 'yargs';
import { listCommand } from '../../../src/app/list-command.ts';
import type { CommandEntry } from '../../../src/cli/command-entry.ts';
import { wordsOf } from '../../../src/cli/command-entry.ts';
import { commands } from '../../../src/cli/commands.ts';
import { addOptions, flagOf, readGiven } from '../../../src/cli/option.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

test('a command has a file of its name', async () => {
  const files = await readdir(new URL('../../../src/cli/commands', import.meta.url));
  const names = commands.map(({ name, alias }) => `${alias ?? name}.ts`);
  expect([...files].sort()).toEqual(names.sort());
});

/** As a shell takes a line of these examples apart: only double quotes have a meaning in them. */
function wordsIn(typed: string): readonly string[] {
  return [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

const examples = commands.flatMap((entry) => entry.examples.map(([typed]) => [typed, entry] as const));

test.each(examples)('%s', async (typed, entry) => {
  const [program, ...words] = wordsIn(typed);
  expect(program).toBe('$0');
  const parsed = await parse(entry, words);
  expect(() => readGiven(entry.options, parsed)).not.toThrow();
  expect(words[0]).toBe(entry.name);
});

test('the models that the examples select are in the project that ships here', async () => {
  const selected = examples.flatMap(([typed]) => {
    const words = wordsIn(typed);
    return words.flatMap((word, index) => (words[index - 1] === '--select' ? [word] : []));
  });
  expect(selected.length).toBeGreaterThan(5);
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  for (const select of selected) {
    const { output, errors } = await runApp(root, (io) =>
      listCommand({ ...noOptions, select: [select], output: 'name', outputKeys: [] }, io),
    );
    expect([select, errors, output === '']).toEqual([select, '', false]);
  }
});

/** Rejects what the command does not take. */
async function parse(entry: CommandEntry, words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  return yargs([...words])
    .command(wordsOf(entry), entry.summary, (command) => addOptions(command, entry.options))
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(message);
    })
    .parseAsync();
}

test('an option that a command does not take is refused', async () => {
  const [build] = commands;
  if (!build) throw new Error('there are no commands');
  await expect(parse(build, ['build', '--sql'])).rejects.toThrow('Unknown argument: sql');
});

test('no command has two options of one name', () => {
  for (const { options } of commands) {
    const names = Object.entries(options).flatMap(([property, option]) => [
      flagOf(property, option),
      ...(option.aliases ?? []),
    ]);
    expect(new Set([...names, 'v', 'version', 'h', 'help']).size).toBe(names.length + 4);
  }
});

/** `plan` and `compile` run nothing that could stop. */
test.each(['plan', 'compile'])('%s has no --fail-fast', (name) => {
  const entry = commands.find((command) => command.name === name);
  expect(Object.keys(entry?.options ?? {})).toContain('fullRefresh');
  expect(Object.keys(entry?.options ?? {})).not.toContain('failFast');
});
