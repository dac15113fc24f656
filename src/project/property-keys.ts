// The tables of the keys of properties files: what is said of a model, a column, a constraint, a source. From them follow the known
// names, and docs/properties.md; what the values are is read in column-properties.ts, properties-file.ts and source-tables.ts.

export interface PropertyKey {
  readonly takes: string;
  /** What holds where it is not stated, in words or as code. */
  readonly absent: string;
  /** A value of it, as YAML; absent where a key has no effect. */
  readonly example?: string;
  /** For the documentation: one line. */
  readonly about: string;
}

export type PropertyKeys = Readonly<Record<string, PropertyKey>>;

export const text = { takes: 'a text' } as const;
export const description: PropertyKey = {
  ...text,
  absent: 'none',
  example: "'One row a day'",
  about: 'Rendered; a comment in the database with `persist_docs`.',
};
const tests: PropertyKey = {
  takes: 'a list',
  absent: 'none',
  example: '[row_count: { arguments: { min: 1 } }]',
  about: 'The data tests ([tests.md](tests.md)).',
};
const olderTests: PropertyKey = {
  takes: 'a list',
  absent: 'none',
  example: '[row_count: { arguments: { min: 1 } }]',
  about: 'The older name of `data_tests`.',
};
export const config: PropertyKey = {
  takes: 'a map',
  absent: 'none',
  example: '{ tags: [nightly] }',
  about: 'The config ([configs.md](configs.md)).',
};
export const meta: PropertyKey = {
  takes: 'a map',
  absent: 'none',
  example: '{ owner: finance }',
  about: 'As `meta` of the config.',
};
export const tags: PropertyKey = {
  takes: 'a text or a list',
  absent: 'none',
  example: '[nightly]',
  about: 'As `tags` of the config.',
};
const columns: PropertyKey = {
  takes: 'a list of maps',
  absent: 'none',
  example: '[{ name: id }]',
  about: 'The columns, [below](#columns).',
};
const constraints: PropertyKey = {
  takes: 'a list of maps',
  absent: 'none',
  example: '[{ type: primary_key, columns: [id] }]',
  about: 'The constraints, [below](#constraints).',
};

export function named(what: string): PropertyKey {
  return { ...text, absent: 'needed', example: 'orders', about: what };
}

export function withoutEffect(about: string): PropertyKey {
  return { takes: 'as in dbt', absent: 'none', about: `${about} **No effect.**` };
}

/** Of a model, a seed, a snapshot, an analysis or a singular data test. */
export const resourceKeys = {
  name: named('The name of its file, without the ending.'),
  description,
  columns,
  config,
  constraints: { ...constraints, about: 'Constraints of several columns, [below](#constraints).' },
  data_tests: tests,
  tests: olderTests,
  meta,
  docs: { takes: 'a map', absent: 'none', example: '{ show: false }', about: 'As `docs` of the config.' },
  access: { ...text, absent: 'none', example: 'public', about: 'As `access` of the config.' },
  group: { ...text, absent: 'none', example: 'finance', about: 'As `group` of the config.' },
  time_spine: {
    takes: 'a map',
    absent: 'none',
    example: '{ standard_granularity_column: day }',
    about: "For dbt's semantic layer: templates find it in the dictionary of the model, nothing else looks at it.",
  },
  primary_key: withoutEffect("For dbt's semantic layer."),
  original_file_path: withoutEffect("dbt's own."),
} as const satisfies PropertyKeys;

/** Of models alone. */
export const modelPropertyKeys = {
  versions: {
    takes: 'a list of maps',
    absent: 'none',
    example: '[{ v: 1, defined_in: orders }]',
    about: 'The versions of the model, [below](#versions).',
  },
  latest_version: {
    takes: 'a number or a text',
    absent: 'the newest',
    example: '1',
    about: 'Which version a reference without one means.',
  },
  deprecation_date: {
    takes: 'a date',
    absent: 'none',
    example: "'2999-01-01'",
    about: 'From when on it is deprecated: whoever refers to it is warned before and after.',
  },
  semantic_model: {
    takes: 'a map, or true or false',
    absent: 'none',
    example: 'true',
    about: "That it is one of dbt's semantic models: its name is checked, and nothing is run.",
  },
  metrics: {
    takes: 'a list of maps',
    absent: 'none',
    example: '[{ name: n, type: simple, agg: count, expr: id }]',
    about: 'Metrics over it, with `semantic_model`: what they refer to is checked, and nothing is run.',
  },
  primary_entity: withoutEffect("For dbt's semantic layer."),
  agg_time_dimension: withoutEffect("For dbt's semantic layer."),
  derived_semantics: withoutEffect("For dbt's semantic layer."),
} as const satisfies PropertyKeys;

/** Of an item of `versions:`; what it does not state holds as the model states it. */
export const versionKeys = {
  v: { takes: 'a number or a text', absent: 'needed', example: '1', about: 'The version: `ref(…, v=1)`.' },
  defined_in: {
    ...text,
    absent: 'the model, `_v` and the version',
    example: 'orders',
    about: 'The name of its file, without the ending.',
  },
  description,
  access: { ...text, absent: 'none', example: 'public', about: 'As `access` of the config.' },
  config,
  constraints,
  docs: { takes: 'a map', absent: 'none', example: '{ show: false }', about: 'As `docs` of the config.' },
  data_tests: tests,
  tests: olderTests,
  columns: {
    takes: 'a list of maps',
    absent: "the model's",
    example: '[{ include: all, exclude: [id] }, { name: day }]',
    about:
      "Columns of its own; an item with `include` (`all`, or names) takes the model's, without those of `exclude`.",
  },
  deprecation_date: {
    takes: 'a date',
    absent: "the model's",
    example: "'2999-01-01'",
    about: 'From when on this version is deprecated.',
  },
} as const satisfies PropertyKeys;

