// The tables of docs/properties.md, made of the tables of the keys of properties files. Pure.

import {
  columnKeys,
  constraintKeys,
  modelPropertyKeys,
  type PropertyKeys,
  resourceKeys,
  snapshotPropertyKeys,
  sourceProperties,
  tableProperties,
  versionKeys,
} from '../../src/project/property-keys.ts';
import { code, table } from './markdown.ts';

export function propertyTables(): string {
  return [
    '## Models, seeds, snapshots, analyses and singular tests',
    'Items of `models:`, `seeds:`, `snapshots:`, `analyses:` and `data_tests:`. Analyses and singular tests have a name, a description and a config alone.',
    keyTable({ ...resourceKeys, ...modelPropertyKeys, ...snapshotPropertyKeys }),
    '## Versions',
    'Items of `versions:` of a model. What an item does not state holds as the model states it.',
    keyTable(versionKeys),
    '## Columns',
    keyTable(columnKeys),
    '## Constraints',
    keyTable(constraintKeys),
    '## Sources',
    'Items of `sources:`.',
    keyTable(sourceProperties),
    '## Tables of sources',
    keyTable(tableProperties),
  ].join('\n\n');
}

function keyTable(keys: PropertyKeys): string {
  const rows = Object.entries(keys).map(([name, { takes, absent, about, example }]) => [
    code(name),
    takes,
    absent,
    about,
    example === undefined ? '' : code(`${name}: ${example}`),
  ]);
  return table(['key', 'type', 'default', 'meaning', 'example'], rows);
}
