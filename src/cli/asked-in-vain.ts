// What of dbt's options is asked for without an effect here: refused, or said in one line.

import type { Elsewhere, OptionTable, Parsed } from './option.ts';
import { flagOf, readTyped, UsageError } from './option.ts';
import { type UnusedFlag, unusedFlagsOf } from './unused-flags.ts';

/** What of `option` names a command has of its own. */
export function ownNames(options: OptionTable): ReadonlySet<string> {
  return new Set(Object.entries(options).map(([property, option]) => flagOf(property, option)));
}

/** The line, without its end; undefined where nothing was asked for in vain. Throws UsageError for what is refused. */
export function askedInVain(
  { name, options }: { readonly name: string; readonly options: OptionTable },
  parsed: Parsed,
  elsewhere: Elsewhere,
): string | undefined {
  const asked = unusedFlagsOf(name, ownNames(options)).flatMap((flag) => {
    const place = placeOf(flag, parsed, elsewhere);
    return place === undefined ? [] : [{ flag, place }];
  });
  const refused = asked.find(({ flag }) => flag.here === 'refused');
  if (refused) throw new UsageError(`${refused.place} is refused: ${refused.flag.why}`);
  if (asked.length === 0) return undefined;
  return `passed over: ${asked.map(({ flag, place }) => `${place} (${flag.why})`).join(', ')}`;
}

/** Where it is asked for, in the words that stand there; undefined where it is not, or where Smelt does so anyway. */
function placeOf({ name, option, kept }: UnusedFlag, parsed: Parsed, elsewhere: Elsewhere): string | undefined {
  const typed = readTyped(name, option, parsed[name]);
  const asked =
    typed === undefined
      ? elsewhere(name, option)
      : { value: typed, place: typed === false ? `--no-${name}` : `--${name}` };
  return asked === undefined || String(asked.value) === String(kept) ? undefined : asked.place;
}
