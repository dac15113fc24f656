// Names of the things that Smelt makes beside a relation: never longer than PostgreSQL keeps, always the same for the same thing.

import { createHash } from 'node:crypto';
import type { RelationName } from '../../sql/sql.ts';

/** PostgreSQL cuts longer names. */
export const maximumBytes = 63;

/** `base` and `suffix`, the base cut and marked with a hash of itself where both together would be too long. */
export function boundedName(base: string, suffix: string): string {
  if (Buffer.byteLength(base + suffix) <= maximumBytes) return base + suffix;
  const mark = `_${shortHash(base)}`;
  const room = maximumBytes - Buffer.byteLength(suffix) - mark.length;
  let kept = '';
  for (const character of base) {
    if (Buffer.byteLength(kept + character) > room) break;
    kept += character;
  }
  return kept + mark + suffix;
}

/** The temporary relation into which a node's rows are staged; it lives in one transaction. */
export function stageName(target: RelationName, purpose = 'stage'): RelationName {
  return { schema: 'pg_temp', name: boundedName(target.name, `__smelt_${purpose}`) };
}

/** The names by which a rebuilt relation waits for publishing, and a replaced one makes room for it. */
export function engineName(target: RelationName, purpose: 'new' | 'old'): string {
  return boundedName(target.name, `__${shortHash(target.schema)}_${purpose}`);
}

/** What a replaced relation is called until its last reader has moved. There can be several of one name; `isRetired` of state/ knows it by that. */
export function retiredName(target: RelationName, oid: number): string {
  return boundedName(target.name, `__${oid}_retired`);
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** PostgreSQL's reading of a name without quotes. */
export function folded(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
