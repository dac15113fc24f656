// `ref` and `source`: how a file names what it reads.

import { TemplateError } from '../jinja/errors.ts';
import { HostFunction } from '../jinja/host-function.ts';
import { toText } from '../jinja/python/printing.ts';
import { isTrue } from '../jinja/python/truth.ts';
import { typeName } from '../jinja/python/type-name.ts';
import { type CallArguments, Undefined, type Value } from '../jinja/value.ts';
import type { VersionName } from '../project/model-version.ts';
import { wantText } from './arguments.ts';
import type { Members, NodeContext } from './node-context.ts';
import { RuntimeConfig } from './runtime-config.ts';
import type { RefArguments, RunFacts } from './vocabulary.ts';

/** `ref('name')`, `ref('package', 'name')`, with `v=` or `version=`; as in dbt, a version of 0, None or '' is none. */
export function readRef({ positional, keywords }: CallArguments): RefArguments {
  const versions = [keywords.get('version') ?? null, keywords.get('v') ?? null];
  const version = versions.find(isTrue) ?? null;
  const count = positional.length;
  if (count < 1 || count > 2)
    throw new TemplateError('type', `ref() takes one or two names, not ${count}`, {
      help: "Name a model, seed or snapshot: ref('orders'), or one of a package: ref('shop', 'orders')",
    });
  const names = positional.map((value) => nameArgument('ref', value, 'name'));
  const name = names[count - 1] ?? '';
  return { packageName: count === 2 ? (names[0] ?? null) : null, name, version: readPin(version, name) };
}

function readPin(version: Value, name: string): VersionName | null {
  if (version === null || typeof version === 'string') return version;
  if (typeof version === 'bigint') return Number(version);
  if (typeof version === 'number') return Number.isInteger(version) ? toText(version) : version;
  if (version instanceof Undefined) throw new TemplateError('undefined', version.message);
  throw new TemplateError('type', `the version of ref('${name}') is a number or a text, not ${typeName(version)}`, {
    help: `Name a version: ref('${name}', v=2)`,
  });
}

/** `source('name', 'table')`. */
export function readSource(args: CallArguments): { readonly sourceName: string; readonly name: string } {
  if (args.positional.length !== 2)
    throw new TemplateError('type', `source() takes two names, not ${args.positional.length}`, {
      help: "Name a source and its table: source('shop', 'orders')",
    });
  return {
    sourceName: nameArgument('source', args.positional[0], 'source_name'),
    name: nameArgument('source', args.positional[1], 'table_name'),
  };
}

/** What is undefined here is most often a name without its quotes. */
function nameArgument(call: string, value: Value | undefined, what: string): string {
  if (value instanceof Undefined && value.name !== undefined)
    throw new TemplateError('undefined', value.message, { help: `Write the name in quotes: '${value.name}'` });
  return wantText(call, value, what);
}

/** As in dbt, the functions know the config of the run: `builtins.ref.config`. */
class Resolver extends HostFunction {
  readonly #run: RunFacts;

  constructor(name: string, run: RunFacts, resolve: (args: CallArguments) => Value) {
    super(name, resolve);
    this.#run = run;
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 'config') return new RuntimeConfig(this.#run);
    return name === 'current_project' ? this.#run.projectName : undefined;
  }
}

export const referenceMembers: Members = new Map<string, (context: NodeContext) => Value>([
  [
    'ref',
    ({ vocabulary, environment }) => new Resolver('ref', environment.run, (args) => vocabulary.ref(readRef(args))),
  ],
  [
    'source',
    ({ vocabulary, environment }) =>
      new Resolver('source', environment.run, (args) => {
        const { sourceName, name } = readSource(args);
        return vocabulary.source(sourceName, name);
      }),
  ],
]);
