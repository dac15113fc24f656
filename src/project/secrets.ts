// Which texts must never be shown: values of secret environment variables, passwords of targets, and passwords inside URLs.

import type { Environment } from './environment.ts';
import type { Target } from './target.ts';

export const secretPrefix = 'DBT_ENV_SECRET';

/** Longest first, so that a mask covers a secret that holds another one. Empty values are no secrets. */
export function secretsOf(environment: Environment, target: Target): readonly string[] {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && (name.startsWith(secretPrefix) || name === 'PGPASSWORD')) found.add(value);
  }
  if (target.kind === 'server') {
    if (target.password !== undefined) found.add(target.password);
    for (const text of target.url === undefined ? [] : urlPasswords(target.url)) found.add(text);
  }
  found.delete('');
  return [...found].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** As written, and decoded. */
function urlPasswords(url: string): readonly string[] {
  const written =
    /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:([^/?#]*)@/i.exec(url)?.[1] ?? /[?&]password=([^&#]*)/.exec(url)?.[1];
  if (written === undefined) return [];
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}
