// What a template can call that runs inside the machine: macros and callers, `super` and `self`, and dbt's return.

import type { Code } from '../code/instructions.ts';
import { TemplateError } from '../errors.ts';
import { toRepr } from '../python/operators.ts';
import { type CallArguments, type CallResult, HostObject, Invocation, Tuple, type Value } from '../value.ts';
import type { Context, Frame } from './frame.ts';

export class Macro extends HostObject {
  override readonly typeName = 'Macro';
  readonly code: Code;
  readonly outer: Frame;

  constructor(code: Code, outer: Frame) {
    super();
    this.code = code;
    this.outer = outer;
  }

  get name(): string {
    return this.code.name;
  }
  override toText(): string {
    return this.code.kind === 'caller' ? '<Macro anonymous>' : `<Macro ${toRepr(this.name)}>`;
  }
  override getAttribute(name: string): Value | undefined {
    const { signature } = this.code;
    switch (name) {
      case 'name':
        return this.code.kind === 'caller' ? null : this.name;
      case 'arguments':
        return new Tuple(signature.parameters);
      case 'catch_kwargs':
        return signature.kwargs >= 0;
      case 'catch_varargs':
        return signature.varargs >= 0;
      case 'caller':
        return signature.caller >= 0;
      case 'explicit_caller':
        return signature.explicitCaller;
      default:
        return undefined;
    }
  }
  override get callable(): boolean {
    return true;
  }
  /** The machine runs macros in frames of their own; whoever else calls one has to ask the machine. */
  override call(args: CallArguments): CallResult {
    return new Invocation(this, args);
  }
}

/** `super` and `self.name`: the block of that name at that depth of inheritance. */
export class BlockReference extends HostObject {
  override readonly typeName = 'BlockReference';
  readonly name: string;
  readonly context: Context;
  readonly depth: number;

  constructor(name: string, context: Context, depth: number) {
    super();
    this.name = name;
    this.context = context;
    this.depth = depth;
  }

  get code(): Code | undefined {
    return this.context.blocks.get(this.name)?.[this.depth];
  }
  override toText(): string {
    return `<BlockReference ${toRepr(this.name)}>`;
  }
  override getAttribute(name: string): Value | undefined {
    if (name !== 'super') return undefined;
    const outer = new BlockReference(this.name, this.context, this.depth + 1);
    return outer.code ? outer : undefined;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: CallArguments): CallResult {
    return new Invocation(this, args);
  }
}

/** `self`: a template's blocks by name. */
export class TemplateReference extends HostObject {
  override readonly typeName = 'TemplateReference';
  readonly #context: Context;

  constructor(context: Context) {
    super();
    this.#context = context;
  }

  override toText(): string {
    return '<TemplateReference>';
  }
  override getItem(key: Value): Value | undefined {
    const known = typeof key === 'string' && this.#context.blocks.has(key);
    return known ? new BlockReference(key, this.#context, 0) : undefined;
  }
}

/** An imported template: what its top level defines. */
export class Module extends HostObject {
  override readonly typeName = 'TemplateModule';
  readonly name: string;
  readonly members: ReadonlyMap<string, Value>;

  constructor(name: string, members: ReadonlyMap<string, Value>) {
    super();
    this.name = name;
    this.members = members;
  }

  override toText(): string {
    return `<TemplateModule ${toRepr(this.name)}>`;
  }
  override getAttribute(name: string): Value | undefined {
    return this.members.get(name);
  }
}

/** dbt's `return`: ends the macro that runs, whose call then has this value instead of the printed text. */
class ReturnFunction extends HostObject {
  override readonly typeName = 'function';
  override toText(): string {
    return '<function return>';
  }
  override get callable(): boolean {
    return true;
  }
  override call(): Value {
    throw new TemplateError('type', 'return() can only be called directly');
  }
}

/** The machine knows it by identity: put it among the globals under the name that templates shall use. */
export const returnFunction: HostObject = new ReturnFunction();
