// Smelt's own version, read from its package.

import { readFileSync } from 'node:fs';
import { InternalError } from './internal-error.ts';
import { isJsonObject } from './json-value.ts';

let known: string | undefined;

export function smeltVersion(): string {
  if (known === undefined) {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    if (!isJsonObject(manifest) || typeof manifest.version !== 'string')
      throw new InternalError('package.json names no version');
    known = manifest.version;
  }
  return known;
}
