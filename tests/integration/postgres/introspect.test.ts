import { expect, test } from 'vitest';
import type { Catalog, CatalogRelation } from '../../../src/catalog/relation.ts';
import { catalogFunction } from '../../../src/postgres/catalog-function.ts';
import { introspect, readCatalog } from '../../../src/postgres/introspect.ts';
import { relationKey, sql, userText } from '../../../src/sql/sql.ts';
import { createStateFunction } from '../../../src/state/state-function.ts';
import { describeOnBoth, type Rig } from '../../support/databases.ts';

// One of each thing that can hang on a relation, and names that need quotes.
const zoo = [
  `CREATE SCHEMA zoo`,
  `CREATE SCHEMA "Other ""Zoo"`,
  `CREATE TABLE zoo.keeper (id int GENERATED ALWAYS AS IDENTITY, name text NOT NULL DEFAULT 'n''n', "Full Name" varchar(9) GENERATED ALWAYS AS (upper(name)) STORED,
     boss int, CONSTRAINT keeper_key PRIMARY KEY (id))`,
  `ALTER TABLE zoo.keeper ADD CONSTRAINT keeper_boss FOREIGN KEY (boss) REFERENCES zoo.keeper`,
  `CREATE UNIQUE INDEX keeper_name ON zoo.keeper (lower(name), id) INCLUDE (boss) WHERE boss IS NOT NULL`,
  `CREATE UNIQUE INDEX keeper_nulls ON zoo.keeper (boss, name) NULLS NOT DISTINCT`,
  `COMMENT ON TABLE zoo.keeper IS 'who feeds'`,
  `CREATE TABLE zoo.animal (day date NOT NULL, keeper int, weight numeric(18,8), CONSTRAINT animal_key PRIMARY KEY (day, keeper),
     CONSTRAINT animal_keeper FOREIGN KEY (keeper) REFERENCES zoo.keeper, CONSTRAINT heavy CHECK (weight > 0)) PARTITION BY RANGE (day)`,
  `CREATE TABLE zoo.animal_2024 PARTITION OF zoo.animal FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`,
  `CREATE TABLE "Other ""Zoo".rest PARTITION OF zoo.animal DEFAULT`,
  `ALTER TABLE zoo.keeper ADD CONSTRAINT short CHECK (length(name) < 100) NOT VALID`,
  `CREATE VIEW zoo.names AS SELECT name FROM zoo.keeper`,
  `CREATE VIEW "Other ""Zoo"."Top" AS SELECT name FROM zoo.names`,
  `CREATE MATERIALIZED VIEW zoo.weights AS SELECT sum(weight) AS w FROM zoo.animal WITH NO DATA`,
  `CREATE UNLOGGED TABLE zoo.scratch (k zoo.keeper, n int)`,
  `CREATE TABLE zoo.child (extra int) INHERITS (zoo.scratch)`,
  `CREATE STATISTICS zoo.stats ON name, boss FROM zoo.keeper`,
  `CREATE FUNCTION zoo.count_keepers() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM zoo.keeper; END`,
  `CREATE FUNCTION zoo.by_row(k zoo.keeper, int) RETURNS text LANGUAGE sql AS 'select 1::text'`,
  `CREATE FUNCTION zoo.notice() RETURNS trigger LANGUAGE plpgsql AS 'begin return null; end'`,
  `CREATE TRIGGER watch AFTER INSERT ON zoo.keeper EXECUTE FUNCTION zoo.notice()`,
  `CREATE RULE quiet AS ON DELETE TO zoo.keeper DO ALSO NOTHING`,
  `ALTER TABLE zoo.scratch ENABLE ROW LEVEL SECURITY`,
  `CREATE POLICY own ON zoo.keeper USING (true)`,
  `CREATE POLICY elsewhere ON zoo.scratch USING (EXISTS (SELECT FROM zoo.keeper))`,
  `CREATE PUBLICATION smelt_zoo FOR TABLE zoo.keeper`,
  `CREATE SEQUENCE zoo.counter OWNED BY zoo.keeper.boss`,
  `CREATE SCHEMA smelt`,
  `CREATE TABLE smelt.relations (schema_name text, relation_name text, oid oid, node_id text, generation uuid, fingerprint text, content_fingerprint text,
     PRIMARY KEY (schema_name, relation_name))`,
  `INSERT INTO smelt.relations VALUES ('zoo', 'keeper', 'zoo.keeper'::regclass, 'model.zoo.keeper', '00000000-0000-4000-8000-000000000001', 'f', NULL),
     ('zoo', 'names', 1, 'model.zoo.names', '00000000-0000-4000-8000-000000000002', 'f', 'c')`,
];

const schemas = ['zoo', 'Other "Zoo', 'absent'];

