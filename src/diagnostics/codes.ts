// The catalogue of diagnostic codes: each with the sentence that heads its entry in docs/errors.md.
// A code is stable once released; there is no catch-all. tests/unit/diagnostics holds this list against the document.

export const diagnosticCodes = {
  // The template language
  JINJA_SYNTAX: 'A template cannot be parsed',
  JINJA_UNDEFINED: 'A template uses a value that is undefined',
  JINJA_TYPE: 'A template applies an operation to a value of the wrong type',
  JINJA_VALUE: 'A template passes a value that an operation does not accept',
  JINJA_LIMIT: 'A template exceeds a bound on time, depth or size',
  JINJA_RAISED: 'A template raises an error of its own',

  // Databases
  DATABASE_URL: 'The address of a database is not one',
  DATABASE_UNREACHABLE: 'No server answers at the address of a database',
  DATABASE_AUTHENTICATION: 'A server does not let the user in',
  DATABASE_MISSING: 'The database does not exist on the server',
  DATABASE_BUSY: 'A server takes no more sessions, or none yet',
  DATABASE_TLS: 'The encrypted connection that the target asks for cannot be had',
  DATABASE_SETTING: 'A server refuses a setting of the target',
  DATABASE_REFUSED: 'A server ends the session while it begins',
  DATABASE_VERSION: 'A server has a version that Smelt is not made for',
  DATABASE_IN_USE: 'The directory of an embedded database is in use by another process',
  DATABASE_DIRECTORY_UNUSABLE: 'The directory of an embedded database cannot be made or written to',
  DATABASE_DIRECTORY_VERSION: 'The directory of an embedded database was made by another version of PostgreSQL',
  DATABASE_DIRECTORY_BROKEN: 'The embedded PostgreSQL cannot start on its directory',

  // What a template says in dbt's vocabulary
  TEMPLATE_VAR: 'A template asks for a var that nothing sets',
  TEMPLATE_ENV_VAR: 'A template asks for an environment variable that is not set',
  TEMPLATE_SECRET: 'A secret is used where it could reach an output',
  TEMPLATE_DOC: 'A template asks for a docs block that does not exist',
  TEMPLATE_REFERENCE: 'A reference appears only when the template runs',
  TEMPLATE_CONFIG: 'A template requires a config that nothing sets',
  TEMPLATE_LATER: 'A template uses a part of the vocabulary of dbt that is not there yet',
  TEMPLATE_DATABASE: 'A relation is asked for in another database than that of the target',
  TEMPLATE_NAME: 'A macro that makes the name of a relation gives none',
  MACRO_DUPLICATE: 'Two macros of one package have one name',
  MODEL_EMPTY: 'A model renders to no SQL',
  MODEL_STATEMENT: 'A model is not one SELECT',

  SHOW_ONE: 'show needs exactly one thing to show',
  FILE_FAILED: 'A page could not be read',
  SELECT_RESOURCE_TYPE: 'There is no resource type of that name',
  CLEAN_REFUSED: 'clean would remove what is not generated',
  VARS_OPTION: 'The text of --vars is not a mapping',

  // What the database says of a statement
  SQL_SYNTAX: 'The database cannot parse a statement',
  SQL_UNKNOWN_COLUMN: 'A statement names a column that does not exist',
  SQL_UNKNOWN_RELATION: 'A statement names a relation or schema that does not exist',
  SQL_UNKNOWN_FUNCTION: 'A statement calls a function or operator that does not exist for these types',
  SQL_MEANING: 'The database refuses the meaning of a statement',
  SQL_DATA: 'A value cannot be computed or converted',
  SQL_CONSTRAINT: 'Rows break a constraint',
  SQL_PERMISSION: 'The role of the target may not do this',
  SQL_RESOURCES: 'The database ran out of disk, memory or connections',
  SQL_CONFLICT: 'Other sessions were in the way',
  SQL_CANCELLED: 'A statement was cancelled or ran into a timeout',
  SQL_FEATURE: 'The database does not support what a statement asks for',
  SQL_INTERNAL: 'The database reports an error of its own',
  CONNECTION_LOST: 'The connection to the database broke during a run',
  LOCK_NOT_GRANTED: 'A relation could not be locked for publishing',

  // Project files
  PROJECT_MISSING: 'There is no project file',
  PROJECT_TWO_FILES: 'There are two project files',
  PROJECT_FILE_UNREADABLE: 'A file of the project cannot be read',
  PACKAGE_MISSING: 'A package that the project asks for is not there',
  YAML_SYNTAX: 'A YAML file cannot be read',
  YAML_DUPLICATE_KEY: 'A key is given twice in one map',
  SETTING_UNKNOWN: 'A setting has a name that nothing knows',
  SETTING_MISSING: 'A setting that is needed is missing',
  SETTING_TYPE: 'A setting has a value of the wrong kind',
  SETTING_VALUE: 'A setting has a value that it does not take',
  SETTING_LATER: 'A setting is understood, but has no effect yet',
  TARGET_MISSING: 'The project says nowhere where to build',
  TARGET_UNKNOWN: 'The target is not one of those that the project has',
  RESOURCE_DUPLICATE: 'Two resources have one name',
  PROPERTIES_DUPLICATE: 'A resource is described twice',
  PROPERTIES_UNUSED: 'Properties describe a resource that does not exist',
  SOURCE_RESERVED: 'A source has the name that is reserved for the tables of Smelt itself',
  CONFIG_UNUSED: 'The config of a folder applies to nothing',
  CONFIG_CONFLICT: 'Settings contradict each other',

  // The graph
  GRAPH_DUPLICATE: 'Two nodes have one id',
  GRAPH_UNKNOWN_REF: 'A ref() names no model, seed or snapshot',
  GRAPH_AMBIGUOUS_REF: 'A ref() could mean nodes of several packages',
  GRAPH_DISABLED_REF: 'A reference leads to something that is disabled',
  GRAPH_UNKNOWN_SOURCE: 'A source() names no table of a source',
  GRAPH_CYCLE: 'Nodes depend on each other in a circle',
  SELECT_SYNTAX: 'A selector cannot be parsed',
  SELECT_METHOD: 'A selector uses a method that is not there',
  SELECT_NOTHING: 'A selector matches nothing',

  // Data tests
  TEST_UNKNOWN: 'A data test has a name that nothing defines',
  TEST_ARGUMENT: 'A data test has an argument that is missing, unknown or of the wrong kind',
  TEST_THRESHOLD: 'A data test compares its failures with something that is not a comparison',
  TEST_DIMENSION: 'A data test counts for a quality score that does not exist',
  TEST_FAIL_CALC: 'The fail_calc of a data test gives no whole number',
  TEST_STORE_FAILURES: 'A data test asks for its failing rows to be kept',

  // Planning what becomes of a relation
  MATERIALIZATION_CUSTOM: 'A materialization that is written in Jinja cannot be used yet',
  RELATION_NOT_OWNED: 'A relation that Smelt did not make stands in the place of a node',
  CONTRACT_TYPE: 'A column of a contract has no type, or one that does not exist',
  CONTRACT_CONSTRAINT: 'A constraint of a contract is not complete',
  CONTRACT_BROKEN: 'The columns of a node are not those of its contract',
  CONTRACT_DRIFT: 'A table stands in another form than its contract declares',
  SCHEMA_CHANGED: 'The columns of an incremental model have changed',
  INCREMENTAL_STRATEGY: 'An incremental strategy is not there yet',
  UNIQUE_KEY_COLUMN: 'A unique key names a column that the model does not give',
  MERGE_DUPLICATE_KEY: 'A batch holds more than one row for a key',
  TOUCH_COLUMN: 'A touch column cannot be set',
  PARTITION_CHANGED: 'A table is partitioned otherwise than its config says',
  PARTITION_KEY_NULL: 'Rows have no value in the column by which a table is partitioned',
  PARTITION_KEY_UNFIT: 'A value cannot be the bound of a partition',
  PARTITION_TOO_MANY: 'A batch needs more new partitions than it may make',
  AUDIT_PRIMARY_KEY: 'An audited relation has no primary key',
  PUBLISH_REFUSED: 'A relation cannot be replaced without harm',

  // File sources
  FILES_LOCATION: 'The location of a file source is not a pattern',
  FILES_FOLDER: 'A folder of a file source cannot be read',
  FILES_NO_MATCH: 'No file matches the location of a file source',
  FILES_OUTSIDE_ROOT: 'A file lies outside the folder of its source',
  FILES_NO_SUCH_DAY: 'The path of a file names a day that does not exist',
  SEED_CSV: 'The file of a seed is not a CSV with a header',
  FILES_GONE: 'A file that was taken in no longer exists',

  // The state of Smelt in the database
  STATE_NEWER: 'The database was used by a newer Smelt',
  STATE_FOREIGN: 'The schema smelt belongs to something else',
  STATE_TABLE_FOREIGN: 'A relation has the name of one of the engine tables',
} as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;
