// Which versions of PostgreSQL Smelt is made for.

import { failed, passed } from '../base/checked.ts';
import { type Checked, errorAt, warningAt } from '../diagnostics/diagnostic.ts';

export const oldestMajor = 15;
export const newestMajor = 18;

/** `version` is `server_version_num`. Older ones are refused; newer ones pass with a warning. */
export function checkServerVersion(version: number): Checked<number> {
  const major = Math.floor(version / 10_000);
  if (major < oldestMajor) {
    return failed([
      errorAt(
        'DATABASE_VERSION',
        `The server is PostgreSQL ${major}, which is too old: Smelt needs ${oldestMajor} or later`,
        {
          help: `Use a server of version ${oldestMajor} to ${newestMajor}, or the embedded database`,
        },
      ),
    ]);
  }
  if (major > newestMajor) {
    return passed(version, [
      warningAt('DATABASE_VERSION', `The server is PostgreSQL ${major}, which is newer than this Smelt knows`, {
        help: `Smelt is tested on ${oldestMajor} to ${newestMajor}; look for a newer Smelt`,
      }),
    ]);
  }
  return passed(version);
}
