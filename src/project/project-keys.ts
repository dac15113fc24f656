// The table of the keys of project.yml, or dbt_project.yml. From it follow which are known, and docs/project-file.md. The keys of
// paths are project-paths.ts's.

export interface ProjectKey {
  readonly name: string;
  /** Which values it takes, in words. */
  readonly type: string;
  /** What holds where it is absent, in words. */
  readonly otherwise: string;
  /** A value of it, as YAML. */
  readonly example: string;
  /** What it means, in one line. */
  readonly about: string;
  /** Whether it changes anything; what does not is known, because dbt's files have it. */
  readonly hasEffect: boolean;
  /** Smelt's own, which dbt does not have. */
  readonly own?: true;
}

function works(name: string, parts: Omit<ProjectKey, 'name' | 'hasEffect'>): ProjectKey {
  return { name, hasEffect: true, ...parts };
}

/** `example` is what dbt takes there. */
function withoutEffect(name: string, example: string, about: string): ProjectKey {
  return { name, type: '', otherwise: '', example, about, hasEffect: false };
}

function ofFolders(name: string, example: string, of: string): ProjectKey {
  const about = `Config of ${of}, by folders ([configs.md](configs.md)).`;
  return works(name, { type: 'map', otherwise: 'nothing', example, about });
}

const declaredKeys = ['exposures', 'metrics', 'semantic-models', 'saved-queries'].map((name) =>
  works(name, {
    type: 'map',
    otherwise: 'nothing',
    example: '{ shop: { +enabled: false } }',
    about: `\`enabled\`, \`tags\`, \`meta\` and \`group\` of ${name.replace('-', ' ')}, by folders.`,
  }),
);

const hook = { type: 'text or list', otherwise: 'nothing', example: '["select 1"]' } as const;

export const projectKeys: readonly ProjectKey[] = [
  works('name', {
    type: 'letters, digits and underscores',
    otherwise: 'needed',
    example: 'shop',
    about: 'The name of the project, which begins the path of each of its nodes.',
  }),
  works('version', {
    type: 'text',
    otherwise: 'none',
    example: "'1.2'",
    about: 'The version of the project, for templates.',
  }),
  works('targets', {
    type: 'map',
    otherwise: "dbt's `profiles.yml`",
    example: '{ dev: { type: embedded, schema: shop } }',
    about: 'The databases to build into ([targets.md](targets.md)).',
    own: true,
  }),
  works('target', {
    type: 'text',
    otherwise: '`default`, else the only one',
    example: 'prod',
    about: 'Which of the targets counts without `--target`.',
    own: true,
  }),
  works('profile', {
    type: 'text',
    otherwise: 'none',
    example: 'shop',
    about: 'The profile in `profiles.yml`, where the project has no targets of its own.',
  }),
  works('engine_tables', {
    type: 'list or map',
    otherwise: 'those that models read or audit into',
    example: '[etl_status]',
    about:
      'Which of `etl_status`, `data_quality_metrics` and `audit_log` there are, each with another name where a map gives it one.',
    own: true,
  }),
  works('vars', {
    type: 'map',
    otherwise: 'none',
    example: '{ as_of: 2026-01-31 }',
    about: 'Values for `var`, for all or, in a map, for one package. `--vars` wins.',
  }),
  ofFolders('models', '{ shop: { +tags: nightly } }', 'models'),
  ofFolders('seeds', '{ shop: { +tags: nightly } }', 'seeds'),
  ofFolders('snapshots', '{ shop: { +tags: nightly } }', 'snapshots'),
  ofFolders('sources', '{ shop: { +enabled: false } }', 'sources'),
  ofFolders('data_tests', '{ shop: { +severity: warn } }', 'data tests'),
  ofFolders('tests', '{ shop: { +severity: warn } }', 'data tests, under its former name'),
  ...declaredKeys,
  works('on-run-start', { ...hook, about: 'Statements before the first node of a run, as templates.' }),
  works('on-run-end', { ...hook, about: 'Statements after the last node of a run, as templates.' }),
  works('dispatch', {
    type: 'list of maps',
    otherwise: 'none',
    example: '[{ macro_namespace: dbt_utils, search_order: [shop, dbt_utils] }]',
    about: 'In which packages `adapter.dispatch` looks for the macros of a package.',
  }),
  works('restrict-access', {
    type: 'true or false',
    otherwise: '`false`',
    example: 'true',
    about: 'Whether other packages may refer to public models only.',
  }),
  withoutEffect('quoting', '{ identifier: true }', 'Names are always quoted; asking for less is warned of.'),
  withoutEffect('config-version', '2', 'There is one form of the file.'),
  withoutEffect('require-dbt-version', '">=1.8.0"', 'Smelt is no version of dbt.'),
  withoutEffect('query-comment', 'null', 'Statements have no comment.'),
  works('flags', {
    type: 'map',
    otherwise: '{ skip_nodes_if_on_run_start_fails: true, latest_version_pointer_enabled_by_default: false }',
    example: '{ skip_nodes_if_on_run_start_fails: false }',
    about:
      'Options of commands, which the command line and the environment win over ([commands.md](commands.md#dbts-flags)); whether nothing is built where a hook of on-run-start has failed; and whether models with versions have a view that points to the latest where they do not say so themselves.',
  }),
  withoutEffect('packages', '[]', 'Packages are read as they are installed.'),
  withoutEffect('analyses', '{}', 'Analyses have no config.'),
  withoutEffect('unit_tests', '{}', 'Unit tests are not run yet.'),
  withoutEffect('unit-tests', '{}', 'The older spelling of `unit_tests`.'),
  withoutEffect('functions', '{}', 'Functions are not made.'),
  withoutEffect('asset-paths', '[assets]', "For dbt's documentation."),
  withoutEffect('log-path', 'logs', 'No log is written.'),
  withoutEffect('dbt-cloud', '{ project-id: "1" }', "For dbt's platform."),
  withoutEffect('sync', '{}', "For dbt's platform."),
];
