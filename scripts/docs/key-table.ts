// Config keys as rows of a page. Pure.

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
    absentOf(key),
    merges[key.merge ?? 'replace'],
    about(key),
    exampleOf(key, key.example),
  ];
  const parts = Object.entries(key.parts ?? {}).map(([name, part]) => [
    `\`${key.name}.${name}\``,
    '',
    part.takes,
    part.absent,
    '',
    part.waits ? refused({ ...part.waits, about: part.about }) : part.about,
    exampleOf(key, part.example),
  ]);
  return [first, ...parts];
}

function exampleOf({ name, beside }: ConfigKey, value: string): string {
  const example = code(`${name}: ${value}`);
  return beside === undefined ? example : `${example}, with ${code(beside)}`;
}

const merges: Readonly<Record<Merge, string>> = {
  replace: 'replaced',
  append: 'added',
  'by key': 'by key',
  grants: 'grants',
};

/** What holds where nothing states it: in the words of the table, else the value itself. */
function absentOf(key: ConfigKey): string {
  if (key.absent !== undefined) return key.absent;
  const value = key.state === 'works' ? (key.default ?? key.otherwise) : key.default;
  const isPlain = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
  return isPlain ? code(String(value)) : 'none';
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
