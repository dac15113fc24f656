// `ref`, `source`, `config`, `var` and `env_var`: what makes a file a model.

import type { JsonValue } from '../base/json-value.ts';
import { TemplateError } from '../jinja/errors.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import { toText } from '../jinja/python/printing.ts';
import { type CallArguments, type CallResult, Dict, HostObject, type Value } from '../jinja/value.ts';
import { templateValueOf } from '../project/template-value.ts';
import { argument, isGiven, textArgument, wantText } from './arguments.ts';
import { hostFunction } from './host-function.ts';
import type { NodeVocabulary, RefArguments, RunFacts } from './vocabulary.ts';

/** `ref('name')`, `ref('package', 'name')`, with `v=` or `version=`. */
export function readRef(args: CallArguments): RefArguments {
  const version = args.keywords.get('v') ?? args.keywords.get('version') ?? null;
  const count = args.positional.length;
  if (count < 1 || count > 2) throw new TemplateError('type', `ref() takes one or two names, not ${count}`);
  const names = args.positional.map((value) => wantText('ref', value, 'name'));
  return {
    packageName: count === 2 ? (names[0] ?? null) : null,
    name: names[count - 1] ?? '',
    version: version === null ? null : toText(version),
  };
}

/** `source('name', 'table')`. */
export function readSource(args: CallArguments): { readonly sourceName: string; readonly name: string } {
  if (args.positional.length !== 2)
    throw new TemplateError('type', `source() takes two names, not ${args.positional.length}`);
  return {
    sourceName: textArgument('source', args, 0, 'source_name'),
    name: textArgument('source', args, 1, 'table_name'),
  };
}

/** `config(key=value)`, `config({'key': value})`, and its methods. */
class ConfigObject extends HostObject {
  override readonly typeName = 'RuntimeConfigObject';
  readonly #vocabulary: NodeVocabulary;

  constructor(vocabulary: NodeVocabulary) {
    super();
    this.#vocabulary = vocabulary;
  }
  override toText(): string {
    return '<config>';
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: CallArguments): CallResult {
    const entries = new Map<string, Value>();
    const [first, ...rest] = args.positional;
    if (rest.length > 0 || (first !== undefined && (!(first instanceof Dict) || args.keywords.size > 0))) {
      throw new TemplateError('type', 'config() takes either keywords or one dictionary');
    }
    if (first instanceof Dict) {
      for (const { key, value } of first.entries.values()) entries.set(wantText('config', key, 'key'), value);
    }
    for (const [key, value] of args.keywords) entries.set(key, value);
    this.#vocabulary.config(entries);
    return '';
  }
  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'get':
        return hostFunction('config.get', (args) => {
          const value = this.#vocabulary.configValue(textArgument('config.get', args, 0, 'name'));
          return value === undefined ? (argument(args, 1, 'default') ?? null) : fromJson(value);
        });
      case 'require':
        return hostFunction('config.require', (args) => {
          const key = textArgument('config.require', args, 0, 'name');
          const value = this.#vocabulary.configValue(key);
          if (value !== undefined) return fromJson(value);
          if (this.#vocabulary.mode === 'parse') return '';
          throw new TemplateError('raised', `the config '${key}' is required, but nothing sets it`);
        });
      case 'persist_relation_docs':
        return hostFunction('config.persist_relation_docs', () => persists(this.#vocabulary, 'relation'));
      case 'persist_column_docs':
        return hostFunction('config.persist_column_docs', () => persists(this.#vocabulary, 'columns'));
      default:
        return undefined;
    }
  }
}

function persists(vocabulary: NodeVocabulary, what: string): boolean {
  const value = vocabulary.configValue('persist_docs');
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    (value as Readonly<Record<string, JsonValue>>)[what] === true
  );
}

/** `var('name')`, `var('name', default)`, `var.has_var('name')`. */
class VarObject extends HostObject {
  override readonly typeName = 'RuntimeVar';
  readonly #vars: RunFacts['vars'];
  readonly #lenient: boolean;

  constructor(vars: RunFacts['vars'], lenient: boolean) {
    super();
    this.#vars = vars;
    this.#lenient = lenient;
  }
  override toText(): string {
    return '<var>';
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: CallArguments): Value {
    const name = textArgument('var', args, 0, 'var_name');
    const value = Object.hasOwn(this.#vars, name) ? this.#vars[name] : undefined;
    if (value !== undefined) return templateValueOf(value);
    if (isGiven(args, 1, 'default')) return argument(args, 1, 'default') ?? null;
    if (this.#lenient) return null;
    throw new TemplateError('raised', `the var '${name}' has no value`, {
      code: 'TEMPLATE_VAR',
      help: `Set it under vars: in the project file, with --vars '{${name}: …}', or give a default: var('${name}', …)`,
    });
  }
  override getAttribute(name: string): Value | undefined {
    if (name !== 'has_var') return undefined;
    return hostFunction('var.has_var', (args) =>
      Object.hasOwn(this.#vars, textArgument('var.has_var', args, 0, 'var_name')),
    );
  }
}

const secretPrefix = 'DBT_ENV_SECRET';

function readEnvironment(environment: RunFacts['environment'], args: CallArguments): Value {
  const name = textArgument('env_var', args, 0, 'var');
  if (name.startsWith(secretPrefix)) {
    throw new TemplateError('raised', `the secret '${name}' may not be used here`, {
      code: 'TEMPLATE_SECRET',
      help: `Variables whose names begin with ${secretPrefix} are for targets:, profiles.yml and packages.yml alone`,
    });
  }
  const value = environment[name];
  if (value !== undefined) return value;
  const otherwise = argument(args, 1, 'default');
  if (otherwise !== undefined) return otherwise === null ? null : toText(otherwise);
  throw new TemplateError('raised', `the environment variable '${name}' is not set`, {
    code: 'TEMPLATE_ENV_VAR',
    help: `Set ${name}, put it into .env, or give a default: env_var('${name}', '…')`,
  });
}

/** The functions of this file by name. */
export function referenceFunctions(vocabulary: NodeVocabulary, run: RunFacts): Map<string, Value> {
  return new Map<string, Value>([
    ['ref', hostFunction('ref', (args) => vocabulary.ref(readRef(args)))],
    [
      'source',
      hostFunction('source', (args) => {
        const { sourceName, name } = readSource(args);
        return vocabulary.source(sourceName, name);
      }),
    ],
    ['config', new ConfigObject(vocabulary)],
    ['var', new VarObject(run.vars, vocabulary.mode === 'parse')],
    ['env_var', hostFunction('env_var', (args) => readEnvironment(run.environment, args))],
  ]);
}