/** Of snapshots alone. */
export const snapshotPropertyKeys = {
  relation: {
    ...text,
    absent: 'the query of its file',
    example: "ref('orders')",
    about: 'What a snapshot without a file of its own reads.',
  },
} as const satisfies PropertyKeys;

export const columnKeys = {
  name: { ...named('As the database has it.'), example: 'id' },
  description,
  data_type: {
    ...text,
    absent: 'none; needed in an enforced contract',
    example: 'numeric(10, 2)',
    about: "A type of PostgreSQL, or one of dbt's names for it (`string`).",
  },
  default: {
    takes: 'SQL',
    absent: 'none',
    example: 'now()',
    about: 'The default of the column, in an enforced contract: such a column need not be in the SELECT.',
  },
  identity: {
    takes: 'true or false',
    absent: '`false`',
    example: 'true',
    about: '`generated always as identity`, in an enforced contract: the column is not in the SELECT.',
  },
  quote: {
    takes: 'true or false',
    absent: '`false`',
    example: 'true',
    about: 'Whether tests of the column get its name in quotes.',
  },
  constraints: { ...constraints, example: '[{ type: not_null }]' },
  data_tests: { ...tests, example: '[not_null]' },
  tests: { ...olderTests, example: '[not_null]' },
  meta: { ...meta, about: 'Data of your own, for templates.' },
  tags: { ...tags, about: 'For templates.' },
  config: { ...config, example: '{ meta: { pii: true } }', about: '`meta` and `tags` may stand here, too.' },
  docs: withoutEffect("For dbt's documentation."),
  policy_tags: withoutEffect('For BigQuery.'),
  granularity: withoutEffect("For dbt's semantic layer."),
  dimension: withoutEffect("For dbt's semantic layer."),
  entity: withoutEffect("For dbt's semantic layer."),
} as const satisfies PropertyKeys;

export const constraintTypes = ['primary_key', 'unique', 'not_null', 'check', 'foreign_key', 'custom'] as const;

export const constraintKeys = {
  type: {
    takes: constraintTypes.map((type) => `\`${type}\``).join(', '),
    absent: 'needed',
    example: 'primary_key',
    about: 'What it asks for, [below](#types-of-constraints).',
  },
  name: {
    ...text,
    absent: 'as PostgreSQL names it: `orders_pkey`',
    example: 'orders_key',
    about: 'What it is called in the database.',
  },
  columns: {
    takes: 'a text or a list',
    absent: 'of a column: that column; else needed for keys',
    example: '[shop_id, order_id]',
    about: 'Which columns it is of, where it stands on the model.',
  },
  expression: {
    takes: 'SQL',
    absent: 'none; needed for `check` and `custom`',
    example: "'amount >= 0'",
    about: 'The condition of a check, or what else follows: `nulls not distinct`, `deferrable`, `no inherit`.',
  },
  to: {
    ...text,
    absent: 'none; needed for `foreign_key`, unless `expression` says it',
    example: "ref('customers')",
    about: 'What a foreign key refers to: `ref(…)` or `source(…)`.',
  },
  to_columns: {
    takes: 'a text or a list',
    absent: 'the primary key there',
    example: '[id]',
    about: 'The columns that it refers to.',
  },
  warn_unenforced: {
    takes: 'true or false',
    absent: '`true`',
    about: 'Whether dbt warns where the database does not enforce it: PostgreSQL enforces all types. **No effect.**',
  },
  warn_unsupported: {
    takes: 'true or false',
    absent: '`true`',
    example: 'false',
    about:
      'Whether it is warned of where the model is a view or a materialized view, which has no constraints (`CONSTRAINT_UNSUPPORTED`).',
  },
} as const satisfies PropertyKeys;

export const sourceProperties = {
  name: { ...named('The first argument of `source`.'), example: 'web' },
  description,
  database: {
    ...text,
    absent: "the target's",
    example: 'analytics',
    about: "The target's database; any other is an error where something reads the source.",
  },
  schema: { ...text, absent: 'its name', example: 'raw', about: 'The schema of its tables.' },
  tables: { takes: 'a list of maps', absent: 'none', example: '[{ name: visits }]', about: 'The tables, below.' },
  config,
  meta,
  tags,
  loaded_at_field: withoutEffect('As in the config.'),
  loaded_at_query: withoutEffect('As in the config.'),
  freshness: withoutEffect('As in the config.'),
  quoting: withoutEffect('Names are always quoted.'),
  loader: withoutEffect("For dbt's documentation."),
  overrides: withoutEffect('Replaces a source of a package; warned of.'),
  tests: withoutEffect('As in dbt: tests stand below a table.'),
  data_tests: withoutEffect('As in dbt: tests stand below a table.'),
} as const satisfies PropertyKeys;

export const tableProperties = {
  name: { ...named('The second argument of `source`.'), example: 'visits' },
  description,
  identifier: { ...text, absent: 'its name', example: 'visits_2024', about: 'What the table is called.' },
  columns,
  data_tests: tests,
  tests: olderTests,
  files: {
    takes: 'a map',
    absent: 'it is a table',
    example: "{ location: 'data/{day:yyyy-MM-dd}.csv', format: csv }",
    about: 'Its rows are records of files ([file-sources.md](file-sources.md)).',
  },
  config,
  meta,
  tags,
  loaded_at_field: withoutEffect('As in the config.'),
  loaded_at_query: withoutEffect('As in the config.'),
  freshness: withoutEffect('As in the config.'),
  quoting: withoutEffect('Names are always quoted.'),
  loader: withoutEffect("For dbt's documentation."),
  external: withoutEffect('For packages.'),
} as const satisfies PropertyKeys;
