// Options of dbt that have no effect here: what is said of each, in one line a command, or why it is refused. What acts is in options.ts
// and in the commands' own files. From both follows the table of docs/commands.md.

import type { Option } from './option.ts';

export interface UnusedFlag {
  /** As it is typed, without dashes. */
  readonly name: string;
  readonly option: Option;
  /** The commands that dbt has it for; every one when absent. */
  readonly commands?: readonly string[];
  /** `refused`: whoever asks for it would get something else than is asked for. */
  readonly here: 'passed over' | 'refused';
  /** Why, as the rest of a sentence. */
  readonly why: string;
  /** What Smelt does anyway: who asks for that has it. */
  readonly kept?: boolean | string | number;
}

type Rest = Omit<UnusedFlag, 'name' | 'option' | 'here'> & Pick<Option, 'env' | 'formerEnv' | 'inFlags' | 'aliases'>;

function flag(here: UnusedFlag['here'], name: string, rest: Rest): UnusedFlag {
  return unused(here, name, { kind: 'switch', otherwise: '' }, rest);
}

function text(here: UnusedFlag['here'], name: string, rest: Rest): UnusedFlag {
  return unused(here, name, { kind: 'text', value: 'value' }, rest);
}

function unused(
  here: UnusedFlag['here'],
  name: string,
  kind: { readonly kind: 'switch'; readonly otherwise: string } | { readonly kind: 'text'; readonly value: string },
  { env, formerEnv, inFlags, aliases, ...rest }: Rest,
): UnusedFlag {
  const places = {
    ...(env === undefined ? {} : { env }),
    ...(formerEnv === undefined ? {} : { formerEnv }),
    ...(inFlags === undefined ? {} : { inFlags }),
    ...(aliases === undefined ? {} : { aliases }),
  };
  return { name, here, option: { ...kind, about: rest.why, ...places }, ...rest };
}

const noCache = 'there is no cache of relations; each node looks at what it needs';
const noLog = 'no log file is written';
const oneParser = 'there is one parser';
const whole = 'a project is always parsed whole';
const nothingSent = 'nothing is ever sent to anybody';
const noState = 'there is no state of another run to compare with';

const passed: readonly UnusedFlag[] = [
  flag('passed over', 'cache-selected-only', { env: 'DBT_CACHE_SELECTED_ONLY', inFlags: true, why: noCache }),
  flag('passed over', 'populate-cache', { env: 'DBT_POPULATE_CACHE', inFlags: true, why: noCache, kept: false }),
  flag('passed over', 'log-cache-events', { env: 'DBT_LOG_CACHE_EVENTS', why: noCache, kept: false }),
  flag('passed over', 'favor-state', {
    env: 'DBT_FAVOR_STATE',
    formerEnv: 'DBT_FAVOR_STATE_MODE',
    why: noState,
    kept: false,
  }),
  text('passed over', 'state', { env: 'DBT_STATE', formerEnv: 'DBT_ARTIFACT_STATE_PATH', why: noState }),
  text('passed over', 'defer-state', { env: 'DBT_DEFER_STATE', why: noState }),
  flag('passed over', 'hints-enabled', {
    env: 'DBT_ENGINE_HINTS_ENABLED',
    inFlags: true,
    why: 'no hints are given',
    kept: false,
  }),
  text('passed over', 'log-file-max-bytes', { env: 'DBT_LOG_FILE_MAX_BYTES', why: noLog }),
  text('passed over', 'log-format-file', { env: 'DBT_LOG_FORMAT_FILE', inFlags: true, why: noLog }),
  text('passed over', 'log-level-file', { env: 'DBT_LOG_LEVEL_FILE', inFlags: true, why: noLog, kept: 'none' }),
  text('passed over', 'log-path', { env: 'DBT_LOG_PATH', why: noLog }),
  flag('passed over', 'use-colors-file', { env: 'DBT_USE_COLORS_FILE', inFlags: true, why: noLog }),
  flag('passed over', 'macro-debugging', { env: 'DBT_MACRO_DEBUGGING', why: 'macros have no debugger', kept: false }),
  text('passed over', 'maximum-seed-size-mib', {
    env: 'DBT_ENGINE_MAXIMUM_SEED_SIZE_MIB',
    inFlags: true,
    why: 'seeds of any size are compared by their content',
  }),
  flag('passed over', 'partial-parse', { env: 'DBT_PARTIAL_PARSE', inFlags: true, why: whole, kept: false }),
  text('passed over', 'partial-parse-file-path', { env: 'DBT_PARTIAL_PARSE_FILE_PATH', why: whole }),
  flag('passed over', 'partial-parse-file-diff', { env: 'DBT_PARTIAL_PARSE_FILE_DIFF', why: whole }),
  text('passed over', 'record-timing-info', { aliases: ['r'], why: 'no timings of functions are recorded' }),
  flag('passed over', 'send-anonymous-usage-stats', {
    env: 'DBT_SEND_ANONYMOUS_USAGE_STATS',
    inFlags: true,
    why: nothingSent,
    kept: false,
  }),
  flag('passed over', 'upload-to-artifacts-ingest-api', {
    env: 'DBT_UPLOAD_TO_ARTIFACTS_INGEST_API',
    why: nothingSent,
    kept: false,
  }),
  flag('passed over', 'snowflake-projects-otel', {
    env: 'DBT_ENGINE_SNOWFLAKE_PROJECTS_OTEL',
    inFlags: true,
    why: nothingSent,
    kept: false,
  }),
  flag('passed over', 'single-threaded', {
    env: 'DBT_SINGLE_THREADED',
    why: 'say --threads 1',
    kept: false,
  }),
  flag('passed over', 'show-all-deprecations', { why: 'each kind is reported as often as it is found', kept: false }),
  flag('passed over', 'show-resource-report', {
    env: 'DBT_SHOW_RESOURCE_REPORT',
    why: 'the use of memory is not reported',
    kept: false,
  }),
  flag('passed over', 'static-parser', { env: 'DBT_STATIC_PARSER', inFlags: true, why: oneParser, kept: false }),
  flag('passed over', 'use-experimental-parser', {
    env: 'DBT_USE_EXPERIMENTAL_PARSER',
    inFlags: true,
    why: oneParser,
    kept: false,
  }),
  flag('passed over', 'use-v2-parser', { env: 'DBT_ENGINE_USE_V2_PARSER', inFlags: true, why: oneParser, kept: false }),
  text('passed over', 'v2-parser', { env: 'DBT_ENGINE_V2_PARSER', inFlags: true, why: oneParser }),
  flag('passed over', 'use-fast-test-edges', {
    env: 'DBT_USE_FAST_TEST_EDGES',
    why: 'the graph is never slow',
    kept: false,
  }),
  text('passed over', 'warn-error-options', {
    env: 'DBT_WARN_ERROR_OPTIONS',
    why: 'single warnings cannot be chosen yet; --warn-error means all of them',
    kept: '{}',
  }),
  flag('passed over', 'write-json', {
    env: 'DBT_WRITE_JSON',
    inFlags: true,
    why: 'neither manifest.json nor run_results.json is written yet',
    kept: false,
  }),
  flag('passed over', 'export-saved-queries', {
    env: 'DBT_EXPORT_SAVED_QUERIES',
    commands: ['build'],
    why: 'saved queries are never run',
    kept: false,
  }),
  flag('passed over', 'include-saved-query', {
    env: 'DBT_INCLUDE_SAVED_QUERY',
    commands: ['build'],
    why: 'saved queries are never run',
    kept: false,
  }),
  flag('passed over', 'show', {
    commands: ['build', 'seed'],
    why: '`smelt show` shows the rows of a seed',
    kept: false,
  }),
  flag('passed over', 'store-failures', {
    env: 'DBT_STORE_FAILURES',
    commands: ['build', 'test'],
    why: 'the rows that a test finds are not stored yet; a run shows examples of them',
    kept: false,
  }),
  text('passed over', 'sqlparse', {
    env: 'DBT_ENGINE_SQLPARSE',
    commands: ['build', 'compile', 'run', 'seed', 'show', 'test'],
    why: 'SQL is read by the parser of PostgreSQL, which has no limits to set',
  }),
  flag('passed over', 'fail-fast', { aliases: ['x'], why: 'the command runs nothing that could stop', kept: false }),
  text('passed over', 'indirect-selection', { why: 'the command selects no tests' }),
  text('passed over', 'output', {
    commands: ['compile'],
    why: 'SQL is printed as it is',
    kept: 'text',
  }),
  flag('passed over', 'connection', {
    commands: ['debug'],
    why: 'the connection is always tried',
    kept: true,
  }),
];

