// Lengths of time as settings write them: `30s`, `1m`, `2h`.

import { errorAt } from '../diagnostics/diagnostic.ts';
import { type Reader, readText } from './read-value.ts';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds. */
export const readDuration: Reader<number> = (value, name, report) => {
  const text = readText(value, name, report);
  if (text === undefined) return undefined;
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text);
  const unit = found?.[2];
  if (found && (unit === 'ms' || unit === 's' || unit === 'm' || unit === 'h' || unit === 'd')) {
    return Math.round(Number(found[1]) * units[unit]);
  }
  report(
    errorAt('SETTING_VALUE', `"${text}" is not a length of time`, {
      span: value.span,
      help: 'Give a number with its unit: 30s, 1m, 2h, 1d',
    }),
  );
  return undefined;
};
