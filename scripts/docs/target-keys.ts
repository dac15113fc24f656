// The table of docs/targets.md, made of the table of the keys of targets. Pure.

import type { SettingKey } from '../../src/project/setting-key.ts';
import { embeddedKeys, serverKeys, typeKey } from '../../src/project/target-keys.ts';
import { code, table } from './markdown.ts';
import { absentOf, namesOf } from './setting-table.ts';

type Key = SettingKey<unknown>;

/** One row for each key, whether one type of target has it or both. */
export function targetKeyTable(): string {
  const embedded = byName(embeddedKeys);
  const server = byName(serverKeys);
  const names = [...new Set([...embedded.keys(), ...server.keys()])].sort(
    (a, b) => Number(!embedded.has(a) || !server.has(a)) - Number(!embedded.has(b) || !server.has(b)),
  );
  const rows = names.flatMap((name) => {
    const key = embedded.get(name) ?? server.get(name);
    return key ? [row(key, embedded.get(name), server.get(name))] : [];
  });
  return table(['key', 'of', 'type', 'default', 'meaning', 'example'], [row(typeKey, typeKey, typeKey), ...rows]);
}

function byName(keys: Readonly<Record<string, Key>>): ReadonlyMap<string, Key> {
  return new Map(Object.values(keys).map((key) => [key.name, key]));
}

function row(key: Key, ofEmbedded: Key | undefined, ofServer: Key | undefined): readonly string[] {
  const of = ofEmbedded && ofServer ? 'both' : ofEmbedded ? 'embedded' : 'server';
  const [first, ...others] = new Set([ofEmbedded, ofServer].flatMap((one) => (one ? absentOf(one) : [])));
  const otherwise = others.length === 0 ? first : `${first}; of a server ${others[0]}`;
  return [namesOf(key), of, key.type, otherwise ?? '', key.about, code(`${key.name}: ${key.example}`)];
}
