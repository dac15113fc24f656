// docs/configs.md, made of the table of config keys. Pure: the text of the page.

import type { Waiting } from '../../src/project/keys/config-key.ts';
import { configKeys, configSections } from '../../src/project/keys/config-keys.ts';
import { keyStates, keyTable } from './key-table.ts';
import { code, page, table } from './markdown.ts';

const idle = configKeys.flatMap(({ name, actsOn }) => (actsOn ? code(name) : [])).join(', ');

const introduction = `# Config keys

<!-- Made by \`npm run docs\` from src/project/keys: change the table there. -->

A config is stated in three places:

- in the project file for folders: \`models: { shop: { base: { +materialized: table } } }\`;
- under \`config:\` of a properties file;
- by \`config(…)\` in the file itself.

What is more specific wins over what is more general, in that order.
What several places state of one key is merged:

- **replaced**: only the most specific counts;
- **added**: all of it counts, in order;
- **by key**: maps are joined, and of one key the most specific counts;
- **grants**: by privilege; one with a plus (\`+select\`) adds to what is stated above.

A key that is not in these tables, or not for the kind of the node, is warned of (\`SETTING_UNKNOWN\`).
It can be read with \`config.get\`; data of your own belongs under \`meta\`.
So is one of ${idle} on a node that it says nothing to, such as a view (\`CONFIG_CONFLICT\`).
Stated for a folder it is for those of its nodes that take it.
Keys with a ° are Smelt's own; all others mean what they mean in dbt.

*Default* is what holds where nothing is stated; \`none\` is nothing: no tags, no hooks, no condition.
\`config.get\` gives what dbt gives there: that value, an empty list or map, or None; of keys marked ° what its call has as the default.
An example is a line below \`config:\`, and what is said to be with it another line there.
Keys with a dot are keys of the map above them; their examples show the whole map.
Each example is read as it stands by a test.

Each key works, unless its line says otherwise:

${keyStates}

Snapshots are not run yet, so that none of a snapshot's keys has an effect.
Each snapshot is told of as a whole.
`;

export function configsPage(): string {
  const sections = [...configSections].map(([title, keys]) => `## ${title}\n\n${keyTable(keys)}`);
  return page([introduction, ...sections, waitingSection()]);
}

/** What is to make which keys work. */
function waitingSection(): string {
  const byCause = new Map<string, string[]>();
  const wait = ({ waitsFor }: Waiting, name: string) =>
    byCause.set(waitsFor, [...(byCause.get(waitsFor) ?? []), `\`${name}\``]);
  for (const key of configKeys) {
    if (key.state === 'later' || key.state === 'refused') wait(key, key.name);
    for (const [name, { waits }] of Object.entries(key.parts ?? {})) if (waits) wait(waits, `${key.name}.${name}`);
  }
  const rows = [...byCause].map(([cause, names]) => [[...new Set(names)].join(', '), cause]);
  return `## What they wait for\n\n${table(['key', 'works with'], rows)}`;
}
