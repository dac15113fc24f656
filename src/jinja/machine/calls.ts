// Calls and returns: frames that are entered and left, hosts' functions with whatever their results still take.

import { nearestName } from '../../diagnostics/nearest.ts';
import type { CallFrame } from '../../diagnostics/source-map.ts';
import type { Span } from '../../diagnostics/text-file.ts';
import * as op from '../code/instructions.ts';
import { TemplateError } from '../errors.ts';
import { typeName } from '../python/operators.ts';
import {
  AtPlace,
  type CallPlace,
  type CallResult,
  HostObject,
  Invocation,
  Question,
  Undefined,
  type Value,
} from '../value.ts';
import { bindArguments, plainArguments } from './arguments.ts';
import { BlockReference, Macro, Module, returnFunction } from './callables.ts';
import { type Context, type Finish, type Frame, plain, type Receiver, type Recursion, type Slot } from './frame.ts';
import { Loop } from './loop.ts';
import { Captured, callFrames, Output, type Site, spanAt } from './output.ts';
import type { State } from './state.ts';

/** Why the machine stopped. */
export type Stop =
  | { readonly kind: 'done'; readonly value: Slot; readonly output: Output }
  | { readonly kind: 'asked'; readonly question: Question; readonly span: Span; readonly calls: readonly CallFrame[] };

export function call(
  state: State,
  callee: Value,
  positional: Slot[],
  keywords: ReadonlyMap<string, Slot>,
  receiver: Receiver | undefined,
): Stop | undefined {
  state.options.budget.spend(1);
  if (callee instanceof Macro) {
    const slots = bindArguments(callee, positional, keywords);
    enter(state, callee.code, slots, callee.outer, callee.outer.context, 'capture', callee.name, receiver);
    return undefined;
  }
  if (callee === returnFunction) {
    returnFromMacro(state, positional.length > 0 ? positional[0] : (keywords.get('data') ?? null));
    return undefined;
  }
  if (callee instanceof Loop && callee.recursion) {
    const { code, outer, depth } = callee.recursion;
    enterLoop(state, { code, outer, depth: depth + 1 }, positional[0], receiver);
    return undefined;
  }
  if (callee instanceof BlockReference) {
    if (callee.code) enterBlock(state, callee.name, callee.code, callee.context, 'capture', callee.depth, receiver);
    return undefined;
  }
  if (callee instanceof HostObject && callee.callable) {
    return settle(state, callee.call(plainArguments(positional, keywords)), receiver);
  }
  if (callee instanceof Undefined) {
    if (!callee.lenient) throw notCallable(callee, state);
    return settle(state, callee, receiver);
  }
  if (callee instanceof Loop)
    throw new TemplateError('type', "the loop must be 'recursive' to be called", {
      help: 'Write {% for … recursive %}',
    });
  throw new TemplateError('type', `'${typeName(callee)}' object is not callable`);
}

function notCallable({ message, name }: Undefined, state: State): TemplateError {
  const near = name === undefined ? undefined : nearestName(name, state.options.callable());
  return new TemplateError('undefined', message, near === undefined ? {} : { help: `Did you mean "${near}"?` });
}

/** Makes the result of a host's call the value of the call, by whatever it still takes. */
export function settle(state: State, first: CallResult, firstReceiver: Receiver | undefined): Stop | undefined {
  let result = first;
  let receiver = firstReceiver;
  while (true) {
    if (result instanceof Question) {
      state.pending = { question: result, receiver };
      return { kind: 'asked', question: result, ...placeOf(state) };
    }
    if (result instanceof AtPlace) {
      result = result.receive(placeOf(state));
      continue;
    }
    if (result instanceof Invocation) {
      const { callee, args, receive } = result;
      return call(state, callee, [...args.positional], args.keywords, { receive, next: receiver });
    }
    if (!receiver) {
      state.stack.push(result);
      return undefined;
    }
    result = receiver.receive(result);
    receiver = receiver.next;
  }
}

