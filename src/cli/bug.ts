// How a bug in Smelt is presented: as one, with what a report of it needs.

import { smeltVersion } from '../base/version.ts';
import { maskMessage } from '../diagnostics/mask-secrets.ts';
import { secretsOfEnv } from '../project/secrets.ts';

export function describeBug(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const masked = maskMessage(message, secretsOfEnv(process.env));
  const stack = error instanceof Error ? error.stack : undefined;
  // A stack begins with the message; the paths below stay what they are.
  const what = stack === undefined ? masked : stack.replace(message, () => masked);
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
