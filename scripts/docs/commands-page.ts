// docs/commands.md, made of the entries of the commands. Pure: the text of the page.

import { exitCode } from '../../src/app/exit-code.ts';
import { type CommandEntry, wordsOf } from '../../src/cli/command-entry.ts';
import { commands } from '../../src/cli/commands.ts';
import { namesOfDbt } from '../../src/cli/names-of-dbt.ts';
import { flagOf, type Option, type OptionTable, otherwiseOf } from '../../src/cli/option.ts';
import { answeredOptions, commonOptions, emptyOption, runOptions, selectionOptions } from '../../src/cli/options.ts';
import { unusedFlags } from '../../src/cli/unused-flags.ts';
import { code, fenced, page, table } from './markdown.ts';

const introduction = `# Commands

<!-- Made by \`npm run docs\` from src/cli/commands: change the entries there. -->

\`smelt <command> --help\` tells the same in the terminal. \`smelt --version\` tells the version.
Options mean what they mean in dbt.
A value stands behind its option (\`--target dev\`, \`-t dev\`) or is joined to it (\`--target=dev\`).
Of a list several may stand there (\`-s orders customers\`).
The examples name models of the project in this repository, and the macro of [templates.md](templates.md#operations).`;

const endings = {
  allWell: 'all well, with or without warnings',
  failed: 'a node or a test failed, or with `--warn-error` there was a warning',
  unstarted: 'nothing was started: a mistake in the command line or the project, no profile, no connection',
  bug: 'a bug in Smelt, which is reported as one',
  interrupted: 'interrupted: what was under way is rolled back',
} as const satisfies Readonly<Record<keyof typeof exitCode, string>>;

const afterEndings = `A mistake in the project or the selection ends every command but \`watch\` with 2, before a database
is touched; so does a database that cannot be reached, or that lacks what every run needs.
With \`--warn-error\` a warning ends it with 1, before a database is touched where it is of the project.`;

const selecting = `## Selecting nodes

\`--select\` and \`--exclude\` take dbt's selectors.
Spaces, and an option given twice, mean one or the other; a comma without spaces means both.
Without \`--select\` every node is meant that the command is about.

${table(
  ['selector', 'what it means'],
  [
    [
      '`orders`, `base.orders`, `shop.base.*`',
      'a name, or the beginning of its path of folders; `*` stands for anything',
    ],
    ['`+orders`, `orders+`, `2+orders+1`', 'with what it reads, with what reads it, so many steps far'],
    ['`@orders`', 'with what reads it, and all that these read'],
    ['`tag:nightly`', 'what has the tag'],
    ['`orders.v2`, `orders_v2`', 'one version of a model; `orders` means all of them'],
    [
      '`version:latest`',
      'of models with versions the latest; `old`, `prerelease` (newer than the latest), `none` (without versions)',
    ],
    [
      '`exposure:weekly`, `metric:revenue`, `semantic_model:x`, `saved_query:x`',
      'what is declared by that name; `+exposure:weekly` with all that it uses',
    ],
    ['`group:finance`, `access:public`', 'what is in the group; the models with that access'],
    ['`path:models/base`, `models/base`', 'what stands in the file or the folder'],
    ['`file:orders.sql`, `orders.sql`', 'what stands in a file of that name'],
    ['`resource_type:seed`', 'all of a type'],
    ['`source:web`, `source:web.visits`', 'the tables of a source, or one'],
    ['`package:this`, `package:dbt_utils`', 'what belongs to the project, or to a package'],
  ],
)}`;

export function commandsPage(): string {
  return page([
    introduction,
    table(
      ['command', 'what it does'],
      commands.map((entry) => [link(entry), entry.summary]),
    ),
    '## Exit codes',
    table(['code', 'meaning'], rowsOfEndings()),
    afterEndings,
    '## Options of every command',
    optionTable({ ...commonOptions, ...answeredOptions }),
    selecting,
    ...commands.flatMap(section),
    ...flagsOfDbt(),
    ...commandsOfDbt(),
  ]);
}

function rowsOfEndings(): readonly (readonly string[])[] {
  return Object.entries(endings).map(([name, meaning]) => [String(exitCode[name as keyof typeof endings]), meaning]);
}

