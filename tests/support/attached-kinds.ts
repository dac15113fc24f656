// Everything that people can put on a relation, or hang on it, each as the statements that do so. What becomes of it when the
// relation is rebuilt is the concern of tests/integration/materialize/attached-kinds.test.ts.

export interface AttachedKind {
  readonly name: string;
  /** `{t}`: the relation, qualified; `{n}`: its name alone; `{what}` it is; `{i}`: the index of its config; `{key}`: columns that a key needs. */
  readonly attach: readonly string[];
  /** Not on the embedded database: it needs a folder on the server. */
  readonly serverOnly?: true;
}

/** Made once in the database of the tests, whatever is attached to what. */
export const groundForKinds: readonly string[] = [
  'create role kinds_reader',
  'create role kinds_grantor',
  'grant usage on schema public to kinds_reader, kinds_grantor',
  'create schema theirs',
  'create table theirs.referred (id integer primary key)',
  'insert into theirs.referred select generate_series(-1, 10)',
  'create type theirs.pair as (id integer, v text)',
  "create function theirs.on_change() returns trigger language plpgsql as 'begin return null; end'",
  "create function theirs.before_change() returns trigger language plpgsql as 'begin return new; end'",
];

/** After the database is gone, roles stay on the server. */
export const groundAfterKinds: readonly string[] = [
  'drop owned by kinds_reader, kinds_grantor',
  'drop role kinds_reader, kinds_grantor',
];

export const placeOfStorage: readonly string[] = [
  'set allow_in_place_tablespaces = on',
  "create tablespace kinds_space location ''",
];

const kind = (name: string, ...attach: readonly string[]): AttachedKind => ({ name, attach });

const privileges = [
  kind('a privilege of a role', 'grant select on {t} to kinds_reader'),
  kind('a privilege of everybody', 'grant insert on {t} to public'),
  kind('a grant option', 'grant select on {t} to kinds_reader with grant option'),
  kind(
    'a privilege granted by another role',
    'grant select on {t} to kinds_grantor with grant option',
    'set local role kinds_grantor',
    'grant select on {t} to kinds_reader',
    'reset role',
  ),
  kind("the owner's own revoked privilege", 'revoke truncate on {t} from current_user'),
  kind('a privilege on a column', 'grant update (v) on {t} to kinds_reader'),
  kind('a grant option on a column', 'grant update (v) on {t} to kinds_reader with grant option'),
  kind(
    'a privilege on a column granted by another role',
    'grant select (v) on {t} to kinds_grantor with grant option',
    'set local role kinds_grantor',
    'grant select (v) on {t} to kinds_reader',
    'reset role',
  ),
  kind('another owner', 'alter table {t} owner to kinds_reader'),
  kind('membership of an extension', 'alter extension plpgsql add table {t}'),
];

const comments = [
  kind('a comment', "comment on {what} {t} is 'theirs'"),
  kind('a comment on a column', "comment on column {t}.v is 'it''s theirs'"),
  kind('a comment on the row type', "comment on type {t} is 'theirs'"),
  kind('a comment on an index of the config', "comment on index {i} is 'theirs'"),
  kind('a comment on a key of the contract', "comment on constraint {n}_pkey on {t} is 'theirs'"),
  kind('a comment on an index', 'create index hand on {t} (v)', "comment on index public.hand is 'theirs'"),
];

const storage = [
  kind('fillfactor', 'alter table {t} set (fillfactor = 71)'),
  kind(
    'options of autovacuum',
    'alter table {t} set (autovacuum_enabled = false, autovacuum_vacuum_scale_factor = 0.01)',
  ),
  kind('parallel_workers', 'alter table {t} set (parallel_workers = 2)'),
  kind('toast_tuple_target', 'alter table {t} set (toast_tuple_target = 256)'),
  kind(
    'options of the TOAST table',
    'alter table {t} set (toast.autovacuum_enabled = false, toast.vacuum_truncate = false)',
  ),
  kind('UNLOGGED', 'alter table {t} set unlogged'),
  { ...kind('a tablespace', 'alter table {t} set tablespace kinds_space'), serverOnly: true },
  { ...kind('a tablespace of an index', 'alter index {i} set tablespace kinds_space'), serverOnly: true },
  kind(
    'an access method',
    'create access method kinds_heap type table handler heap_tableam_handler',
    'alter table {t} set access method kinds_heap',
  ),
  kind('security_barrier', 'alter view {t} set (security_barrier = true)'),
  kind('security_invoker', 'alter view {t} set (security_invoker = true)'),
] as const;

