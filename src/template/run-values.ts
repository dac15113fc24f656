// Values of the run and of the node: `target`, `this`, `execute`, `model`, `graph`, `flags`, `invocation_id`, ….

import type { JsonObject } from '../base/json-value.ts';
import { isReported, levelOf } from '../diagnostics/log-level.ts';
import { TemplateError } from '../jinja/errors.ts';
import { HostNamespace, hostFunction } from '../jinja/host-function.ts';
import { returnFunction } from '../jinja/index.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import { toText } from '../jinja/python/printing.ts';
import { type CallArguments, HostObject, Invocation, Undefined, type Value } from '../jinja/value.ts';
import { targetValue } from '../project/target-facts.ts';
import { argument, textArgument } from './arguments.ts';
import { columnClass } from './column-object.ts';
import { modules, runStartedAt } from './modules.ts';
import { isExecuting, type Members, type NodeContext } from './node-context.ts';
import { relationClass } from './relation-object.ts';
import type { RunFacts, RunFlags } from './vocabulary.ts';

/** What Smelt's templates are compatible with. */
export const dbtVersion = '1.12.0';

/** dbt's flags by their names in capitals; those that Smelt has no option for have dbt's default. */
function flagsOf(run: RunFacts): ReadonlyMap<string, Value> {
  const { flags } = run;
  return new Map<string, Value>([
    ['STORE_FAILURES', false],
    ['DEFER', false],
    ['FAIL_FAST', flags.failFast],
    ['WARN_ERROR', flags.warnError],
    ['DEBUG', flags.debug],
    ['QUIET', flags.quiet],
    ['EMPTY', flags.empty],
    ['VERSION_CHECK', flags.versionCheck],
    ['LOG_LEVEL', flags.logLevel],
    ['LOG_FORMAT', flags.logFormat],
    ['INDIRECT_SELECTION', flags.indirectSelection],
    ['FULL_REFRESH', run.fullRefresh],
    ['WHICH', run.command],
    ['PRINT', flags.print],
    ['INTROSPECT', true],
    ['THREADS', BigInt(run.threads)],
    ['TARGET', run.target.name],
    ['INVOCATION_COMMAND', `smelt ${run.command}`],
  ]);
}

/** `isLoud`: whether people are to see it; undefined: nobody is. */
function saying(name: string, isLoud: (args: CallArguments, flags: RunFlags) => boolean | undefined) {
  return ({ environment }: NodeContext): Value =>
    hostFunction(name, (args) => {
      const loud = isLoud(args, environment.run.flags);
      if (loud !== undefined) environment.say(toText(argument(args, 0, 'msg') ?? ''), loud);
      return '';
    });
}

/** `info=true` makes it a line of the log as others are; else it is for debugging. */
function isLogged(args: CallArguments, flags: RunFlags): boolean {
  return isReported(argument(args, 1, 'info') === true ? 'info' : 'debug', levelOf(flags));
}

/** The function's value, or an error with the message where the function raises one; a macro's own error stays. */
function tryOrCompilerError({ positional: [message = null, callee = null, ...rest], keywords }: CallArguments) {
  if (!(callee instanceof HostObject)) throw new TemplateError('type', 'try_or_compiler_error() takes a function');
  try {
    const result = callee.call({ positional: rest, keywords });
    return result instanceof Invocation ? new Invocation(callee, { positional: rest, keywords }) : result;
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateError('raised', toText(message).trim());
    throw error;
  }
}

function docText({ environment, vocabulary }: NodeContext, args: CallArguments): string {
  const [first = '', second] = args.positional.map((_, index) => textArgument('doc', args, index, 'name'));
  const [packageName, name] = second === undefined ? [null, first] : [first, second];
  return environment.doc(vocabulary.packageName, packageName, name);
}

/** Variables of the environment that dbt shows to everybody, without their prefix. */
function metadataVariables({ env }: RunFacts): JsonObject {
  const prefix = 'DBT_ENV_CUSTOM_ENV_';
  const shown = Object.entries(env).flatMap(([name, value]) =>
    name.startsWith(prefix) && value !== undefined ? [[name.slice(prefix.length), value] as const] : [],
  );
  return Object.fromEntries(shown);
}

const api: Value = new HostNamespace(
  'api',
  new Map<string, Value>([
    ['Relation', relationClass],
    ['Column', columnClass],
  ]),
);

/** One for all templates of a command, as in dbt: packages keep there what they know of the run. */
function sharedValue(graph: JsonObject): Value {
  const value = sharedValues.get(graph) ?? fromJson(graph);
  sharedValues.set(graph, value);
  return value;
}

const sharedValues = new WeakMap<JsonObject, Value>();

export const runMembers: Members = new Map<string, (context: NodeContext) => Value>([
  ['execute', (context) => isExecuting(context)],
  ['target', ({ environment: { run } }) => fromJson(targetValue(run.target))],
  ['this', ({ vocabulary }) => vocabulary.current ?? new Undefined("'this' is undefined", false, 'this')],
  ['database', ({ environment: { run } }) => run.target.database],
  ['schema', ({ vocabulary, environment: { run } }) => vocabulary.current?.values.schema ?? run.target.schema],
  ['model', ({ vocabulary }) => fromJson(vocabulary.model())],
  ['graph', ({ environment }) => sharedValue(environment.graph())],
  ['flags', ({ environment: { run } }) => new HostNamespace('Flags', flagsOf(run))],
  ['invocation_id', ({ environment: { run } }) => run.invocationId],
  [
    'invocation_args_dict',
    ({ environment: { run } }) => fromJson({ which: run.command, full_refresh: run.fullRefresh }),
  ],
  ['run_started_at', ({ environment: { run } }) => runStartedAt(run.startedAt)],
  ['dbt_version', () => dbtVersion],
  ['dbt_metadata_envs', ({ environment: { run } }) => fromJson(metadataVariables(run))],
  ['project_name', ({ environment: { run } }) => run.projectName],
  ['thread_id', () => 'MainThread'],
  ['modules', () => modules],
  ['api', () => api],
  ['return', () => returnFunction],
  ['log', saying('log', isLogged)],
  ['print', saying('print', (_, { print }) => (print ? true : undefined))],
  ['doc', (context) => hostFunction('doc', (args) => docText(context, args))],
  ['try_or_compiler_error', () => hostFunction('try_or_compiler_error', tryOrCompilerError)],
]);