const selecting = ['build', 'run', 'test', 'seed', 'compile', 'ls', 'show'];

const refused: readonly UnusedFlag[] = [
  flag('refused', 'defer', {
    env: 'DBT_DEFER',
    formerEnv: 'DBT_DEFER_TO_STATE',
    why: 'what is not selected is always read where the project says; build it first, or select it too',
    kept: false,
  }),
  text('refused', 'selector', {
    commands: selecting,
    why: 'selectors.yml is not read yet; write the selection with --select and --exclude',
  }),
  text('refused', 'sample', {
    env: 'DBT_SAMPLE',
    commands: ['build', 'run'],
    why: 'references are not cut to a time yet; --empty builds without any rows',
  }),
  text('refused', 'event-time-start', {
    env: 'DBT_EVENT_TIME_START',
    commands: ['build', 'run'],
    why: 'models of the strategy microbatch are not built yet',
  }),
  text('refused', 'event-time-end', {
    env: 'DBT_EVENT_TIME_END',
    commands: ['build', 'run'],
    why: 'models of the strategy microbatch are not built yet',
  }),
  flag('refused', 'introspect', {
    env: 'DBT_INTROSPECT',
    commands: ['compile', 'show'],
    why: 'what a template asks is always asked, in a transaction that only reads',
    kept: true,
  }),
  flag('refused', 'inject-ephemeral-ctes', {
    commands: ['compile'],
    why: 'a compiled model always holds the ephemeral models that it reads',
    kept: true,
  }),
  text('refused', 'inline-direct', {
    commands: ['show'],
    why: 'use --inline, which sends SQL without templates as it is',
  }),
  flag('refused', 'clean-project-files-only', {
    env: 'DBT_CLEAN_PROJECT_FILES_ONLY',
    commands: ['clean'],
    why: 'nothing outside of the project is ever removed',
    kept: true,
  }),
  flag('refused', 'config-dir', {
    commands: ['debug'],
    why: 'docs/targets.md says where profiles.yml is looked for',
    kept: false,
  }),
  text('refused', 'sql', {
    commands: ['run-operation'],
    why: 'write a macro and name it, or ask with `smelt show --inline`',
  }),
];

export const unusedFlags: readonly UnusedFlag[] = [...passed, ...refused];

/** Those of a command that it has no option of its own for. */
export function unusedFlagsOf(command: string, own: ReadonlySet<string>): readonly UnusedFlag[] {
  return unusedFlags.filter(({ name, commands }) => (commands?.includes(command) ?? true) && !own.has(name));
}
