// Config keys of seeds alone.

import { readBoolean, readText } from '../read-value.ts';
import { type ConfigKind, everyNode, works } from './config-key.ts';
import { readColumnTypes } from './read-records.ts';

const seeds: readonly ConfigKind[] = ['seed'];

export const seedKeys = {
  columnTypes: works({
    name: 'column_types',
    takes: 'a map of texts',
    example: '{ zip: text }',
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
};
