// The machine: runs the instructions of one rendering. Because its stack and its frames are plain data, it can stop
// wherever a host's function asks a question, and go on from there when it is resumed.

import { InternalError } from '../../base/internal-error.ts';
import type { Span } from '../../diagnostics/source-text.ts';
import * as op from '../code/instructions.ts';
import type { FilterEnvironment } from '../environment.ts';
import { TemplateError } from '../errors.ts';
import type { Budget } from '../limits.ts';
import {
  binary,
  dictFrom,
  getSlice,
  isTrue,
  lookupAttribute,
  lookupItem,
  metered,
  toArray,
  toText,
  typeName,
  unary,
} from '../python/operators.ts';
import { type CallArguments, type CallResult, Dict, HostObject, Invocation, List, Question, Tuple, Undefined, type Value } from '../value.ts';
import { BlockReference, bindArguments, Macro, Module, returnFunction, TemplateReference } from './callables.ts';
import { Context, type Finish, type Frame, linkOf, plain, type Receiver, type Recursion, type Slot } from './frame.ts';
import { Loop } from './loop.ts';
import { Captured, callFrames, Output, spanAt } from './output.ts';

export interface MachineOptions {
  readonly budget: Budget;
  readonly environment: FilterEnvironment;
  readonly lenient: boolean;
  /** The code of a template by its name. */
  readonly load: (name: string) => op.Code | undefined;
}

/** Why the machine stopped. */
export type Stop =
  | { readonly kind: 'done'; readonly value: Slot; readonly output: Output }
  | { readonly kind: 'asked'; readonly question: Question; readonly span: Span };

/** What the printed values of a template were, for native mode. */
export interface Printed {
  texts: number;
  values: number;
  last: Value;
}

const noKeywords: ReadonlyMap<string, Slot> = new Map();
/** How many instructions are charged at once. */
const batch = 256;

export class Machine {
  readonly #options: MachineOptions;
  readonly #stack: Slot[] = [];
  #frame: Frame;
  #output: Output;
  readonly #captures: Output[] = [];
  /** The instruction that runs, for the place of an error. */
  #at = 0;
  #untilCharge = batch;
  #pending: { readonly question: Question; readonly receiver: Receiver | undefined } | undefined;
  #result: Slot;
  readonly printed: Printed = { texts: 0, values: 0, last: null };

