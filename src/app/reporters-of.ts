// Who hears of a run: what a command's options and the output it writes to ask for.

import { isReported, type LogLevelOptions, levelOf } from '../diagnostics/log-level.ts';
import { atLevel, quietReporter } from '../report/at-level.ts';
import { systemClock } from '../report/clock.ts';
import { jsonReporter } from '../report/json-reporter.ts';
import { lineReporter } from '../report/line-reporter.ts';
import { liveReporter } from '../report/live-reporter.ts';
import type { Reporter } from '../report/reporter.ts';
import type { CommonOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';

/** `warningsBefore`: how many the command has reported before the run. */
export function reportersOf(
  given: CommonOptions & LogLevelOptions,
  io: ProcessIo,
  warningsBefore: number,
): readonly Reporter[] {
  const { logFormat, warnError } = given;
  const level = levelOf(given);
  const { color, interactive, interrupted, readerGone } = io;
  const write = (text: string) => io.write(text);
  const options = { write, color, warnError, repeated: repeatedOptions(given) };
  if (logFormat === 'json') return [atLevel(jsonReporter({ ...options, warningsBefore }), level)];
  if (!isReported('info', level)) return [quietReporter(options, level)];
  if (!interactive) return [lineReporter(options)];
  const columns = () => io.columns();
  return [liveReporter({ ...options, columns, clock: systemClock, interrupted, readerGone })];
}

/** Which project and which database are meant; vars, which may be secret, are in nothing that is written. */
function repeatedOptions({ projectDir, profilesDir, profile, target }: CommonOptions): string {
  const given = Object.entries({
    'project-dir': projectDir,
    'profiles-dir': profilesDir,
    profile,
    target,
  });
  return given.map(([name, value]) => (value === undefined ? '' : ` --${name} ${shellWord(value)}`)).join('');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
