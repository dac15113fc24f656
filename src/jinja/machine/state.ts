// What a rendering has in hand while it runs: the stack, the frame, the text under construction. Plain data, so that the
// machine can stop between any two instructions.

import { InternalError } from '../../base/internal-error.ts';
import type { Code } from '../code/instructions.ts';
import type { FilterEnvironment } from '../environment.ts';
import type { Budget } from '../limits.ts';
import { toText } from '../python/operators.ts';
import { type Question, Undefined, type Value } from '../value.ts';
import { BlockReference, TemplateReference } from './callables.ts';
import { type Context, type Frame, plain, type Receiver, type Slot } from './frame.ts';
import { Captured, Output } from './output.ts';

export interface MachineOptions {
  readonly budget: Budget;
  readonly environment: FilterEnvironment;
  readonly lenient: boolean;
  /** The code of a template by its name. */
  readonly load: (name: string) => Code | undefined;
  /** Names that a call of an undefined one may have meant. */
  readonly callable: () => Iterable<string>;
}

/** What the printed values of a template were, for native mode. */
export interface Printed {
  texts: number;
  values: number;
  last: Value;
}

export class State {
  readonly options: MachineOptions;
  readonly stack: Slot[] = [];
  readonly captures: Output[] = [];
  /** What the rendering prints. */
  readonly root: Output;
  frame: Frame;
  output: Output;
  /** The instruction that runs, for the place of an error. */
  at = 0;
  pending: { readonly question: Question; readonly receiver: Receiver | undefined } | undefined;
  /** What the macro that the rendering is a call of has returned. */
  returned: { readonly value: Slot } | undefined;
  readonly printed: Printed = { texts: 0, values: 0, last: null };

  /** `frame` is the outermost one; its output is the rendering's. */
  constructor(options: MachineOptions, frame: Frame) {
    this.options = options;
    this.frame = frame;
    this.root = frame.output;
    this.output = frame.output;
  }

  pop(): Slot {
    return this.stack.pop();
  }

  popPlain(): Value {
    return plain(this.stack.pop());
  }

  /** The topmost values, the lowest first. */
  take(count: number): Slot[] {
    return count === 0 ? [] : this.stack.splice(this.stack.length - count, count);
  }

  undefined(name: string): Undefined {
    return new Undefined(`'${name}' is undefined`, this.options.lenient, name);
  }

  print(frame: Frame, at: number, constant: boolean): void {
    const value = this.pop();
    const text = value instanceof Captured ? value.text : toText(plain(value));
    this.options.budget.spendText(text.length);
    this.output.add(text, value instanceof Captured ? value : frame.site, at);
    if (this.output !== this.root) return;
    if (constant) this.printed.texts++;
    else {
      this.printed.values++;
      this.printed.last = plain(value);
    }
  }

  /** A variable that has no value: of a template that never ran it is what the context says. */
  missing(owner: Frame, slot: number): Slot {
    const name = owner.code.slotNames[slot] ?? '';
    return owner.detached ? this.global(owner, name) : this.undefined(name);
  }

  global(frame: Frame, name: string): Slot {
    const value = frame.context.resolve(name);
    if (value !== undefined) return value;
    if (name === 'self') return new TemplateReference(frame.context);
    if (name === 'super' && frame.code.kind === 'block') return this.super(frame);
    return this.undefined(name);
  }

  super(frame: Frame): Value {
    const depth = frame.context.blocks.get(frame.code.name)?.indexOf(frame.code) ?? -1;
    const reference = new BlockReference(frame.code.name, frame.context, depth + 1);
    return reference.code ? reference : new Undefined(`there is no parent block called '${frame.code.name}'`, false);
  }

  /** Back to what was being printed before; returns what has been printed since. */
  endCapture(): Output {
    const captured = this.output;
    const outer = this.captures.pop();
    if (!outer) throw new InternalError('a capture ended that had not begun');
    this.output = outer;
    return captured;
  }

  /** Texts put together, keeping the origins of those that have them. */
  joined(parts: readonly Slot[], frame: Frame, at: number): Slot {
    if (!parts.some((part) => part instanceof Captured)) {
      let text = '';
      for (const part of parts) text += toText(plain(part));
      this.options.budget.spendText(text.length);
      return text;
    }
    const output = new Output(frame.site);
    for (const part of parts) {
      if (part instanceof Captured) output.add(part.text, part, at);
      else output.add(toText(plain(part)), frame.site, at);
    }
    this.options.budget.spendText(output.text.length);
    return new Captured(output);
  }

  /** The frame's context with the variables in its locals, or itself where there are none to add. */
  contextWith(locals: number, isOther = false): Context {
    const frame = this.frame;
    if (locals < 0) return frame.context;
    const values = new Map<string, Slot>();
    for (const { name, slot, hops } of frame.code.pool.locals[locals] ?? []) {
      const value = outwards(frame, hops).slots[slot];
      if (value !== undefined) values.set(name, value);
    }
    const derived = frame.context.derive(values);
    if (isOther) derived.blocks.clear();
    return derived;
  }
}

/** The frame that many functions outwards. */
export function outwards(frame: Frame, hops: number): Frame {
  let owner = frame;
  for (let left = hops; left > 0; left--) owner = owner.outer ?? owner;
  return owner;
}
