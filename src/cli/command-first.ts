// The words of the command line in the order that the parser wants: dbt takes its global options before the command, too.

import type { Option, OptionTable } from './option.ts';
import { flagOf } from './option.ts';

/** Options by each of their names, as they are typed without dashes. */
export type NamedOptions = ReadonlyMap<string, Option>;

export function namedOptions(table: OptionTable): NamedOptions {
  const named = Object.entries(table).flatMap(([property, option]) =>
    [flagOf(property, option), ...(option.aliases ?? [])].map((name) => [name, option] as const),
  );
  return new Map(named);
}

/** `smelt dbt build` is `smelt build`. */
export function withoutDbt(words: readonly string[]): readonly string[] {
  return words[0] === 'dbt' ? words.slice(1) : words;
}

/** The command, what stood before it, the rest. As they are where no command is found behind options of `known`. */
export function commandFirst(words: readonly string[], known: NamedOptions): readonly string[] {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) return [word, ...words.slice(0, index), ...words.slice(index + 1)];
    const option = optionOf(word, known);
    if (!option) return words;
    if (takesValue(option) && !word.includes('=')) index += 1;
  }
  return words;
}

/** What to say where an option of some commands stands before the command. */
export function behindCommand([first = '', ...rest]: readonly string[], known: NamedOptions): string | undefined {
  if (!first.startsWith('-') || optionOf(first, known) || rest.length === 0) return undefined;
  if (['--help', '-h', '--version', '-v', '-V'].includes(first)) return undefined;
  return `${first.split('=')[0]} is no option of every command: write it behind the command`;
}

/** Of several letters (`-dq`) only the last one can have a value. */
function optionOf(word: string, known: NamedOptions): Option | undefined {
  const [typed = ''] = word.split('=');
  if (!typed.startsWith('--')) return known.get(typed.slice(-1));
  return known.get(typed.slice(2)) ?? known.get(typed.replace(/^--no-/, ''));
}

function takesValue({ kind }: Option): boolean {
  return kind !== 'flag' && kind !== 'switch';
}
