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
  /** dbt's environment variable for it, which counts where it is not given. */
  readonly env?: string;
  /** What the variable was called before. */
  readonly formerEnv?: string;
  /** A variable of dbt that says the opposite, and counts first. */
  readonly envOff?: string;
  /** Where that says nothing either, the project file's `flags:` may have it, by dbt's name. */
  readonly inFlags?: true;
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

/** Whatever case it is typed in. */
interface ChoiceOption extends Described {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
  /** dbt's other words for some of them. */
  readonly sameAs?: Readonly<Record<string, string>>;
}

/** One or several values, and given once or several times. */
interface ListOption extends Described {
  readonly kind: 'list';
  readonly value: string;
  readonly otherwise?: string;
}

/** `--no-…` turns it off. */
interface FlagOption extends Described {
  readonly kind: 'flag';
  /** Where it is not given; off when absent. */
  readonly default?: boolean;
}

/** A flag for which others decide where it is not given. */
interface SwitchOption extends Described {
  readonly kind: 'switch';
  readonly otherwise: string;
}

export type Option = TextOption | NumberOption | ChoiceOption | ListOption | FlagOption | SwitchOption;

/** By the property that a command is given. */
export type OptionTable = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O extends ChoiceOption
  ? O['choices'][number]
  : O extends ListOption
    ? readonly string[]
    : O extends FlagOption
      ? boolean
      : O extends SwitchOption
        ? boolean | undefined
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
  if (option.kind === 'flag') return option.default ? 'on' : null;
  if (option.kind === 'choice') return option.default;
  if (option.kind === 'number' && option.default !== undefined) return String(option.default);
  return option.otherwise ?? null;
}

export function addOptions(command: Argv, table: OptionTable): Argv {
  for (const [property, option] of Object.entries(table))
    command.option(flagOf(property, option), parserOption(option));
  return command;
}

export function parserOption(option: Option): ParserOption {
  const alias = option.aliases ?? [];
  const describe = option.about;
  // What is not given may stand in the environment or in the project file: the parser gets no default.
  switch (option.kind) {
    case 'flag':
      return { alias, describe: option.default ? `${describe} (default: on)` : describe, type: 'boolean' };
    case 'switch':
      return { alias, describe: withOtherwise(option), type: 'boolean' };
    case 'list':
      return { alias, describe: withOtherwise(option), type: 'string', array: true };
    case 'choice':
      return {
        alias,
        describe: withOtherwise({ ...option, otherwise: option.default }),
        choices: option.choices,
        requiresArg: true,
        coerce: (value: unknown) => (typeof value === 'string' ? choiceOf(option, value) : value),
      };
    case 'number':
      return { alias, describe: withOtherwise(numberDefault(option)), type: 'number', requiresArg: true };
    case 'text':
      return { alias, describe: withOtherwise(option), type: 'string', requiresArg: true };
  }
}

/** One of the choices where the word means one; else the word. */
export function choiceOf({ sameAs = {} }: Pick<ChoiceOption, 'sameAs'>, typed: string): string {
  const word = typed.toLowerCase();
  return sameAs[word] ?? word;
}

function numberDefault(option: NumberOption): NumberOption {
  return option.default === undefined ? option : { ...option, otherwise: String(option.default) };
}

function withOtherwise({ about, otherwise }: { readonly about: string; readonly otherwise?: string }): string {
  return otherwise === undefined ? about : `${about} (default: ${otherwise})`;
}

export type OptionValue = boolean | number | string | readonly string[];

/** What stands elsewhere for an option that is not given, and how people call the place; undefined where nothing does. Throws UsageError. */
export type Elsewhere = (
  flag: string,
  option: Option,
) => { readonly value: OptionValue; readonly place: string } | undefined;

/** Throws UsageError: of two values of one option none is meant. */
export function readGiven<Table extends OptionTable>(
  table: Table,
  parsed: Parsed,
  elsewhere: Elsewhere = () => undefined,
): GivenOf<Table> {
  const entries = Object.entries(table).map(([property, option]) => {
    const flag = flagOf(property, option);
    return [property, readTyped(flag, option, parsed[flag]) ?? elsewhere(flag, option)?.value ?? defaultOf(option)];
  });
  return Object.fromEntries(entries) as GivenOf<Table>;
}

/** As it is typed; undefined where it is not. Throws UsageError. */
export function readTyped(flag: string, option: Option, value: unknown): OptionValue | undefined {
  if (value === undefined) return undefined;
  switch (option.kind) {
    case 'flag':
    case 'switch':
      return value === true;
    case 'list':
      if (!Array.isArray(value)) return undefined;
      if (value.length === 0) throw new UsageError(`--${flag} needs a value`);
      return value.map(String);
    case 'number':
      if (typeof value === 'number' && option.accepts(value)) return value;
      throw new UsageError(`--${flag} takes ${option.takes}`);
    case 'choice':
    case 'text':
      if (Array.isArray(value)) throw new UsageError(`--${flag} can be given once only`);
      if (typeof value !== 'string') throw new UsageError(`--no-${flag} means nothing: leave --${flag} out`);
      return value;
  }
}

function defaultOf(option: Option): OptionValue | undefined {
  switch (option.kind) {
    case 'flag':
      return option.default ?? false;
    case 'list':
      return [];
    case 'choice':
    case 'number':
      return option.default;
    case 'switch':
    case 'text':
      return undefined;
  }
}
