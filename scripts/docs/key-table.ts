// Config keys as rows of a page. Pure.

import type { JsonValue } from '../../src/base/json-value.ts';
import { type ConfigKey, type Merge, pluralOf, type Waiting } from '../../src/project/keys/config-key.ts';
import { allNamesOf } from '../../src/project/keys/config-keys.ts';
import { code, table } from './markdown.ts';

/** What the rows say of keys that do not simply work. */
export const keyStates = `- **later**: it has no effect yet. Where its value asks for one, it is warned of, once a project (\`SETTING_LATER\`);
- **refused**: an error until it works, because it is a promise on which somebody would rely;
- **no effect**: and none is planned; it is warned of where its value asks for one;
- **for templates**: only templates and documentation read it, as with dbt on PostgreSQL.`;

export function keyTable(keys: readonly ConfigKey[]): string {
  return table(['key', 'of', 'type', 'default', 'merged', 'meaning', 'example'], keys.flatMap(rowsOf));
}

function rowsOf(key: ConfigKey): readonly (readonly string[])[] {
  const names = allNamesOf(key)
    .map((name) => `\`${name}\``)
    .join(', ');
  const own = key.own ? ' °' : '';
  const kinds = key.kinds.map((kind) => pluralOf[kind]).join(', ');
  const first = [
    `${names}${own}`,
    kinds,
    key.takes,
    shownDefault(key.default),
    merges[key.merge ?? 'replace'],
    about(key),
    code(`${key.name}: ${key.example}`),
  ];
  const parts = Object.entries(key.parts ?? {}).map(([name, part]) => [
    `\`${key.name}.${name}\``,
    '',
    '',
    '',
    '',
    typeof part === 'string' ? part : refused(part),
    '',
  ]);
  return [first, ...parts];
}

const merges: Readonly<Record<Merge, string>> = {
  replace: 'replaced',
  append: 'added',
  'by key': 'by key',
  grants: 'grants',
};

function shownDefault(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function about(key: ConfigKey): string {
  switch (key.state) {
    case 'works':
      return key.about;
    case 'later':
      return `${key.about} **Later**, with ${key.waitsFor}.`;
    case 'refused':
      return refused(key);
    case 'never':
      return `${key.about} **No effect.**`;
    case 'templates':
      return `${key.about} **For templates.**`;
  }
}

function refused({ about, waitsFor, meanwhile }: Waiting & { readonly about: string }): string {
  return `${about} **Refused** until it works, with ${waitsFor}: ${meanwhile}.`;
}
