// docs/configs.md, made of the table of config keys. Pure: the text of the page.

import type { JsonValue } from '../../src/base/json-value.ts';
import { type ConfigKey, type Merge, pluralOf, type Waiting } from '../../src/project/keys/config-key.ts';
import { allNamesOf, configKeys, configSections } from '../../src/project/keys/config-keys.ts';
import { page, table } from './markdown.ts';

const introduction = `# Config keys

<!-- Made by \`npm run docs\` from src/project/keys: change the table there. -->

A config is stated in the project file for folders (\`models: { shop: { base: { +materialized: table } } }\`), under
\`config:\` of a properties file, and by \`config(…)\` in the file itself. What is more specific wins over what is more
general, in that order. What several places state of one key is merged:

- **replaced**: only the most specific counts;
- **added**: all of it counts, in order;
- **by key**: maps are joined, and of one key the most specific counts;
- **grants**: by privilege; one with a plus (\`+select\`) adds to what is stated above.

A key that is not in these tables, or not for the kind of the node, is warned of (\`SETTING_UNKNOWN\`) and can be read
with \`config.get\`. Data of your own belongs under \`meta\`. Keys with a ° are Smelt's own; all others mean what they
mean in dbt. *Default* is what \`config.get\` gives where nothing is stated.

Each key works, unless its line says otherwise:

- **later**: it has no effect yet. Where its value asks for one, it is warned of, once a project (\`SETTING_LATER\`);
- **refused**: an error until it works, because it is a promise on which somebody would rely;
- **no effect**: and none is planned; it is warned of where its value asks for one;
- **for templates**: only templates and documentation read it, as with dbt on PostgreSQL.

Snapshots are not run yet, so that none of a snapshot's keys has an effect; each is told of as a whole.
`;

export function configsPage(): string {
  const sections = [...configSections].map(([title, keys]) => `## ${title}\n\n${keyTable(keys)}`);
  return page([introduction, ...sections, waitingSection()]);
}

function keyTable(keys: readonly ConfigKey[]): string {
  return table(['key', 'of', 'default', 'merged', ''], keys.flatMap(rowsOf));
}

function rowsOf(key: ConfigKey): readonly (readonly string[])[] {
  const names = allNamesOf(key)
    .map((name) => `\`${name}\``)
    .join(', ');
  const own = key.own ? ' °' : '';
  const kinds = key.kinds.map((kind) => pluralOf[kind]).join(', ');
  const first = [`${names}${own}`, kinds, shownDefault(key.default), merges[key.merge ?? 'replace'], about(key)];
  const parts = Object.entries(key.parts ?? {}).map(([name, part]) => [
    `\`${key.name}.${name}\``,
    '',
    '',
    '',
    typeof part === 'string' ? part : refused(part),
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

/** What is to make which keys work. */
function waitingSection(): string {
  const byCause = new Map<string, string[]>();
  const wait = ({ waitsFor }: Waiting, name: string) =>
    byCause.set(waitsFor, [...(byCause.get(waitsFor) ?? []), `\`${name}\``]);
  for (const key of configKeys) {
    if (key.state === 'later' || key.state === 'refused') wait(key, key.name);
    for (const [name, part] of Object.entries(key.parts ?? {}))
      if (typeof part !== 'string') wait(part, `${key.name}.${name}`);
  }
  const rows = [...byCause].map(([cause, names]) => [[...new Set(names)].join(', '), cause]);
  return `## What they wait for\n\n${table(['key', 'works with'], rows)}`;
}
