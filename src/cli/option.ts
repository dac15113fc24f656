// What an option of a command is, as data: from it follow how it is parsed, its help, its line in docs/commands.md, and the
// type of what a command is given.

import type { Argv, Options as ParserOption } from 'yargs';

/** What is wrong with the command line itself. */
export class UsageError extends Error {}

interface Described {
  /** How it is typed, without dashes, where that is not the property's name in kebab case. */
  readonly flag?: string;
  /** Other names of it, those of one letter first. */
  readonly aliases?: readonly string[];
  /** What it means: one line. */
  readonly about: string;
}

interface TextOption extends Described {
  readonly kind: 'text';
  /** What is typed behind it: `folder`. */
  readonly value: string;
  /** What counts where it is not given, in words; nothing does where this is absent. */
  readonly otherwise?: string;
}

interface NumberOption extends Described {
  readonly kind: 'number';
  readonly default?: number;
  readonly otherwise?: string;
  /** Which numbers it takes, in words and as a test. */
  readonly takes: string;
  accepts(number: number): boolean;
}

interface ChoiceOption extends Described {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}

/** One or several values, and given once or several times. */
interface ListOption extends Described {
  readonly kind: 'list';
  readonly value: string;
  readonly otherwise?: string;
}

/** Off where it is not given. */
interface FlagOption extends Described {
  readonly kind: 'flag';
}

export type Option = TextOption | NumberOption | ChoiceOption | ListOption | FlagOption;

/** By the property that a command is given. */
export type OptionTable = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O extends ChoiceOption
  ? O['choices'][number]
  : O extends ListOption
    ? readonly string[]
    : O extends FlagOption
      ? boolean
      : O extends TextOption
        ? string | undefined
        : O extends { readonly default: number }
          ? number
          : number | undefined;

/** What a command with these options is given. */
export type GivenOf<Table extends OptionTable> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> };

/** What the parser hands over, by the words as they are typed. */
export type Parsed = Readonly<Record<string, unknown>>;

/** How the option of a property is typed: `project-dir`. */
export function flagOf(property: string, { flag }: Pick<Option, 'flag'>): string {
  return flag ?? property.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What counts where the option is not given, in words; null where nothing does. */
export function otherwiseOf(option: Option): string | null {
  if (option.kind === 'flag') return null;
  if (option.kind === 'choice') return option.default;
  if (option.kind === 'number' && option.default !== undefined) return String(option.default);
  return option.otherwise ?? null;
}

export function addOptions(command: Argv, table: OptionTable): Argv {
  for (const [property, option] of Object.entries(table))
    command.option(flagOf(property, option), parserOption(option));
  return command;
}

function parserOption(option: Option): ParserOption {
  const alias = option.aliases ?? [];
  const describe = option.about;
  switch (option.kind) {
    case 'flag':
      return { alias, describe, type: 'boolean', default: false };
    case 'list':
      return { alias, describe: withOtherwise(option), type: 'string', array: true };
    case 'choice':
      return { alias, describe, choices: option.choices, requiresArg: true, default: option.default };
    case 'number':
      return option.default === undefined
        ? { alias, describe: withOtherwise(option), type: 'number', requiresArg: true }
        : { alias, describe, type: 'number', requiresArg: true, default: option.default };
    case 'text':
      return { alias, describe: withOtherwise(option), type: 'string', requiresArg: true };
  }
}

function withOtherwise({ about, otherwise }: { readonly about: string; readonly otherwise?: string }): string {
  return otherwise === undefined ? about : `${about} (default: ${otherwise})`;
}

/** Throws UsageError: of two values of one option none is meant. */
export function readGiven<Table extends OptionTable>(table: Table, parsed: Parsed): GivenOf<Table> {
  const entries = Object.entries(table).map(([property, option]) => [property, readValue(property, option, parsed)]);
  return Object.fromEntries(entries) as GivenOf<Table>;
}

function readValue(property: string, option: Option, parsed: Parsed): unknown {
  const flag = flagOf(property, option);
  const value = parsed[flag];
  switch (option.kind) {
    case 'flag':
      return value === true;
    case 'list':
      if (!Array.isArray(value)) return [];
      if (value.length === 0) throw new UsageError(`--${flag} needs a value`);
      return value.map(String);
    case 'number':
      if (value === undefined || (typeof value === 'number' && option.accepts(value))) return value;
      throw new UsageError(`--${flag} takes ${option.takes}`);
    case 'choice':
    case 'text':
      if (Array.isArray(value)) throw new UsageError(`--${flag} can be given once only`);
      return value;
  }
}
