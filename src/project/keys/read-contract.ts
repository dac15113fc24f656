// `contract:` and `persist_docs:`, small maps of truths.

import { Fields, type Reader, readBoolean, readMap } from '../read-value.ts';
import type { Parts } from './config-key.ts';

export const contractParts: Parts = {
  enforced: {
    takes: 'true or false',
    absent: '`false`',
    example: '{ enforced: true }',
    about: 'Whether the declared columns, types and constraints are what the relation has.',
  },
  alias_types: {
    takes: 'true or false',
    absent: '`true`',
    example: '{ enforced: true, alias_types: false }',
    about:
      'For templates: types are compared as PostgreSQL knows them, by all of their names, and `string` is always `text`.',
  },
  checksum: {
    takes: 'a text',
    absent: 'none',
    example: '{ enforced: true, checksum: 1b2c3d }',
    about: 'For templates: what dbt writes there.',
  },
};

export const readContract: Reader<boolean> = (value, name, report) => {
  // dbt also takes the bare word in config(): contract=true.
  if (value.kind === 'scalar') return readBoolean(value, name, report);
  const map = readMap(value, name, report);
  if (!map) return undefined;
  const fields = new Fields(map, report);
  fields.refuseUnknown(Object.keys(contractParts), 'contract');
  return fields.read('enforced', readBoolean) ?? false;
};

export interface PersistDocs {
  readonly relation: boolean;
  readonly columns: boolean;
}

export const persistDocsParts: Parts = {
  relation: {
    takes: 'true or false',
    absent: '`false`',
    example: '{ relation: true }',
    about: 'The description of the node as the comment of its relation.',
  },
  columns: {
    takes: 'true or false',
    absent: '`false`',
    example: '{ columns: true }',
    about: 'The descriptions of the columns as theirs.',
  },
};

export const readPersistDocs: Reader<PersistDocs> = (value, name, report) => {
  const map = readMap(value, name, report);
  if (!map) return undefined;
  const fields = new Fields(map, report);
  fields.refuseUnknown(Object.keys(persistDocsParts), 'persist_docs');
  return {
    relation: fields.read('relation', readBoolean) ?? false,
    columns: fields.read('columns', readBoolean) ?? false,
  };
};
