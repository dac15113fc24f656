// A project as data: what a history changes step by step, and what files are written from. Everything in it is immutable.

/** What a column's values look like, whatever its type: it decides which types can hold them. */
export type Flavour = 'whole' | 'decimal' | 'word' | 'day';
export type Materialization = 'view' | 'table' | 'incremental' | 'materialized_view' | 'ephemeral';
export type Flow = 'grow' | 'any';

export interface ProjectState {
  /** The parents of each before it. */
  readonly nodes: readonly ProjectNode[];
  /** Keys of the rows of every seed, so that each model has exactly one row for each. */
  readonly ids: readonly number[];
}

export type ProjectNode = SeedState | ModelState;

interface Dressed {
  readonly name: string;
  readonly description: string;
  /** By the name of a column. */
  readonly columnDescriptions: Readonly<Record<string, string>>;
  readonly persistDocs: boolean;
  /** Roles that may select; null: the config says nothing of grants. */
  readonly grants: readonly string[] | null;
  readonly indexes: readonly IndexState[];
  readonly hooks: readonly HookState[];
}

export interface SeedState extends Dressed {
  readonly kind: 'seed';
  readonly columns: readonly SeedColumn[];
}

export interface SeedColumn {
  readonly name: string;
  readonly flavour: Flavour;
  /** Null: inferred from the cells. */
  readonly type: string | null;
  /** Which values: a cell is a function of this and the row's key. */
  readonly salt: number;
}

export interface ModelState extends Dressed {
  readonly kind: 'model';
  readonly materialized: Materialization;
  readonly from: string;
  /** A second parent, joined by its key. */
  readonly join: string | null;
  /** Whether `p.*` stands before the columns. */
  readonly star: boolean;
  readonly columns: readonly ModelColumn[];
  /** Only rows with a key above. */
  readonly above: number | null;
  /** Names a column that does not exist. */
  readonly broken: boolean;
  readonly strategy: 'append' | 'delete+insert' | 'merge';
  readonly onSchemaChange: 'ignore' | 'fail' | 'append_new_columns' | 'sync_all_columns';
  readonly contract: ContractState | null;
  readonly partition: PartitionState | null;
  readonly publish: 'auto' | 'swap' | 'in_place';
}

export const forms = ['plain', 'cast', 'round', 'twice', 'half', 'text', 'length', 'type'] as const;
export type Form = (typeof forms)[number];

export interface ModelColumn {
  readonly name: string;
  readonly side: 'p' | 'q';
  readonly of: string;
  readonly form: Form;
  /** Of the form 'cast'. */
  readonly type: string;
}

export interface ContractState {
  readonly primaryKey: boolean;
  readonly notNull: boolean;
  readonly check: boolean;
  readonly unique: string | null;
}

export type PartitionState =
  | { readonly by: 'list' }
  | { readonly by: 'range'; readonly column: string; readonly granularity: 'month' | 'year' };

export interface IndexState {
  readonly column: string;
  readonly name: string | null;
  readonly unique: boolean;
  readonly type: 'btree' | 'hash';
}

export type HookState =
  | { readonly kind: 'index'; readonly column: string; readonly name: string | null }
  | { readonly kind: 'check'; readonly name: string | null }
  | { readonly kind: 'primary key' }
  | { readonly kind: 'unique'; readonly name: string }
  | { readonly kind: 'not null' }
  | { readonly kind: 'default' }
  | { readonly kind: 'fillfactor'; readonly value: number }
  | { readonly kind: 'statistics'; readonly value: number }
  | { readonly kind: 'trigger' }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'column comment'; readonly column: string; readonly text: string }
  | { readonly kind: 'grant'; readonly role: string };

/** Roles of the server that grants name. */
export const roles = ['histories_reader_a', 'histories_reader_b'] as const;

export const typesOf: Readonly<Record<Flavour, readonly string[]>> = {
  whole: ['integer', 'bigint', 'smallint', 'numeric', 'numeric(10,2)', 'double precision', 'text', 'varchar(20)'],
  decimal: ['numeric', 'numeric(10,2)', 'numeric(12,4)', 'double precision', 'text'],
  word: ['text', 'varchar(20)', 'varchar(40)'],
  day: ['date', 'timestamp', 'text'],
};

export interface KnownColumn {
  readonly name: string;
  readonly flavour: Flavour;
  readonly type: string;
}

const inferred: Readonly<Record<Flavour, string>> = { whole: 'integer', decimal: 'numeric', word: 'text', day: 'date' };
const wholeTypes = ['integer', 'bigint', 'smallint'];
const exactTypes = ['numeric', 'numeric(10,2)', 'numeric(12,4)'];

export function isNumber({ type }: KnownColumn): boolean {
  return type === 'double precision' || wholeTypes.includes(type) || exactTypes.includes(type);
}

export function nodeNamed(state: ProjectState, name: string): ProjectNode | undefined {
  return state.nodes.find((node) => node.name === name);
}

/** The columns that a node gives, the key first, with the types that PostgreSQL gives them. */
export function columnsOf(state: ProjectState, name: string): readonly KnownColumn[] {
  const node = nodeNamed(state, name);
  if (!node) return [];
  const key: KnownColumn = { name: 'id', flavour: 'whole', type: 'integer' };
  if (node.kind === 'seed') {
    const columns = node.columns.map((column) => ({ ...column, type: column.type ?? inferred[column.flavour] }));
    return [key, ...columns];
  }
  const sides = { p: columnsOf(state, node.from), q: node.join === null ? [] : columnsOf(state, node.join) };
  const own = node.columns.flatMap((column) => {
    const source = sides[column.side].find((one) => one.name === column.of);
    return source ? [resultOf(column, source)] : [];
  });
  return node.star ? [...sides.p, ...own] : [key, ...own];
}

/** What a form makes of a column; undefined where PostgreSQL would refuse it. */
export function resultOf(column: ModelColumn, source: KnownColumn): KnownColumn {
  const { name, form } = column;
  switch (form) {
    case 'plain':
      return { ...source, name };
    case 'cast':
      return { name, flavour: source.flavour, type: column.type };
    case 'round':
      return exactTypes.includes(source.type)
        ? { name, flavour: 'whole', type: 'numeric' }
        : { name, flavour: 'whole', type: 'double precision' };
    case 'twice':
    case 'half': {
      const type = source.type === 'smallint' ? 'integer' : source.type;
      const flavour = form === 'twice' || wholeTypes.includes(type) ? source.flavour : 'decimal';
      return { name, flavour, type: exactTypes.includes(type) ? 'numeric' : type };
    }
    case 'text':
      return { name, flavour: 'word', type: 'text' };
    case 'type':
      return { name, flavour: 'word', type: 'text' };
    case 'length':
      return { name, flavour: 'whole', type: 'integer' };
  }
}

export function fits(column: ModelColumn, source: KnownColumn): boolean {
  switch (column.form) {
    case 'round':
    case 'twice':
    case 'half':
      return isNumber(source);
    case 'cast':
      return typesOf[source.flavour].includes(column.type);
    case 'plain':
    case 'text':
    case 'type':
    case 'length':
      return true;
  }
}
