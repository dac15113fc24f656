// The tables of docs/project-file.md, made of the tables of the keys of project.yml. Pure.

import { projectKeys } from '../../src/project/project-keys.ts';
import { pathKeys } from '../../src/project/project-paths.ts';
import { code, table } from './markdown.ts';
import { settingTable } from './setting-table.ts';

export function projectKeyTables(): string {
  const working = projectKeys.filter(({ hasEffect }) => hasEffect);
  const others = projectKeys.filter(({ hasEffect }) => !hasEffect);
  return [
    table(
      ['key', 'type', 'default', 'meaning', 'example'],
      working.map(({ name, type, otherwise, about, example, own }) => [
        `${code(name)}${own ? ' °' : ''}`,
        type,
        otherwise,
        about,
        code(`${name}: ${example}`),
      ]),
    ),
    '## Folders',
    settingTable(pathKeys),
    '## Keys without effect',
    "dbt's files may have these.",
    table(
      ['key', 'why'],
      others.map(({ name, about }) => [code(name), about]),
    ),
  ].join('\n\n');
}
