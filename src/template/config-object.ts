// `config(…)` and its methods: how a file states its settings, and how it reads them.

import type { JsonValue } from '../base/json-value.ts';
import { isJsonObject } from '../base/json-value.ts';
import { TemplateError } from '../jinja/errors.ts';
import { HostNamespace, hostFunction } from '../jinja/host-function.ts';
import { callOf, play, type Script } from '../jinja/host-script.ts';
import { equals } from '../jinja/python/equality.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import { toText } from '../jinja/python/printing.ts';
import { type CallArguments, type CallResult, Dict, HostObject, type Value } from '../jinja/value.ts';
import { argument, isGiven, textArgument, wantText } from './arguments.ts';
import { isExecuting, type Members, type NodeContext } from './node-context.ts';

class ConfigObject extends HostObject {
  override readonly typeName = 'RuntimeConfigObject';
  readonly #context: NodeContext;

  constructor(context: NodeContext) {
    super();
    this.#context = context;
  }
  override toText(): string {
    return '<config>';
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: CallArguments): CallResult {
    this.#context.vocabulary.config(configEntries(args));
    return '';
  }
  override getAttribute(name: string): Value | undefined {
    const run = methods.get(name);
    return run && hostFunction(`config.${name}`, (args) => run(this.#context, args));
  }
}

/** The keys of one call: `config(key=value)` or `config({'key': value})`. */
export function configEntries({ positional, keywords }: CallArguments): ReadonlyMap<string, Value> {
  const [first, ...rest] = positional;
  if (rest.length > 0 || (first !== undefined && (!(first instanceof Dict) || keywords.size > 0))) {
    throw new TemplateError('type', 'config() takes either keywords or one dictionary');
  }
  if (!(first instanceof Dict)) return keywords;
  return new Map([...first.entries.values()].map(({ key, value }) => [wantText('config', key, 'key'), value]));
}

type Read = (context: NodeContext, key: string) => JsonValue | undefined;

const fromConfig: Read = ({ vocabulary }, key) => vocabulary.configValue(key) ?? undefined;
const fromMeta: Read = ({ vocabulary }, key) => {
  const meta = vocabulary.configValue('meta');
  return isJsonObject(meta ?? null) ? memberOf(meta, key) : undefined;
};

function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return value !== undefined && isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** As in dbt, a validator is asked only where a default other than None is given. */
function* get(read: Read, context: NodeContext, args: CallArguments): Script {
  const found = read(context, textArgument('config.get', args, 0, 'name'));
  const otherwise = argument(args, 1, 'default') ?? null;
  const value = found === undefined ? otherwise : fromJson(found);
  if (otherwise !== null && isGiven(args, 2, 'validator')) yield* validate(args, 2, value);
  return value;
}

function* require(read: Read, context: NodeContext, args: CallArguments): Script {
  const key = textArgument('config.require', args, 0, 'name');
  const found = read(context, key);
  if (found === undefined)
    throw new TemplateError('raised', `the config '${key}' is required, and nothing sets it`, {
      code: 'TEMPLATE_CONFIG',
      help: `Set it in the file, {{ config(${key}=…) }}, or under config: of its properties`,
    });
  const value = fromJson(found);
  yield* validate(args, 1, value);
  return value;
}

function* validate(args: CallArguments, position: number, value: Value): Generator<CallResult, void, Value> {
  const validator = argument(args, position, 'validator') ?? null;
  if (validator !== null) yield callOf(validator, value);
}

/** In parse mode dbt's config answers an empty text to every question, because it is not merged yet. */
function whenExecuting(
  run: (context: NodeContext, args: CallArguments) => CallResult,
  inParsing: Value,
): (context: NodeContext, args: CallArguments) => CallResult {
  return (context, args) => (isExecuting(context) ? run(context, args) : inParsing);
}

function persists(what: 'relation' | 'columns') {
  return whenExecuting(({ vocabulary }) => memberOf(vocabulary.configValue('persist_docs'), what) === true, false);
}

const methods: ReadonlyMap<string, (context: NodeContext, args: CallArguments) => CallResult> = new Map([
  ['get', whenExecuting((context, args) => play(get(fromConfig, context, args)), '')],
  ['meta_get', whenExecuting((context, args) => play(get(fromMeta, context, args)), '')],
  ['require', whenExecuting((context, args) => play(require(fromConfig, context, args)), '')],
  ['meta_require', whenExecuting((context, args) => play(require(fromMeta, context, args)), '')],
  [
    'set',
    (context: NodeContext, args: CallArguments) => {
      const key = textArgument('config.set', args, 0, 'name');
      context.vocabulary.config(new Map([[key, argument(args, 1, 'value') ?? null]]));
      return '';
    },
  ],
  ['persist_relation_docs', persists('relation')],
  ['persist_column_docs', persists('columns')],
]);

/** `validation.any('a', 'b')`: a validator for config.get and config.require. */
const validation: Value = new HostNamespace(
  'dict',
  new Map([
    [
      'any',
      hostFunction('validation.any', ({ positional: allowed }) =>
        hostFunction('validate', ({ positional: [value = null] }) => {
          if (allowed.some((one) => equals(one, value))) return null;
          const list = allowed.map((one) => toText(one)).join(', ');
          throw new TemplateError('value', `'${toText(value)}' is not one of ${list}`);
        }),
      ),
    ],
  ]),
);

export const configMembers: Members = new Map<string, (context: NodeContext) => Value>([
  ['config', (context) => new ConfigObject(context)],
  ['validation', () => validation],
]);
