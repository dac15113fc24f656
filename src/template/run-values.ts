// Values of the run and of the node: `target`, `this`, `execute`, `is_incremental`, `model`, `invocation_id`, ….

import { TemplateError } from '../jinja/errors.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import { toText } from '../jinja/python/printing.ts';
import { type CallArguments, HostObject, type Value } from '../jinja/value.ts';
import { argument, textArgument } from './arguments.ts';
import { HostNamespace, hostFunction } from './host-function.ts';
import type { NodeVocabulary, RunFacts } from './vocabulary.ts';

/** A dictionary whose values are made only when they are asked for: `graph` and `model` are large and seldom used. */
class LazyValue extends HostObject {
  override readonly typeName = 'dict';
  readonly #make: () => Value;
  #value: Value | undefined;

  constructor(make: () => Value) {
    super();
    this.#make = make;
  }
  get value(): Value {
    this.#value ??= this.#make();
    return this.#value;
  }
  override toText(): string {
    return toText(this.value);
  }
  override getAttribute(name: string): Value | undefined {
    return getAttribute(this.value, name);
  }
  override getItem(key: Value): Value | undefined {
    return getItem(this.value, key);
  }
  override iterate(): Iterable<Value> | undefined {
    return iterable(this.value);
  }
  override length(): number | undefined {
    return lengthOf(this.value);
  }
}

import { getItem } from '../jinja/python/items.ts';
import { iterable } from '../jinja/python/iteration.ts';
import { getAttribute } from '../jinja/python/operators.ts';
import { lengthOf } from '../jinja/python/truth.ts';

function targetOf(run: RunFacts): Value {
  const { name, schema, database, threads, host, port, user } = run.target;
  return fromJson({
    name,
    profile_name: run.projectName,
    target_name: name,
    type: 'postgres',
    schema,
    database,
    dbname: database,
    threads,
    host,
    port,
    user,
  });
}

function raising(vocabulary: NodeVocabulary): Value {
  return new HostNamespace(
    'exceptions',
    new Map<string, Value>([
      ['raise_compiler_error', hostFunction('raise_compiler_error', (args) => raise(args))],
      ['raise_not_implemented', hostFunction('raise_not_implemented', (args) => raise(args))],
      [
        'warn',
        hostFunction('warn', (args) => {
          vocabulary.warn(textArgument('warn', args, 0, 'msg'));
          return '';
        }),
      ],
    ]),
  );
}

function raise(args: CallArguments): never {
  throw new TemplateError('raised', oneSentence(toText(argument(args, 0, 'msg') ?? '')));
}

function oneSentence(message: string): string {
  return message.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
}

/** The values of this file by name. */
export function runValues(vocabulary: NodeVocabulary, run: RunFacts): Map<string, Value> {
  const say = (loud: boolean) => (args: CallArguments) => {
    const message = toText(argument(args, 0, 'msg') ?? '');
    vocabulary.log(message, loud || argument(args, 1, 'info') === true);
    return '';
  };
  return new Map<string, Value>([
    ['execute', vocabulary.mode === 'execute'],
    ['target', targetOf(run)],
    ['this', vocabulary.current],
    ['database', run.target.database],
    ['schema', vocabulary.current?.values.schema ?? run.target.schema],
    ['model', new LazyValue(() => fromJson(vocabulary.model))],
    ['graph', new LazyValue(() => fromJson(vocabulary.graph()))],
    ['is_incremental', hostFunction('is_incremental', () => vocabulary.isIncremental())],
    ['should_full_refresh', hostFunction('should_full_refresh', () => vocabulary.shouldFullRefresh())],
    ['invocation_id', run.invocationId],
    ['dbt_version', '1.12.0'],
    ['project_name', run.projectName],
    ['log', hostFunction('log', say(false))],
    ['print', hostFunction('print', say(true))],
    ['exceptions', raising(vocabulary)],
    [
      'doc',
      hostFunction('doc', (args) => {
        const names = args.positional.map((_, index) => textArgument('doc', args, index, 'name'));
        return names.length === 2
          ? vocabulary.doc(names[0] ?? null, names[1] ?? '')
          : vocabulary.doc(null, names[0] ?? '');
      }),
    ],
    [
      'run_query',
      hostFunction('run_query', (args) => vocabulary.query(textArgument('run_query', args, 0, 'sql'), args)),
    ],
  ]);
}
