// Config keys of seeds alone.

import { readBoolean, readOneOf, readText } from '../read-value.ts';
import { type ConfigKind, everyNode, works } from './config-key.ts';
import { readColumnTypes } from './read-records.ts';

const seeds: readonly ConfigKind[] = ['seed'];

export const seedKeys = {
  columnTypes: works({
    name: 'column_types',
    takes: 'a map of texts',
    example: '{ zip: text }',
    absent: 'inferred from the file',
    kinds: seeds,
    defaultIn: everyNode,
    merge: 'by key',
    default: {},
    reader: readColumnTypes,
    otherwise: {},
    about: 'Types of columns, where they are not the inferred ones.',
  }),
  delimiter: works({
    name: 'delimiter',
    takes: 'a text',
    example: "';'",
    kinds: seeds,
    default: ',',
    reader: readText,
    otherwise: ',',
    about: 'What is between the cells of the file.',
  }),
  quoteColumns: works({
    name: 'quote_columns',
    takes: 'true or false',
    example: 'false',
    kinds: seeds,
    default: null,
    reader: readBoolean,
    otherwise: true,
    about: '`false` folds the names in the header to what PostgreSQL makes of names without quotes.',
  }),
  seedDecimals: works({
    name: 'seed_decimals',
    takes: '`numeric`, `double`',
    example: 'double',
    kinds: seeds,
    own: true,
    reader: readOneOf(['numeric', 'double']),
    otherwise: 'numeric',
    about:
      'What columns of decimals become: `numeric`, which keeps all digits, or as in dbt `double precision`, and `integer` where all of them are whole (`1.0`).',
  }),
};