const columns = [
  kind('a statistics target', 'alter table {t} alter column v set statistics 321'),
  kind('n_distinct', 'alter table {t} alter column v set (n_distinct = -0.5)'),
  kind('n_distinct_inherited', 'alter table {t} alter column v set (n_distinct_inherited = 7)'),
  kind('storage of a column', 'alter table {t} alter column v set storage external'),
  kind('compression of a column', 'alter table {t} alter column v set compression pglz'),
  kind('a default', "alter table {t} alter column v set default 'theirs'"),
  kind('NOT NULL', 'alter table {t} alter column v set not null'),
  kind(
    'an identity',
    'alter table {t} alter column id set not null, alter column id add generated by default as identity',
  ),
  kind('a sequence of its own', 'create sequence public.hand_seq owned by {t}.id'),
  kind(
    'a default from a sequence',
    'create sequence public.hand_seq owned by {t}.id',
    "alter table {t} alter column id set default nextval('public.hand_seq')",
  ),
];

const constraints = [
  kind('a check', 'alter table {t} add constraint hand check (id > -5)'),
  kind('a check that is not validated', 'alter table {t} add constraint hand check (id > -5) not valid'),
  kind('a check that heirs do not have', 'alter table {t} add constraint hand check (id > -5) no inherit'),
  kind(
    'a comment on a check',
    'alter table {t} add constraint hand check (id > -5)',
    "comment on constraint hand on {t} is 'theirs'",
  ),
  kind('a unique key', 'alter table {t} add constraint hand unique ({key})'),
  kind('a deferrable key', 'alter table {t} add constraint hand unique ({key}) deferrable initially deferred'),
  kind('a key of equal NULLs', 'alter table {t} add constraint hand unique nulls not distinct ({key})'),
  kind('a primary key', 'alter table {t} add constraint hand primary key ({key})'),
  kind('an exclusion', 'alter table {t} add constraint hand exclude using btree (id with =)'),
  kind('a foreign key', 'alter table {t} add constraint hand foreign key (id) references theirs.referred'),
  kind(
    'a foreign key that is not validated',
    'alter table {t} add constraint hand foreign key (id) references theirs.referred not valid',
  ),
  kind(
    'a foreign key whose triggers are off',
    'alter table {t} add constraint hand foreign key (id) references theirs.referred',
    'alter table {t} disable trigger all',
  ),
  kind(
    'an inbound foreign key',
    'alter table {t} add constraint hand unique (id)',
    'create table theirs.refers (id integer references {t} (id))',
  ),
];

const indexes = [
  kind('an index', 'create index hand on {t} (v)'),
  kind('a unique index', 'create unique index hand on {t} ({key})'),
  kind('an index on an expression', 'create index hand on {t} (lower(v), (id + 1) desc nulls last)'),
  kind('a partial index', 'create index hand on {t} (v) where id > 1'),
  kind('an index with further columns', 'create index hand on {t} (v) include (id)'),
  kind('an index by hash', 'create index hand on {t} using hash (v)'),
  kind('an index by brin with options', 'create index hand on {t} using brin (id) with (pages_per_range = 7)'),
  kind('an index with a collation and a class', 'create index hand on {t} (v collate "C" text_pattern_ops)'),
  kind('an index of equal NULLs', 'create unique index hand on {t} ({key}) nulls not distinct'),
  kind('an index with a fillfactor', 'create index hand on {t} (v) with (fillfactor = 55)'),
  kind('an index named as by a hash', 'create index "0123456789abcdef0123456789abcdef" on {t} (v)'),
  kind(
    'a statistics target of an index',
    'create index hand on {t} (lower(v))',
    'alter index public.hand alter column 1 set statistics 99',
  ),
  kind(
    'an index that depends on an extension',
    'create index hand on {t} (v)',
    'alter index public.hand depends on extension plpgsql',
  ),
  kind('CLUSTER on an index', 'create index hand on {t} (v)', 'alter table {t} cluster on hand'),
  kind('CLUSTER on an index of the config', 'alter table {t} cluster on {n}_config'),
  kind('options of an index of the config', 'alter index {i} set (fillfactor = 55)'),
  kind('an index of the config that depends on an extension', 'alter index {i} depends on extension plpgsql'),
  kind('a materialized view that depends on an extension', 'alter materialized view {t} depends on extension plpgsql'),
];

const security = [
  kind('row security', 'alter table {t} enable row level security'),
  kind('forced row security', 'alter table {t} force row level security'),
  kind('a policy', 'create policy hand on {t} to kinds_reader using (id > 1) with check (id > 2)'),
  kind(
    'a restrictive policy in force',
    'alter table {t} enable row level security',
    'create policy hand on {t} as restrictive for select using (true)',
  ),
  kind('a comment on a policy', 'create policy hand on {t} using (true)', "comment on policy hand on {t} is 'theirs'"),
];

