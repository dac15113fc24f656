// Addresses as they may be written to a file: without the values of secret variables, and without passwords that were written out.

import { mask } from '../diagnostics/mask-secrets.ts';
import type { Env } from '../project/env.ts';
import { secretPrefix } from '../project/secrets.ts';
import type { PackageSpec } from './package-spec.ts';

/** Values of the variables that dbt keeps secret. */
export function secretValues(env: Env): readonly string[] {
  const values = Object.entries(env).flatMap(([name, value]) =>
    name.startsWith(secretPrefix) && value?.trim() ? [value] : [],
  );
  return values.sort((a, b) => b.length - a.length);
}

/** Templates stay: they hold only the names of variables. */
export function scrubbed(written: string, secrets: readonly string[]): string {
  const without = secrets.reduce((text, secret) => text.replaceAll(secret, mask), written);
  return without.replace(/^(https?:\/\/)([^/?#@{}]*)@/i, (_all, scheme: string, user: string) => {
    const [name = '', password] = user.split(/:(.*)/s);
    // A token may be in the place of the user, and is longer than names are.
    if (password === undefined) return `${scheme}${name.length < 20 ? name : mask}@`;
    return `${scheme}${name}:${mask}@`;
  });
}

/**
 * The entries of a lock with what was left out of their addresses put back, by the list that it was made of; undefined where one of them
 * comes from elsewhere, and the lock says too little.
 */
export function unscrubbed(
  locked: readonly PackageSpec[],
  own: readonly PackageSpec[],
  secrets: readonly string[],
): readonly PackageSpec[] | undefined {
  const byText = new Map(
    own.flatMap((spec) => ('url' in spec ? [[scrubbed(spec.written, secrets), spec] as const] : [])),
  );
  const whole = locked.map((spec) => {
    if (!('url' in spec) || !spec.url.includes(mask)) return spec;
    const known = byText.get(spec.written);
    return known?.kind === spec.kind ? { ...spec, url: known.url, written: known.written } : undefined;
  });
  return whole.every((spec) => spec !== undefined) ? whole : undefined;
}
