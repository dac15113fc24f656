// The macros that dbt brings along, in TypeScript: called, dispatched and overridden like any macro of a project.

import { counted } from '../../base/counted.ts';
import { TemplateError } from '../../jinja/errors.ts';
import { toText } from '../../jinja/python/printing.ts';
import {
  type CallArguments,
  type CallResult,
  HostObject,
  Invocation,
  Tuple,
  Undefined,
  type Value,
} from '../../jinja/value.ts';
import { dispatched } from '../dispatch.ts';
import { builtinPackage } from '../macros.ts';
import type { NodeContext } from '../node-context.ts';

export interface Parameter {
  readonly name: string;
  /** Absent: an argument that is not given is undefined. */
  readonly defaultValue?: Value;
}

export interface BuiltinMacro {
  readonly name: string;
  /** Null: any arguments, of which none is looked at. */
  readonly parameters: readonly Parameter[] | null;
  /** `caller` is the body of a call block. */
  readonly run: (context: NodeContext, values: readonly Value[], caller: Value | undefined) => CallResult;
}

/** A macro with its parameters in order; `=` gives a default of None. */
export function macro(name: string, signature: string, run: BuiltinMacro['run']): BuiltinMacro {
  const parameters = signature
    .split(' ')
    .filter((word) => word !== '')
    .map(parameterOf);
  return { name, parameters, run };
}

function parameterOf(word: string): Parameter {
  return word.endsWith('=') ? { name: word.slice(0, -1), defaultValue: null } : { name: word };
}

/** A macro `name` that dispatches to `prefix__name`, which a project may write itself. */
export function dispatching(
  name: string,
  signature: string,
  run: BuiltinMacro['run'],
  prefix: 'default' | 'postgres' = 'default',
): readonly BuiltinMacro[] {
  const own = macro(`${prefix}__${name}`, signature, run);
  return [
    {
      ...own,
      name,
      run: (context, positional) =>
        new Invocation(dispatched(context, name, builtinPackage), { positional, keywords: new Map() }),
    },
    own,
  ];
}

/** As `dispatching`, for a macro that only puts its arguments into a text. */
export function text(
  name: string,
  signature: string,
  make: (...texts: readonly string[]) => string,
  prefix: 'default' | 'postgres' = 'default',
): readonly BuiltinMacro[] {
  return dispatching(name, signature, (_, values) => make(...values.map((value) => toText(value))), prefix);
}

export class BuiltinMacroObject extends HostObject {
  override readonly typeName = 'Macro';
  readonly #macro: BuiltinMacro;
  readonly #context: NodeContext;

  constructor(definition: BuiltinMacro, context: NodeContext) {
    super();
    this.#macro = definition;
    this.#context = context;
  }

  override toText(): string {
    return `<Macro '${this.#macro.name}'>`;
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 'name') return this.#macro.name;
    if (name !== 'arguments') return undefined;
    return new Tuple((this.#macro.parameters ?? []).map((parameter) => parameter.name));
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: CallArguments): CallResult {
    const { parameters, run } = this.#macro;
    const values = parameters ? this.#bind(parameters, args) : [];
    return run(this.#context, values, args.keywords.get('caller'));
  }

  /** As a macro of the template language takes arguments: what is missing is undefined, what is too much an error. */
  #bind(parameters: readonly Parameter[], { positional, keywords }: CallArguments): readonly Value[] {
    const { name } = this.#macro;
    if (positional.length > parameters.length)
      throw new TemplateError('type', `macro '${name}' takes not more than ${counted(parameters.length, 'argument')}`, {
        help: 'Call it with the arguments that it takes',
      });
    const byKeyword = new Set(parameters.slice(positional.length).map((parameter) => parameter.name));
    const unknown = [...keywords.keys()].find((key) => key !== 'caller' && !byKeyword.has(key));
    if (unknown !== undefined) {
      const names = parameters.map((parameter) => parameter.name);
      throw new TemplateError('type', `macro '${name}' takes no keyword argument '${unknown}'`, {
        help: names.length > 0 ? `Its parameters are ${names.join(', ')}` : 'It has no parameters',
      });
    }
    return parameters.map((parameter, index) => {
      const given = index < positional.length ? positional[index] : keywords.get(parameter.name);
      if (given !== undefined) return given;
      if (parameter.defaultValue !== undefined) return parameter.defaultValue;
      const isLenient = this.#context.vocabulary.mode === 'parse';
      return new Undefined(`parameter '${parameter.name}' was not provided`, isLenient);
    });
  }
}