const replication = [
  kind('a publication', "create publication hand for table {t} with (publish = 'insert')"),
  kind('a publication of changes', 'alter table {t} replica identity full', 'create publication hand for table {t}'),
  kind('a publication of some columns', "create publication hand for table {t} (id) with (publish = 'insert')"),
  kind('a publication of some rows', "create publication hand for table {t} where (id > 1) with (publish = 'insert')"),
  kind('a publication of all tables', 'create publication hand for all tables'),
  kind('a publication of the schema', 'create publication hand for tables in schema public'),
  kind('replica identity full', 'alter table {t} replica identity full'),
  kind('replica identity nothing', 'alter table {t} replica identity nothing'),
  kind('replica identity by a key', 'alter table {t} replica identity using index {n}_pkey'),
];

const actions = [
  kind(
    'a trigger for rows',
    'create trigger hand after insert on {t} for each row when (new.id > 1) execute function theirs.on_change()',
  ),
  kind(
    'a trigger for statements',
    'create trigger hand after delete on {t} for each statement execute function theirs.on_change()',
  ),
  kind(
    'a trigger before',
    'create trigger hand before update of v on {t} for each row execute function theirs.before_change()',
  ),
  kind(
    'a trigger with tables of changes',
    'create trigger hand after insert on {t} referencing new table as n for each statement execute function theirs.on_change()',
  ),
  kind(
    'a constraint trigger',
    'create constraint trigger hand after insert on {t} deferrable for each row execute function theirs.on_change()',
  ),
  kind(
    'a trigger instead of',
    'create trigger hand instead of insert on {t} for each row execute function theirs.on_change()',
  ),
  kind(
    'a trigger that is off',
    'create trigger hand after insert on {t} execute function theirs.on_change()',
    'alter table {t} disable trigger hand',
  ),
  kind(
    'a trigger of replicas',
    'create trigger hand after insert on {t} execute function theirs.on_change()',
    'alter table {t} enable replica trigger hand',
  ),
  kind(
    'a comment on a trigger',
    'create trigger hand after insert on {t} execute function theirs.on_change()',
    "comment on trigger hand on {t} is 'theirs'",
  ),
  kind(
    'a trigger that depends on an extension',
    'create trigger hand after insert on {t} execute function theirs.on_change()',
    'alter trigger hand on {t} depends on extension plpgsql',
  ),
  kind('a rule', 'create rule hand as on update to {t} do also notify theirs'),
  kind(
    'a rule that is off',
    'create rule hand as on update to {t} do also notify theirs',
    'alter table {t} disable rule hand',
  ),
  kind(
    'a comment on a rule',
    'create rule hand as on update to {t} do also notify theirs',
    "comment on rule hand on {t} is 'theirs'",
  ),
  kind('extended statistics', 'create statistics public.hand on id, v from {t}'),
  kind(
    'a target of extended statistics',
    'create statistics public.hand on id, v from {t}',
    'alter statistics public.hand set statistics 77',
  ),
];

const structure = [
  kind(
    'inheritance from a table',
    'create table theirs.parent (id integer, v text)',
    'alter table {t} inherit theirs.parent',
  ),
  kind('a table that inherits from it', 'create table theirs.heir () inherits ({t})'),
  kind('a type', 'alter table {t} of theirs.pair'),
  kind(
    'its place in a partitioned table',
    'create table theirs.whole (like {t}) partition by range (id)',
    'alter table theirs.whole attach partition {t} for values from (0) to (100)',
  ),
];

const dependents = [
  kind('a view of others', 'create view theirs.reads as select id, v from {t}'),
  kind('a materialized view of others', 'create materialized view theirs.reads as select id, v from {t}'),
  kind(
    'a function that reads it',
    'create function theirs.reads() returns bigint language sql begin atomic select count(*) from {t}; end',
  ),
  kind('a function of its row type', "create function theirs.takes({t}) returns integer language sql as 'select 1'"),
  kind('a column of its row type', 'create table theirs.holds (one {t})'),
  kind('a policy elsewhere that reads it', 'create policy hand on theirs.referred using (id in (select id from {t}))'),
  kind(
    'a rule elsewhere that writes to it',
    'create rule hand as on delete to theirs.referred do also select count(*) from {t}',
  ),
  kind(
    'a cast of its row type',
    "create function theirs.as_text({t}) returns text language sql as 'select null::text'",
    'create cast ({t} as text) with function theirs.as_text({t})',
  ),
];

export const attachedKinds: readonly AttachedKind[] = [
  ...privileges,
  ...comments,
  ...storage,
  ...columns,
  ...constraints,
  ...indexes,
  ...security,
  ...replication,
  ...actions,
  ...structure,
  ...dependents,
];