function relation(catalog: Catalog, schema: string, name: string): CatalogRelation {
  const found = catalog.relations.get(relationKey({ schema, name }));
  if (!found) throw new Error(`${schema}.${name} is not in the catalog`);
  return found;
}

describeOnBoth('a catalog', (rig) => {
  const read = () => rig.database.withSession((session) => introspect(session, { schemas }));

  test('of a database without anything', async () => {
    const catalog = await read();
    expect(catalog.relations.size).toBe(0);
    expect(catalog).toMatchObject({ user: 'postgres' });
  });

  test('lists relations with kinds, in the schemas asked for', async () => {
    await makeZoo(rig);
    const catalog = await read();
    const kinds = [...catalog.relations.values()].map(({ name, kind }) => `${kind} ${name.schema}.${name.name}`).sort();
    expect(kinds).toEqual([
      'materialized_view zoo.weights',
      'partition Other "Zoo.rest',
      'partition zoo.animal_2024',
      'partitioned zoo.animal',
      'sequence zoo.counter',
      'sequence zoo.keeper_id_seq',
      'table smelt.relations',
      'table zoo.child',
      'table zoo.keeper',
      'table zoo.scratch',
      'view Other "Zoo.Top',
      'view zoo.names',
    ]);
  });

  test('describes a table', async () => {
    const keeper = relation(await read(), 'zoo', 'keeper');
    expect(keeper).toMatchObject({
      owner: 'postgres',
      persistence: 'permanent',
      comment: 'who feeds',
      rule: null,
      partitionKey: null,
      partitions: [],
      triggers: ['watch'],
    });
    expect(keeper.columns).toEqual([
      { name: 'id', type: 'integer', notNull: true, default: null, identity: 'always', generated: false },
      { name: 'name', type: 'text', notNull: true, default: "'n''n'::text", identity: null, generated: false },
      {
        name: 'Full Name',
        type: 'character varying(9)',
        notNull: false,
        default: 'upper(name)',
        identity: null,
        generated: true,
      },
      { name: 'boss', type: 'integer', notNull: false, default: null, identity: null, generated: false },
    ]);
    expect(
      keeper.indexes.map(({ definition, ...rest }) => ({
        ...rest,
        on: definition.slice(definition.indexOf(' ON ') + 4),
      })),
    ).toEqual([
      {
        name: 'keeper_key',
        unique: true,
        nullsNotDistinct: false,
        valid: true,
        columns: ['id'],
        partial: false,
        on: 'zoo.keeper USING btree (id)',
      },
      {
        name: 'keeper_name',
        unique: true,
        nullsNotDistinct: false,
        valid: true,
        columns: [null, 'id'],
        partial: true,
        on: 'zoo.keeper USING btree (lower(name), id) INCLUDE (boss) WHERE (boss IS NOT NULL)',
      },
      {
        name: 'keeper_nulls',
        unique: true,
        nullsNotDistinct: true,
        valid: true,
        columns: ['boss', 'name'],
        partial: false,
        on: 'zoo.keeper USING btree (boss, name) NULLS NOT DISTINCT',
      },
    ]);
    expect(keeper.constraints.filter(({ kind }) => kind !== 'not_null')).toEqual([
      {
        name: 'keeper_boss',
        kind: 'foreign_key',
        definition: 'FOREIGN KEY (boss) REFERENCES zoo.keeper(id)',
        columns: ['boss'],
        references: { schema: 'zoo', name: 'keeper' },
      },
      {
        name: 'keeper_key',
        kind: 'primary_key',
        definition: 'PRIMARY KEY (id)',
        columns: ['id'],
        references: null,
      },
      {
        name: 'short',
        kind: 'check',
        definition: 'CHECK ((length(name) < 100)) NOT VALID',
        columns: ['name'],
        references: null,
      },
    ]);
  });

  test('lists partitions with their bounds', async () => {
    const catalog = await read();
    const animal = relation(catalog, 'zoo', 'animal');
    expect(animal.partitionKey).toBe('RANGE (day)');
    expect(animal.columns.at(-1)?.type).toBe('numeric(18,8)');
    expect(animal.partitions).toEqual([
      { name: { schema: 'Other "Zoo', name: 'rest' }, bound: 'DEFAULT' },
      { name: { schema: 'zoo', name: 'animal_2024' }, bound: "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')" },
    ]);
    expect(animal.dependents).toEqual([
      {
        kind: 'materialized_view',
        name: { schema: 'zoo', name: 'weights' },
        description: expect.stringMatching(/^materialized view zoo.weights \(owner \w+\)$/),
      },
    ]);
    expect(relation(catalog, 'zoo', 'animal_2024').dependents).toEqual([]);
  });

  test('tells the stored query, which is another after each replacement, and whether a materialized view is filled', async () => {
    const catalog = await read();
    const { rule } = relation(catalog, 'zoo', 'names');
    expect(rule).toMatch(/^\d+\/\d+$/);
    await rig.database.withSession((session) =>
      session.query(userText('create or replace view zoo.names as select name from zoo.keeper')),
    );
    expect(relation(await read(), 'zoo', 'names').rule).not.toBe(rule);
    expect(relation(catalog, 'zoo', 'weights')).toMatchObject({ populated: false, rule: expect.any(String) });
    expect(relation(catalog, 'zoo', 'scratch').persistence).toBe('unlogged');
  });

  test('finds all that hangs on a relation, and nothing of its own', async () => {
    const catalog = await read();
    const of = (name: string) =>
      relation(catalog, 'zoo', name).dependents.map(
        ({ kind, name, description }) =>
          `${kind} ${name.schema}.${name.name}: ${description.replace(`(owner ${catalog.user})`, '(owner me)')}`,
      );
    expect(of('keeper')).toEqual([
      'foreign_key zoo.animal: constraint animal_keeper on table zoo.animal (owner me)',
      'function zoo.by_row: function zoo.by_row(zoo.keeper,integer) (owner me)',
      'function zoo.count_keepers: function zoo.count_keepers() (owner me)',
      'policy zoo.own: policy own on table zoo.keeper',
      'policy zoo.scratch: policy elsewhere on table zoo.scratch (owner me)',
      'publication zoo.smelt_zoo: publication of table zoo.keeper in publication smelt_zoo',
      'rule zoo.quiet: rule quiet on table zoo.keeper',
      'sequence zoo.counter: sequence zoo.counter (owner me)',
      'sequence zoo.keeper_id_seq: sequence zoo.keeper_id_seq (owner me)',
      'statistics zoo.stats: statistics object zoo.stats',
      'trigger zoo.watch: trigger watch on table zoo.keeper',
      'type zoo.child: table zoo.child (owner me)',
      'type zoo.scratch: table zoo.scratch (owner me)',
      'view zoo.names: view zoo.names (owner me)',
    ]);
    expect(of('names')).toEqual(['view Other "Zoo.Top: view "Other ""Zoo"."Top" (owner me)']);
    expect(of('scratch')).toEqual([
      'inheritance zoo.child: table zoo.child (owner me)',
      'policy zoo.elsewhere: policy elsewhere on table zoo.scratch',
    ]);
    expect(of('weights')).toEqual([]);
  });

  test('knows what Smelt owns by name and OID together', async () => {
    const catalog = await read();
    expect(relation(catalog, 'zoo', 'keeper').ownership).toEqual({
      nodeId: 'model.zoo.keeper',
      generation: '00000000-0000-4000-8000-000000000001',
      fingerprint: 'f',
      contentFingerprint: null,
      made: null,
      seed: null,
    });
    expect(relation(catalog, 'zoo', 'names').ownership).toBeNull();
  });

  test('is read of single relations inside a transaction, whose search_path stays', async () => {
    await rig.database.withSession((session) =>
      session.transaction({}, async () => {
        await session.query(userText('SET LOCAL search_path TO zoo, public'));
        await session.query(sql`CREATE VIEW zoo.fresh AS SELECT 1 AS one`);
        const relations = [
          { schema: 'zoo', name: 'fresh' },
          { schema: 'zoo', name: 'gone' },
        ];
        const catalog = await readCatalog(session, { schemas, relations });
        expect([...catalog.relations.keys()]).toEqual(['"zoo"."fresh"']);
        expect((await session.query(userText('SHOW search_path'))).rows).toEqual([['zoo, public']]);
        await session.query(sql`DROP VIEW zoo.fresh`);
      }),
    );
  });

  test('is the same by the function of the state as by the query that is sent where there is none', async () => {
    await rig.database.withSession(async (session) => {
      const { relations } = await introspect(session, { schemas });
      const names = [...relations.values()].map(({ name }) => name);
      const scopes = [{ schemas }, { schemas, relations: names }, { schemas, relations: names.slice(0, 2) }];
      const asked = async () => {
        const catalogs: Catalog[] = [];
        for (const scope of scopes) catalogs.push(await introspect(session, scope));
        return catalogs;
      };
      const sorted = (catalogs: readonly Catalog[]) =>
        catalogs.map((catalog) => ({ ...catalog, relations: [...catalog.relations].sort() }));
      const byQuery = sorted(await asked());
      for (const statement of createStateFunction(catalogFunction('smelt'))) await session.query(statement);
      expect(sorted(await asked())).toEqual(byQuery);
      const { name } = catalogFunction('smelt').name;
      await session.query(sql([`DROP FUNCTION smelt.${name}`]));
      expect(sorted(await asked())).toEqual(byQuery);
    });
  });
});

async function makeZoo(rig: Rig): Promise<void> {
  await rig.database.withSession(async (session) => {
    for (const statement of zoo) await session.query(sql([statement]));
  });
}
