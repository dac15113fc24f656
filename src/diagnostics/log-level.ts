// How much is reported: the levels of dbt's log, and which of them counts where several options speak of it.

export const logLevels = ['debug', 'info', 'warn', 'error', 'none'] as const;

export type LogLevel = (typeof logLevels)[number];

export interface LogLevelOptions {
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly logLevel: LogLevel;
}

/** `--quiet` leaves errors only, whatever else is given; `--debug` is the lowest level. */
export function levelOf({ quiet, debug, logLevel }: LogLevelOptions): LogLevel {
  if (quiet) return logLevel === 'none' ? 'none' : 'error';
  return debug ? 'debug' : logLevel;
}

/** Whether what has this weight is reported at the level. */
export function isReported(weight: Exclude<LogLevel, 'none'>, level: LogLevel): boolean {
  return logLevels.indexOf(weight) >= logLevels.indexOf(level);
}
