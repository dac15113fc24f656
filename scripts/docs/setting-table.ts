// Keys of a map as rows of a page. Pure.

import type { SettingKey } from '../../src/project/setting-key.ts';
import { code, table } from './markdown.ts';

export function settingTable(keys: Readonly<Record<string, SettingKey<unknown>>>): string {
  const rows = Object.values(keys).map((key) => [
    namesOf(key),
    key.type,
    absentOf(key),
    key.about,
    code(`${key.name}: ${key.example}`),
  ]);
  return table(['key', 'type', 'default', 'meaning', 'example'], rows);
}

export function namesOf({ name, otherName }: SettingKey<unknown>): string {
  return otherName === undefined ? code(name) : `${code(name)}, ${code(otherName)}`;
}

/** What holds where the key is absent. */
export function absentOf({ absent }: SettingKey<unknown>): string {
  if (absent === 'needed') return 'needed';
  return 'words' in absent ? absent.words : (absent.shown ?? code(String(absent.value)));
}