  /** Runs `code`, which is a template's or (with `slots`) that of a bound macro. */
  constructor(options: MachineOptions, code: op.Code, context: Context, outer?: Frame, slots?: Slot[]) {
    this.#options = options;
    this.#output = new Output();
    this.#frame = {
      code,
      slots: slots ?? new Array(code.slotNames.length),
      outer,
      context,
      site: { code, calls: undefined },
      back: undefined,
      depth: 0,
      finish: 'done',
      receiver: undefined,
      output: this.#output,
      captures: 0,
      height: 0,
      next: 0,
      parent: undefined,
      recursion: undefined,
      detached: false,
    };
  }

  /** Runs until the end or a question. Throws a TemplateError that has its place. */
  run(): Stop {
    return this.#guarded(() => this.#loop());
  }

  /** Goes on after a question. */
  resume(answer: unknown): Stop {
    const pending = this.#pending;
    if (!pending) throw new InternalError('a rendering was resumed that asked nothing');
    this.#pending = undefined;
    return this.#guarded(() => {
      const asked = this.#settle(pending.question.receive(answer), pending.receiver);
      return asked ?? this.#loop();
    });
  }

  /** The error as it would be at the pending question. */
  fail(message: string, help: string | undefined): TemplateError {
    const details = help === undefined ? {} : { help };
    return this.#placed(new TemplateError('raised', message, details)) as TemplateError;
  }

  #guarded(work: () => Stop): Stop {
    try {
      return metered(this.#options.budget, work);
    } catch (error) {
      throw this.#placed(error);
    }
  }

  #placed(thrown: unknown): unknown {
    const error = asTemplateError(thrown);
    if (!(error instanceof TemplateError)) return thrown;
    error.span ??= spanAt(this.#frame.code, this.#at);
    if (error.calls.length === 0) error.calls = callFrames(this.#frame.site.calls);
    return error;
  }

  #push(value: Slot): void {
    this.#stack.push(value);
  }

  #pop(): Slot {
    return this.#stack.pop();
  }

  #popPlain(): Value {
    return plain(this.#stack.pop());
  }

  #undefined(name: string): Undefined {
    return new Undefined(`'${name}' is undefined`, this.#options.lenient);
  }

  #loop(): Stop {
    const stack = this.#stack;
    const { lenient, environment, budget } = this.#options;
    let frame = this.#frame;
    let code = frame.code.instructions;
    let pool = frame.code.pool;
    let slots = frame.slots;
    let next = frame.next;
    while (true) {
      const at = next;
      this.#at = at;
      next += op.stride;
      if (--this.#untilCharge === 0) {
        this.#untilCharge = batch;
        budget.spend(batch);
      }
      const a = code[at + 1] ?? 0;
      const b = code[at + 2] ?? 0;
      switch (code[at]) {
        case op.TEXT: {
          const text = pool.constants[a] as string;
          this.printed.texts++;
          budget.spendText(text.length);
          this.#output.add(text, frame.site, at);
          continue;
        }
        case op.PRINT:
          this.#print(frame, at, b === 1);
          continue;
        case op.CAPTURE:
          this.#captures.push(this.#output);
          this.#output = new Output();
          continue;
        case op.CAPTURED: {
          const output = this.#output;
          this.#output = this.#captures.pop() as Output;
          stack.push(new Captured(output));
          continue;
        }
        case op.DISCARD:
          this.#output = this.#captures.pop() as Output;
          continue;
        case op.CONSTANT:
          stack.push(pool.constants[a]);
          continue;
        case op.LOCAL:
          stack.push(slots[a] ?? this.#missing(frame, a));
          continue;
        case op.OUTER: {
          const owner = outwards(frame, b);
          stack.push(owner.slots[a] ?? this.#missing(owner, a));
          continue;
        }
        case op.GLOBAL:
          stack.push(this.#global(frame, pool.names[a] ?? ''));
          continue;
        case op.STORE: {
          const value = stack.pop();
          slots[a] = value instanceof Undefined && value === missingMark ? undefined : value;
          continue;
        }
        case op.STORE_MEMBER: {
          const object = this.#popPlain();
          const value = this.#popPlain();
          if (!(object instanceof HostObject && object.assign(pool.names[a] ?? '', value))) {
            throw new TemplateError('type', 'cannot assign attribute on non-namespace object');
          }
          continue;
        }
        case op.INIT_GLOBAL:
          slots[a] = frame.context.resolve(pool.names[b] ?? '');
          continue;
        case op.CLEAR:
          slots[a] = undefined;
          continue;
        case op.EXPORT:
          frame.context.variables.set(pool.names[b] ?? '', slots[a]);
          continue;
        case op.PARAMETER:
          if (slots[a] !== undefined) next = b;
          continue;
        case op.NO_ARGUMENT: {
          const name = frame.code.slotNames[a] ?? '';
          slots[a] = new Undefined(`parameter '${name}' was not provided`, lenient);
          continue;
        }
        case op.POP:
          stack.pop();
          continue;
        case op.COPY:
          stack.push(stack[stack.length - 1]);
          continue;
        case op.JUMP:
          next = a;
          continue;
        case op.JUMP_FALSE:
          if (!isTrue(plain(stack.pop()))) next = a;
          continue;
        case op.JUMP_FALSE_KEEP:
          if (!isTrue(plain(stack[stack.length - 1]))) next = a;
          else stack.pop();
          continue;
        case op.JUMP_TRUE_KEEP:
          if (isTrue(plain(stack[stack.length - 1]))) next = a;
          else stack.pop();
          continue;
        case op.FAIL:
          throw new TemplateError('value', pool.constants[a] as string, { help: 'Correct the name' });
        case op.NOT:
          stack.push(!isTrue(plain(stack.pop())));
          continue;
        case op.UNARY:
          stack.push(unary(op.unaryOperators[a] ?? '-', this.#popPlain()));
          continue;
        case op.BINARY: {
          const right = stack.pop();
          const left = stack.pop();
          if (a === 0 && (left instanceof Captured || right instanceof Captured) && isText(left) && isText(right)) {
            stack.push(this.#joined([left, right], frame, at));
          } else stack.push(binary(op.binaryOperators[a] ?? '+', plain(left), plain(right)));
          continue;
        }
        case op.COMPARE: {
          const right = this.#popPlain();
          const left = this.#popPlain();
          stack.push(binary(op.compareOperators[a] ?? '==', left, right));
          continue;
        }
        case op.COMPARE_NEXT: {
          const right = this.#popPlain();
          const left = this.#popPlain();
          const result = binary(op.compareOperators[a] ?? '==', left, right);
          if (isTrue(result)) stack.push(right);
          else {
            stack.push(result);
            next = b;
          }
          continue;
        }
        case op.CONCATENATE:
          stack.push(this.#joined(stack.splice(stack.length - a, a), frame, at));
          continue;
        case op.ATTRIBUTE:
          stack.push(lookupAttribute(this.#popPlain(), pool.names[a] ?? '', lenient));
          continue;
        case op.ITEM: {
          const key = this.#popPlain();
          stack.push(lookupItem(this.#popPlain(), key, lenient));
          continue;
        }
        case op.SLICE: {
          const step = this.#popPlain();
          const to = this.#popPlain();
          const from = this.#popPlain();
          const target = this.#popPlain();
          stack.push(target instanceof Undefined && lenient ? target : getSlice(target, from, to, step));
          continue;
        }
        case op.LIST:
          stack.push(new List(stack.splice(stack.length - a, a).map(plain)));
          continue;
        case op.TUPLE:
          stack.push(new Tuple(stack.splice(stack.length - a, a).map(plain)));
          continue;
        case op.DICT:
          stack.push(dictFrom(pairs(stack.splice(stack.length - 2 * a, 2 * a))));
          continue;
        case op.FILTER: {
          const args = this.#plainArguments(pool.shapes[b]);
          const filter = pool.filters[a];
          if (filter) stack.push(filter(this.#popPlain(), args, environment));
          continue;
        }
        case op.TEST: {
          const args = this.#plainArguments(pool.shapes[b]);
          const test = pool.tests[a];
          if (test) stack.push(test(this.#popPlain(), args, environment));
          continue;
        }
        case op.NO_ELSE:
          stack.push(new Undefined('the inline if-expression is false and has no else', lenient));
          continue;
        case op.UNPACK:
          this.#unpack(a);
          continue;
        case op.FOR_BEGIN:
          slots[a] = new Loop(this.#popPlain(), lenient, b === 1 ? frame.recursion : undefined);
          continue;
        case op.FOR_NEXT: {
          const loop = slots[a] as Loop;
          const item = loop.fetch();
          if (item === undefined) next = b;
          else {
            loop.accept(item);
            stack.push(item);
          }
          continue;
        }
        case op.FOR_FETCH: {
          const item = (slots[a] as Loop).fetch();
          if (item === undefined) next = b;
          else stack.push(item);
          continue;
        }
        case op.FOR_ACCEPT:
          (slots[a] as Loop).accept(plain(stack[stack.length - 1]));
          continue;
        case op.FOR_ELSE:
          if ((slots[a] as Loop).started) next = b;
          continue;
        case op.APPEND:
          (slots[a] as List).items.push(this.#popPlain());
          continue;
        case op.MACRO: {
          const definition = pool.functions[a];
          if (definition) stack.push(new Macro(definition, frame));
          continue;
        }
        case op.IMPORTED:
          stack.push(this.#imported(pool.names[a] ?? ''));
          continue;
        default: {
          // What follows may change the frame.
          frame.next = next;
          const stop = this.#transfer(code[at] ?? -1, a, b);
          if (stop) return stop;
          frame = this.#frame;
          code = frame.code.instructions;
          pool = frame.code.pool;
          slots = frame.slots;
          next = frame.next;
        }
      }
    }
  }

  /** The instructions that begin or end a function. Returns why the machine stops, if it does. */
  #transfer(operation: number, a: number, b: number): Stop | undefined {
    const frame = this.#frame;
    const { pool } = frame.code;
    switch (operation) {
      case op.CALL: {
        const { positional, keywords } = this.#takeArguments(pool.shapes[a]);
        return this.#call(this.#popPlain(), positional, keywords, undefined);
      }
      case op.RETURN:
        return this.#return();
      case op.LOOP: {
        const code = pool.functions[a];
        if (code) this.#enterLoop({ code, outer: frame, depth: 0 }, this.#pop(), undefined);
        return undefined;
      }
      case op.BLOCK: {
        const name = pool.names[a] ?? '';
        const code = frame.context.blocks.get(name)?.[0];
        if (code && !frame.parent) this.#enterBlock(name, code, this.#contextWith(b), 'inline', 0, undefined);
        return undefined;
      }
      case op.EXTENDS:
        return this.#extend();
      case op.INCLUDE:
        return this.#include(a === 1, b);
      case op.IMPORT: {
        const code = this.#template(this.#popPlain());
        const context = b < 0 ? new Context(frame.context.globals) : this.#contextWith(b, true);
        this.#enterTemplate(code, context, 'module');
        return undefined;
      }
      default:
        throw new InternalError(`unknown instruction ${operation}`);
    }
  }

  #print(frame: Frame, at: number, constant: boolean): void {
    const value = this.#pop();
    const text = value instanceof Captured ? value.text : toText(plain(value));
    this.#options.budget.spendText(text.length);
    this.#output.add(text, value instanceof Captured ? value : frame.site, at);
    if (frame.finish !== 'done' || this.#captures.length > 0) return;
    if (constant) this.printed.texts++;
    else {
      this.printed.values++;
      this.printed.last = plain(value);
    }
  }

  /** A variable that has no value: of a template that never ran it is what the context says. */
  #missing(owner: Frame, slot: number): Slot {
    const name = owner.code.slotNames[slot] ?? '';
    return owner.detached ? this.#global(owner, name) : this.#undefined(name);
  }

  #global(frame: Frame, name: string): Slot {
    const value = frame.context.resolve(name);
    if (value !== undefined) return value;
    if (name === 'self') return new TemplateReference(frame.context);
    if (name === 'super' && frame.code.kind === 'block') return this.#super(frame);
    return this.#undefined(name);
  }

  #super(frame: Frame): Value {
    const depth = frame.context.blocks.get(frame.code.name)?.indexOf(frame.code) ?? -1;
    const reference = new BlockReference(frame.code.name, frame.context, depth + 1);
    return reference.code ? reference : new Undefined(`there is no parent block called '${frame.code.name}'`, false);
  }

  /** Texts put together, keeping the origins of those that have them. */
  #joined(parts: readonly Slot[], frame: Frame, at: number): Slot {
    if (!parts.some((part) => part instanceof Captured)) {
      let text = '';
      for (const part of parts) text += toText(plain(part));
      this.#options.budget.spendText(text.length);
      return text;
    }
    const output = new Output();
    for (const part of parts) {
      if (part instanceof Captured) output.add(part.text, part, at);
      else output.add(toText(plain(part)), frame.site, at);
    }
    this.#options.budget.spendText(output.text.length);
    return new Captured(output);
  }

  #takeArguments(shape: op.CallShape | undefined): { positional: Slot[]; keywords: ReadonlyMap<string, Slot> } {
    if (!shape) throw new InternalError('a call without a shape');
    const keywordSpread = shape.keywordSpread ? this.#popPlain() : undefined;
    const spread = shape.spread ? this.#popPlain() : undefined;
    const stack = this.#stack;
    const names = shape.keywords;
    let keywords = noKeywords;
    if (names.length > 0 || keywordSpread !== undefined) {
      const own = new Map<string, Slot>();
      const from = stack.length - names.length;
      names.forEach((name, index) => {
        own.set(name, stack[from + index]);
      });
      stack.length = from;
      if (keywordSpread !== undefined) spreadKeywords(keywordSpread, own);
      keywords = own;
    }
    const positional = shape.positional === 0 ? [] : stack.splice(stack.length - shape.positional, shape.positional);
    if (spread !== undefined) for (const item of toArray(spread)) positional.push(item);
    return { positional, keywords };
  }

  #plainArguments(shape: op.CallShape | undefined): CallArguments {
    if (shape && shape.positional === 0 && shape.keywords.length === 0 && !shape.spread && !shape.keywordSpread) {
      return noArguments;
    }
    const { positional, keywords } = this.#takeArguments(shape);
    return plainArguments(positional, keywords);
  }

  #unpack(count: number): void {
    const value = this.#popPlain();
    const items = toArray(value);
    if (items.length !== count) {
      const problem = items.length > count ? `too many values to unpack (expected ${count})` : `not enough values to unpack (expected ${count}, got ${items.length})`;
      throw new TemplateError('value', problem);
    }
    for (let index = count - 1; index >= 0; index--) this.#push(items[index]);
  }

  #call(callee: Value, positional: Slot[], keywords: ReadonlyMap<string, Slot>, receiver: Receiver | undefined): Stop | undefined {
    this.#options.budget.spend(1);
    if (callee instanceof Macro) {
      const slots = bindArguments(callee, positional, keywords);
      this.#enter(callee.code, slots, callee.outer, callee.outer.context, 'capture', callee.name, receiver);
      return undefined;
    }
    if (callee === returnFunction) {
      this.#returnFromMacro(positional.length > 0 ? positional[0] : (keywords.get('data') ?? null));
      return undefined;
    }
    if (callee instanceof Loop && callee.recursion) {
      const { code, outer, depth } = callee.recursion;
      this.#enterLoop({ code, outer, depth: depth + 1 }, positional[0], receiver);
      return undefined;
    }
    if (callee instanceof BlockReference) {
      if (callee.code) this.#enterBlock(callee.name, callee.code, callee.context, 'capture', callee.depth, receiver);
      return undefined;
    }
    if (callee instanceof HostObject && callee.callable) {
      return this.#settle(callee.call(plainArguments(positional, keywords)), receiver);
    }
    if (callee instanceof Undefined) {
      if (!callee.lenient) throw new TemplateError('undefined', callee.message);
      return this.#settle(callee, receiver);
    }
    if (callee instanceof Loop) throw new TemplateError('type', "the loop must be 'recursive' to be called", { help: 'Write {% for … recursive %}' });
    throw new TemplateError('type', `'${typeName(callee)}' object is not callable`);
  }

  /** Makes the result of a host's call the value of the call, by whatever it still takes. */
  #settle(first: CallResult, firstReceiver: Receiver | undefined): Stop | undefined {
    let result = first;
    let receiver = firstReceiver;
    while (true) {
      if (result instanceof Question) {
        this.#pending = { question: result, receiver };
        return { kind: 'asked', question: result, span: spanAt(this.#frame.code, this.#at) };
      }
      if (result instanceof Invocation) {
        const { callee, args, receive } = result;
        return this.#call(callee, [...args.positional], args.keywords, { receive, next: receiver });
      }
      if (!receiver) {
        this.#push(result);
        return undefined;
      }
      result = receiver.receive(result);
      receiver = receiver.next;
    }
  }

  #enter(
    code: op.Code,
    slots: Slot[],
    outer: Frame | undefined,
    context: Context,
    finish: Finish,
    callName: string | undefined,
    receiver: Receiver | undefined,
    recursion?: Recursion,
  ): void {
    const back = this.#frame;
    const depth = back.depth + 1;
    this.#options.budget.checkDepth(depth);
    const calls = callName === undefined ? back.site.calls : linkOf(back, callName, this.#at);
    this.#frame = {
      code,
      slots,
      outer,
      context,
      site: { code, calls },
      back,
      depth,
      finish,
      receiver,
      output: this.#output,
      captures: this.#captures.length,
      height: this.#stack.length,
      next: 0,
      parent: undefined,
      recursion,
      detached: false,
    };
    if (finish !== 'inline') this.#output = new Output();
  }

  #enterLoop(recursion: Recursion, items: Slot, receiver: Receiver | undefined): void {
    const { code, outer } = recursion;
    const slots: Slot[] = new Array(code.slotNames.length);
    slots[0] = plain(items);
    const name = recursion.depth === 0 ? undefined : 'loop';
    this.#enter(code, slots, outer, outer.context, 'capture', name, receiver, recursion);
  }

  #enterBlock(name: string, code: op.Code, context: Context, finish: Finish, depth: number, receiver: Receiver | undefined): void {
    this.#enter(code, new Array(code.slotNames.length), undefined, context, finish, depth > 0 ? name : undefined, receiver);
  }

  #enterTemplate(code: op.Code, context: Context, finish: Finish): void {
    context.addBlocks(code.pool.blocks);
    this.#enter(code, new Array(code.slotNames.length), undefined, context, finish, code.name, undefined);
  }

  /** The frame's context with the variables in its locals, or itself where there are none to add. */
  #contextWith(locals: number, isOther = false): Context {
    const frame = this.#frame;
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

  #return(): Stop | undefined {
    const frame = this.#frame;
    if (frame.parent) {
      const { code, output } = frame.parent;
      this.#output = output;
      const site = { code, calls: linkOf(frame, code.name, this.#at) };
      this.#frame = { ...frame, code, site, slots: new Array(code.slotNames.length), next: 0, parent: undefined };
      return undefined;
    }
    switch (frame.finish) {
      case 'done':
        return { kind: 'done', value: this.#result ?? new Captured(this.#output), output: this.#output };
      case 'inline':
        this.#leave(frame);
        return undefined;
      case 'capture':
        return this.#leaveWith(frame, new Captured(this.#output));
      case 'module': {
        const members = moduleOf(frame.context);
        return this.#leaveWith(frame, new Module(frame.code.name, members));
      }
    }
  }

  #leave(frame: Frame): void {
    this.#output = frame.output;
    this.#captures.length = frame.captures;
    this.#stack.length = frame.height;
    if (frame.back) this.#frame = frame.back;
  }

  #leaveWith(frame: Frame, value: Slot): Stop | undefined {
    this.#leave(frame);
    this.#at = this.#frame.next - op.stride;
    if (frame.receiver) return this.#settle(plain(value), frame.receiver);
    this.#push(value);
    return undefined;
  }

  /** dbt's return: ends the innermost macro, with the callers, blocks and loops in it. */
  #returnFromMacro(value: Slot): void {
    let frame: Frame | undefined = this.#frame;
    while (frame && frame.code.kind !== 'macro') frame = frame.back;
    if (!frame) throw new TemplateError('type', 'return() is outside of a macro', { help: 'Print the value instead' });
    this.#frame = frame;
    this.#result = undefined;
    if (frame.finish === 'done') {
      this.#result = value;
      frame.next = frame.code.instructions.length - op.stride;
      return;
    }
    this.#leaveWith(frame, value);
  }

  #extend(): undefined {
    const frame = this.#frame;
    const code = this.#template(this.#popPlain());
    if (frame.parent) throw new TemplateError('value', 'a template extends only one other');
    frame.context.addBlocks(code.pool.blocks);
    frame.parent = { code, output: this.#output };
    this.#output = new Output();
  }

  #include(ignoreMissing: boolean, locals: number): undefined {
    const { context } = this.#frame;
    const code = this.#template(this.#popPlain(), ignoreMissing);
    if (code) this.#enterTemplate(code, locals < 0 ? new Context(context.globals) : this.#contextWith(locals, true), 'inline');
  }

  #template(name: Value): op.Code;
  #template(name: Value, optional: boolean): op.Code | undefined;
  #template(name: Value, optional = false): op.Code | undefined {
    const names = name instanceof List || name instanceof Tuple ? name.items : [name];
    for (const one of names) {
      const code = typeof one === 'string' ? this.#options.load(one) : undefined;
      if (code) return code;
    }
    if (optional) return undefined;
    const wanted = names.map(toText).join("', '");
    throw new TemplateError('value', `there is no template '${wanted}' to load`, {
      help: 'Macros are called by their names, without import; include and extends need a loader',
    });
  }

  #imported(name: string): Slot {
    const module = this.#stack[this.#stack.length - 1];
    const value = module instanceof Module ? module.members.get(name) : undefined;
    if (value !== undefined) return value;
    const from = module instanceof Module ? module.name : '';
    return new Undefined(`the template '${from}' does not export '${name}'`, this.#options.lenient);
  }
}

const noArguments: CallArguments = { positional: [], keywords: new Map() };

function plainArguments(positional: readonly Slot[], keywords: ReadonlyMap<string, Slot>): CallArguments {
  const own = new Map<string, Value>();
  for (const [name, value] of keywords) own.set(name, plain(value));
  return { positional: positional.map(plain), keywords: own };
}

function outwards(frame: Frame, hops: number): Frame {
  let owner = frame;
  for (let left = hops; left > 0; left--) owner = owner.outer ?? owner;
  return owner;
}

function isText(slot: Slot): boolean {
  return typeof slot === 'string' || slot instanceof Captured;
}

function* pairs(flat: readonly Slot[]): Generator<[Value, Value]> {
  for (let index = 0; index < flat.length; index += 2) yield [plain(flat[index]), plain(flat[index + 1])];
}

function spreadKeywords(value: Value, into: Map<string, Slot>): void {
  if (!(value instanceof Dict)) {
    if (value instanceof Undefined && value.lenient) return;
    throw new TemplateError('type', `argument after ** must be a mapping, not ${typeName(value)}`);
  }
  for (const { key, value: item } of value.entries.values()) {
    if (typeof key !== 'string') throw new TemplateError('type', 'keywords must be strings');
    if (into.has(key)) throw new TemplateError('type', `got multiple values for keyword argument '${key}'`);
    into.set(key, item);
  }
}

/** What a template exports, without the origins of texts. */
export function moduleOf(context: Context): ReadonlyMap<string, Value> {
  const members = new Map<string, Value>();
  for (const [name, value] of context.variables) {
    if (!name.startsWith('_') && value !== undefined) members.set(name, plain(value));
  }
  return members;
}

/** What JavaScript itself refuses (its stack, its longest string) is a limit like ours. */
function asTemplateError(thrown: unknown): unknown {
  if (!(thrown instanceof RangeError)) return thrown;
  if (/call stack/.test(thrown.message)) return new TemplateError('limit', 'values are nested too deeply');
  if (/string length|array length|BigInt/i.test(thrown.message)) return new TemplateError('limit', 'a value is too large');
  return thrown;
}
