// The tables of docs/properties.md, made of the tables of the keys of properties files. Pure.

import {
  exposureKeys,
  groupKeys,
  metricKeys,
  newerMetricKeys,
  savedQueryKeys,
  sectionKeys,
  semanticModelKeys,
  testItemKeys,
} from '../../src/project/declaration-keys.ts';
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
    '## Sections',
    'Keys of a properties file itself.',
    keyTable(sectionKeys),
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
    '## Items of data tests',
    'Items of `data_tests:` of a model, a seed, a source table or a column: the name of a test alone, or a map with that name and these keys below it.',
    keyTable(testItemKeys),
    '## Sources',
    'Items of `sources:`.',
    keyTable(sourceProperties),
    '## Tables of sources',
    keyTable(tableProperties),
    '## Groups',
    'Items of `groups:`.',
    keyTable(groupKeys),
    '## Exposures',
    'Items of `exposures:`: what uses the project from outside. Nothing runs them.',
    keyTable(exposureKeys),
    '## Metrics',
    'Items of `metrics:`, of a file or of a model. They are checked for what they refer to, and nothing computes them. With `type_params` the keys from `numerator` on stand below it.',
    keyTable({ ...metricKeys, ...newerMetricKeys }),
    '## Semantic models',
    'Items of `semantic_models:`.',
    keyTable(semanticModelKeys),
    '## Saved queries',
    'Items of `saved_queries:`.',
    keyTable(savedQueryKeys),
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
