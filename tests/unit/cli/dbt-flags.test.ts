// Protects that whatever dbt is asked for by an option or a variable means something here too: fixtures/dbt-flags.json is what dbt-core 1.12.6
// takes, with its hidden options (`dbt.cli.main.cli`, read at development time).

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ownNames } from '../../../src/cli/asked-in-vain.ts';
import { namedOptions } from '../../../src/cli/command-first.ts';
import { commands } from '../../../src/cli/commands.ts';
import { variablesOf } from '../../../src/cli/elsewhere.ts';
import type { Option, OptionTable } from '../../../src/cli/option.ts';
import { flagOf } from '../../../src/cli/option.ts';
import { commonOptions, runOptions, selectionOptions } from '../../../src/cli/options.ts';
import { unusedFlags, unusedFlagsOf } from '../../../src/cli/unused-flags.ts';
import { optionFlags } from '../../../src/project/project-flags.ts';

interface DbtOption {
  readonly names: readonly string[];
  readonly env: readonly string[];
}

const dbt: Readonly<Record<string, readonly DbtOption[]>> = JSON.parse(
  readFileSync(new URL('fixtures/dbt-flags.json', import.meta.url), 'utf8'),
);
const global = dbt[''] ?? [];
const ofCommands = Object.entries(dbt).filter(([name]) => name !== '');

test.each(ofCommands)('dbt %s takes nothing that smelt does not know', (name, own) => {
  const known = optionsOf(name);
  const unknown = [...global, ...own].flatMap(({ names, env }) => {
    const option = names.map((typed) => known.get(typed.replace(/^-+/, ''))).find((found) => found);
    const missing = names.filter((typed) => !isKnown(typed, known));
    const variables = env.filter(
      (variable) => option && option.env !== undefined && !variablesOf(option).includes(variable),
    );
    return [...missing, ...variables];
  });
  expect(unknown).toEqual([]);
});

/** The names of a command's options, and of those that have no effect there. */
function optionsOf(name: string): ReadonlyMap<string, Option> {
  const entry = commands.find((command) => command.name === name || command.alias === name);
  if (!entry) throw new Error(`there is no command ${name}`);
  const unused = unusedFlagsOf(entry.name, ownNames(entry.options)).map((flag) => [flag.name, flag.option] as const);
  return new Map([...namedOptions(entry.options), ...namedOptions(Object.fromEntries(unused))]);
}

function isKnown(typed: string, known: ReadonlyMap<string, Option>): boolean {
  const name = typed.replace(/^-+/, '');
  const switched = known.get(name.replace(/^no-/, ''));
  return (
    known.has(name) || ['V', 'v', 'version'].includes(name) || switched?.kind === 'flag' || switched?.kind === 'switch'
  );
}

test('each variable of dbt is that of an option', () => {
  const options = [
    ...commands.flatMap(({ options: some }) => Object.values(some)),
    ...unusedFlags.map(({ option }) => option),
  ];
  const known = new Set(options.flatMap(variablesOf));
  const variables = Object.values(dbt).flatMap((some) => some.flatMap(({ env }) => env));
  expect(variables.length).toBeGreaterThan(100);
  expect(variables.filter((variable) => !known.has(variable))).toEqual([]);
});

test('what the project file may hold under flags: is what options say it may', () => {
  const options: OptionTable = { ...commonOptions, ...selectionOptions, ...runOptions };
  const acting = Object.entries(options).map(([property, option]) => [flagOf(property, option), option] as const);
  const named = [...acting, ...unusedFlags.map(({ name, option }) => [name, option] as const)];
  const inFlags = named.flatMap(([name, option]) =>
    'inFlags' in option && option.inFlags ? [name.replaceAll('-', '_')] : [],
  );
  expect(inFlags.sort()).toEqual(Object.keys(optionFlags).sort());
});