function placeOf({ frame, at }: State): CallPlace {
  return { span: spanAt(frame.code, at), calls: callFrames(frame.site) };
}

export function enter(
  state: State,
  code: op.Code,
  slots: Slot[],
  outer: Frame | undefined,
  context: Context,
  finish: Finish,
  callName: string | undefined,
  receiver: Receiver | undefined,
  recursion?: Recursion,
): void {
  const back = state.frame;
  const depth = back.depth + 1;
  state.options.budget.checkDepth(depth);
  const site = siteOf(code, back.site, callName, state.at);
  state.frame = {
    code,
    slots,
    outer,
    context,
    site,
    back,
    depth,
    finish,
    receiver,
    output: state.output,
    captures: state.captures.length,
    height: state.stack.length,
    next: 0,
    parent: undefined,
    recursion,
    detached: false,
  };
  if (finish !== 'inline') state.output = new Output(site);
}

/** Without a name it is as if the caller's own code went on. */
function siteOf(code: op.Code, caller: Site, name: string | undefined, instruction: number): Site {
  return name === undefined ? { ...caller, code } : { code, caller, instruction, name };
}

export function enterLoop(state: State, recursion: Recursion, items: Slot, receiver: Receiver | undefined): void {
  const { code, outer } = recursion;
  const slots: Slot[] = new Array(code.slotNames.length);
  slots[0] = plain(items);
  const name = recursion.depth === 0 ? undefined : 'loop';
  enter(state, code, slots, outer, outer.context, 'capture', name, receiver, recursion);
}

export function enterBlock(
  state: State,
  name: string,
  code: op.Code,
  context: Context,
  finish: Finish,
  depth: number,
  receiver: Receiver | undefined,
): void {
  enter(
    state,
    code,
    new Array(code.slotNames.length),
    undefined,
    context,
    finish,
    depth > 0 ? name : undefined,
    receiver,
  );
}

export function leaveFrame(state: State): Stop | undefined {
  const frame = state.frame;
  if (frame.parent) {
    const { code, output } = frame.parent;
    state.output = output;
    const site = siteOf(code, frame.site, code.name, state.at);
    state.frame = { ...frame, code, site, slots: new Array(code.slotNames.length), next: 0, parent: undefined };
    return undefined;
  }
  switch (frame.finish) {
    case 'done':
      return {
        kind: 'done',
        value: state.returned ? state.returned.value : new Captured(state.output),
        output: state.output,
      };
    case 'inline':
      leave(state, frame);
      return undefined;
    case 'capture':
      return leaveWith(state, frame, new Captured(state.output));
    case 'module': {
      const members = moduleOf(frame.context);
      return leaveWith(state, frame, new Module(frame.code.name, members));
    }
  }
}

function leave(state: State, frame: Frame): void {
  state.output = frame.output;
  state.captures.length = frame.captures;
  state.stack.length = frame.height;
  if (frame.back) state.frame = frame.back;
}

function leaveWith(state: State, frame: Frame, value: Slot): Stop | undefined {
  leave(state, frame);
  state.at = state.frame.next - op.stride;
  if (frame.receiver) return settle(state, plain(value), frame.receiver);
  state.stack.push(value);
  return undefined;
}

/** dbt's return: ends the innermost macro, with the callers, blocks and loops in it. */
function returnFromMacro(state: State, value: Slot): void {
  let frame: Frame | undefined = state.frame;
  while (frame && frame.code.kind !== 'macro') frame = frame.back;
  if (!frame) throw new TemplateError('type', 'return() is outside of a macro', { help: 'Print the value instead' });
  state.frame = frame;
  if (frame.finish === 'done') {
    state.returned = { value };
    frame.next = frame.code.instructions.length - op.stride;
    return;
  }
  leaveWith(state, frame, value);
}

/** What a template exports, without the origins of texts. */
export function moduleOf(context: Context): ReadonlyMap<string, Value> {
  const members = new Map<string, Value>();
  for (const [name, value] of context.variables) {
    if (!name.startsWith('_') && value !== undefined) members.set(name, plain(value));
  }
  return members;
}
