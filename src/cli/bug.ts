// How a bug in Smelt is presented: as one, with what a report of it needs.

import { smeltVersion } from '../base/version.ts';

export function describeBug(error: unknown): string {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    'This is a bug in Smelt, not a mistake of yours.',
    '',
    what,
    '',
    `smelt ${smeltVersion()}, Node ${process.version}, ${process.platform} ${process.arch}`,
    'Please report it with the lines above and what you ran. What was not committed was rolled back.',
    '',
  ].join('\n');
}
