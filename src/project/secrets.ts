// Which texts messages must not show: values of secret environment variables, passwords of targets, and passwords inside URLs.

import { percentDecoded } from '../base/percent-decoded.ts';
import { type Env, variableOf } from './env.ts';
import type { Target } from './target.ts';

export const secretPrefix = 'DBT_ENV_SECRET';

/**
 * Longest first, so that a mask covers a secret that holds another one. Empty values are no secrets, and neither is what is a
 * name of the target as well (`postgres:postgres@…`): to hide it would hide the name, and say that both are the same.
 */
export function secretsOf(env: Env, target: Target): readonly string[] {
  const found = new Set(valuesIn(env));
  const names = namesIn(env);
  if (target.kind === 'server') {
    if (target.password !== undefined) found.add(target.password);
    if (target.url !== undefined) for (const text of urlPasswords(target.url)) found.add(text);
    names.push(...namesOf(target));
  }
  return longestFirst(found, names);
}

/** Those that are known before a target is. */
export function secretsOfEnv(env: Env): readonly string[] {
  return longestFirst(new Set(valuesIn(env)), namesIn(env));
}

function valuesIn(env: Env): readonly string[] {
  return Object.entries(env).flatMap(([name, value = '']) =>
    name.startsWith(secretPrefix) || name === 'PGPASSWORD' ? [value, ...urlPasswords(value)] : urlPasswords(value),
  );
}

function namesIn(env: Env): string[] {
  return ['PGUSER', 'PGDATABASE', 'PGHOST'].flatMap((name) => variableOf(env, name) ?? []);
}

function namesOf(target: Target & { readonly kind: 'server' }): readonly string[] {
  const url = target.url !== undefined && URL.canParse(target.url) ? new URL(target.url) : undefined;
  const inUrl = url
    ? [url.username, url.hostname, url.pathname.slice(1)].flatMap((part) => percentDecoded(part) ?? [])
    : [];
  const given = [target.user, target.dbname, target.host, target.role, target.schema];
  return [...inUrl, ...given.filter((name) => name !== undefined)];
}

function longestFirst(found: Set<string>, names: readonly string[]): readonly string[] {
  for (const name of ['', ...names]) found.delete(name);
  return [...found].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** As written, and decoded. */
function urlPasswords(text: string): readonly string[] {
  const beforeHost = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:([^/?#]*)@/i.exec(text)?.[1];
  const inParameters = text.includes('://') ? [...text.matchAll(/[?&](?:ssl)?password=([^&#]*)/gi)] : [];
  return [beforeHost, ...inParameters.map(([, value]) => value)].flatMap((written) =>
    written === undefined ? [] : [written, percentDecoded(written) ?? written],
  );
}
