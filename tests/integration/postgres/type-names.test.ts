// Protects contracts from a difference that is none: a type is compared as the project writes it with what the server tells.

import { beforeAll, expect, test } from 'vitest';
import { readCatalog } from '../../../src/postgres/introspect.ts';
import { loadParser } from '../../../src/sql/parser.ts';
import { userText } from '../../../src/sql/sql.ts';
import { canonicalType } from '../../../src/sql/type-name.ts';
import { describeOnBoth } from '../../support/databases.ts';

const types = [
  ...[
    'int',
    'int2',
    'bigint',
    'float',
    'float(10)',
    'float(53)',
    'real',
    'dec(5)',
    'numeric',
    'numeric(5,2)',
    'numeric(3,-2)',
  ],
  ...[
    'bool',
    'text',
    'varchar',
    'varchar(7)',
    'character varying(7)',
    'char',
    'char(3)',
    'nchar(3)',
    'bpchar',
    'name',
    '"char"',
  ],
  ...[
    'bit',
    'bit(3)',
    'bit varying',
    'varbit(5)',
    'bytea',
    'uuid',
    'json',
    'jsonb',
    'jsonpath',
    'xml',
    'money',
    'oid',
    'regclass',
  ],
  ...[
    'date',
    'time',
    'time(2)',
    'timetz',
    'time(2) with time zone',
    'timestamp',
    'timestamp(3)',
    'timestamptz',
    'timestamptz(3)',
  ],
  ...[
    'interval',
    'interval(3)',
    'interval day',
    'interval day to second(3)',
    'interval year to month',
    'interval minute to second',
    'interval second(2)',
    'interval hour',
  ],
  ...['int[]', 'int[3][]', 'varchar(7)[]', 'timestamptz[]', 'numeric(5,2)[]', 'int array', '"char"[]'],
  ...[
    'inet',
    'cidr',
    'macaddr8',
    'point',
    'tsvector',
    'int4range',
    'nummultirange',
    'pg_lsn',
    'pg_catalog.int4',
    'pg_catalog.text',
  ],
];

describeOnBoth('the name of a type', (rig) => {
  beforeAll(loadParser);

  test('is the one that the server gives', async () => {
    const columns = types.map((type, place) => `c${place} ${type}`);
    const relation = { schema: 'public', name: 'typed' };
    const catalog = await rig.database.withSession(async (session) => {
      await session.query(userText(`create table public.typed (${columns.join(', ')})`));
      return session.transaction({}, () => readCatalog(session, { schemas: ['public'], relations: [relation] }));
    });
    const existing = [...catalog.relations.values()].flatMap(({ columns }) => columns.map(({ type }) => type));
    expect(types.map((type) => `${type}: ${canonicalType(type)}`)).toEqual(
      types.map((type, place) => `${type}: ${existing[place]}`),
    );
  });
});
