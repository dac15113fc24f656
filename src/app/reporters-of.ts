// Who is told of a run: what a command's options and the output it writes to ask for.

import { systemClock } from '../report/clock.ts';
import { jsonReporter } from '../report/json-reporter.ts';
import { lineReporter } from '../report/line-reporter.ts';
import { liveReporter } from '../report/live-reporter.ts';
import type { Reporter } from '../report/reporter.ts';
import type { CommonOptions, Surroundings } from './surroundings.ts';

export function reportersOf(
  { logFormat, warnError }: Pick<CommonOptions, 'logFormat' | 'warnError'>,
  surroundings: Surroundings,
): readonly Reporter[] {
  const { color, interactive, interrupted, readerGone } = surroundings;
  const write = (text: string) => surroundings.write(text);
  const options = { write, color, warnError };
  if (logFormat === 'json') return [jsonReporter(options)];
  if (!interactive) return [lineReporter(options)];
  const columns = () => surroundings.columns();
  return [liveReporter({ ...options, columns, clock: systemClock, interrupted, readerGone })];
}