function link({ name }: CommandEntry): string {
  return `[\`smelt ${name}\`](#smelt-${name})`;
}

function section(entry: CommandEntry): readonly string[] {
  const { name, alias, argument, summary, examples, ending, options } = entry;
  const called = alias === undefined ? '' : ` Also called \`smelt ${alias}\`.`;
  const own = Object.fromEntries(Object.entries(options).filter(([property]) => !(property in commonOptions)));
  return [
    `## smelt ${name}`,
    fenced('', `smelt ${wordsOf(entry)} [options]`),
    `${summary}.${called}`,
    ...(argument ? [`\`${argument.name}\`: ${argument.about}.`] : []),
    ...(Object.keys(own).length === 0 ? [] : [optionTable(own)]),
    `Ends with ${ending}`.replaceAll('. ', '.\n'),
    ...(examples.length === 0 ? [] : [fenced('', lined(examples))]),
  ];
}

function optionTable(options: OptionTable): string {
  const rows = Object.entries(options).map(([property, option]) => [
    namesOf(property, option),
    typeOf(option),
    defaultOf(option),
    option.about,
  ]);
  return table(['option', 'type', 'default', 'meaning'], rows);
}

function namesOf(property: string, option: Option): string {
  const value = 'value' in option ? ` <${option.value}>` : '';
  const aliases = (option.aliases ?? []).map((alias) => code(`${alias.length === 1 ? '-' : '--'}${alias}`));
  return [code(`--${flagOf(property, option)}${value}`), ...aliases].join(', ');
}

function typeOf(option: Option): string {
  switch (option.kind) {
    case 'choice':
      return option.choices.map(code).join(', ');
    case 'number':
      return option.takes;
    case 'list':
      return 'one or several';
    case 'flag':
    case 'switch':
      return 'flag';
    case 'text':
      return option.kind;
  }
}

/** A value as code, words as words. */
function defaultOf(option: Option): string {
  if (option.kind === 'flag') return option.default ? 'on' : 'off';
  const otherwise = otherwiseOf(option);
  const isValue = option.kind === 'choice' || (option.kind === 'number' && option.default !== undefined);
  return isValue ? code(otherwise) : (otherwise ?? '');
}

/** What the examples mean stands behind them, in one column. */
function lined(examples: CommandEntry['examples']): string {
  const typed = examples.map(([words]) => words.replace('$0', 'smelt'));
  const width = Math.max(...typed.map((words) => words.length));
  return examples.map(([, meaning], index) => `${(typed[index] ?? '').padEnd(width)}  # ${meaning}`).join('\n');
}

const aboutFlags = `Each option of dbt 1.12 acts with its meaning, is passed over, or is refused.
Options of every command may stand before the command too, and \`smelt dbt build\` is \`smelt build\`.
What is typed counts first, then the variable of the environment or of \`.env\` (also as
\`DBT_ENGINE_…\`), then \`flags:\` of the project file where the table says so.
\`--no-…\` turns a flag off.
What is passed over is said in one line on the error stream, with its reason, unless it asks for
what Smelt does anyway; a level of the log above \`info\` leaves that line out.
What is refused ends the command with 2.`;

function flagsOfDbt(): readonly string[] {
  const acting: OptionTable = { ...commonOptions, ...selectionOptions, ...runOptions, ...emptyOption };
  const acts = Object.entries(acting).flatMap(([property, option]) => {
    const flag = code(`--${flagOf(property, option)}`);
    return option.env === undefined && !option.inFlags ? [] : [[flag, ...placesOf(option), 'acts']];
  });
  const others = unusedFlags.map(({ name, option, here, why }) => [
    code(`--${name}`),
    ...placesOf(option),
    `${here}: ${why}`,
  ]);
  return ["## dbt's flags", aboutFlags, table(['flag', 'variable', '`flags:`', 'here'], [...acts, ...others])];
}

function placesOf({ env, inFlags }: Option): readonly string[] {
  return [env === undefined ? '' : code(env), inFlags ? 'yes' : ''];
}

function commandsOfDbt(): readonly string[] {
  const rows = namesOfDbt.map(({ name, does, meanwhile }) => [code(`dbt ${name}`), does, meanwhile]);
  return ['## Commands of dbt that are not there yet', table(['command', 'what it does', 'meanwhile'], rows)];
}
