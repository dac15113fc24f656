// Carrying out instructions. One function holds the frame in local variables and runs everything that stays in it; what
// may change the frame is in `transfer`.

import { InternalError } from '../../base/internal-error.ts';
import * as op from '../code/instructions.ts';
import { TemplateError } from '../errors.ts';
import type { Budget } from '../limits.ts';
import {
  binary,
  dictFrom,
  getSlice,
  isTrue,
  lookupAttribute,
  lookupItem,
  toArray,
  unary,
} from '../python/operators.ts';
import { HostObject, List, Tuple, Undefined, type Value } from '../value.ts';
import { takePlainArguments } from './arguments.ts';
import { Macro } from './callables.ts';
import type { Stop } from './calls.ts';
import { plain, type Slot } from './frame.ts';
import { Loop } from './loop.ts';
import { Captured, Output } from './output.ts';
import { outwards, type State } from './state.ts';
import { imported } from './templates.ts';
import { transfer } from './transfer.ts';

/** How many instructions are charged at once. */
const batch = 256;

/** Runs until the end or a question. */
export function interpret(state: State): Stop {
  const stack = state.stack;
  const { lenient, environment, budget } = state.options;
  let frame = state.frame;
  let code = frame.code.instructions;
  let pool = frame.code.pool;
  let slots = frame.slots;
  let next = frame.next;
  let untilCharge = batch;
  while (true) {
    const at = next;
    state.at = at;
    next += op.stride;
    if (--untilCharge === 0) {
      untilCharge = batch;
      budget.spend(batch);
    }
    const a = code[at + 1] ?? 0;
    const b = code[at + 2] ?? 0;
    const operation = code[at] ?? -1;
    if (operation >= op.firstTransfer) {
      frame.next = next;
      const stop = transfer(state, operation, a, b);
      if (stop) return stop;
      frame = state.frame;
      code = frame.code.instructions;
      pool = frame.code.pool;
      slots = frame.slots;
      next = frame.next;
      continue;
    }
    switch (operation) {
      case op.TEXT: {
        const text = pool.texts[a] ?? '';
        if (state.output === state.root) state.printed.texts++;
        budget.spendText(text.length);
        state.output.add(text, frame.site, at);
        continue;
      }
      case op.PRINT:
        state.print(frame, at, b === 1);
        continue;
      case op.CAPTURE:
        state.captures.push(state.output);
        state.output = new Output(frame.site);
        continue;
      case op.CAPTURED: {
        stack.push(new Captured(state.endCapture()));
        continue;
      }
      case op.DISCARD:
        state.endCapture();
        continue;
      case op.CONSTANT:
        stack.push(pool.constants[a]);
        continue;
      case op.LOCAL: {
        const value = slots[a];
        stack.push(value === undefined ? state.missing(frame, a) : value);
        continue;
      }
      case op.OUTER: {
        const owner = outwards(frame, b);
        const value = owner.slots[a];
        stack.push(value === undefined ? state.missing(owner, a) : value);
        continue;
      }
      case op.INHERIT: {
        const owner = outwards(frame, b);
        const value = owner.slots[a];
        stack.push(value === undefined && owner.detached ? state.missing(owner, a) : value);
        continue;
      }
      case op.GLOBAL:
        stack.push(state.global(frame, pool.names[a] ?? ''));
        continue;
      case op.STORE:
        slots[a] = stack.pop();
        continue;
      case op.STORE_MEMBER: {
        const object = state.popPlain();
        const value = state.popPlain();
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
        throw new TemplateError('value', pool.texts[a] ?? '', { help: 'Correct the name' });
      case op.NOT:
        stack.push(!isTrue(plain(stack.pop())));
        continue;
      case op.UNARY:
        stack.push(unary(op.unaryOperators[a] ?? '-', state.popPlain()));
        continue;
      case op.BINARY: {
        const right = stack.pop();
        const left = stack.pop();
        if (a === 0 && (left instanceof Captured || right instanceof Captured) && isText(left) && isText(right)) {
          stack.push(state.joined([left, right], frame, at));
        } else stack.push(binary(op.binaryOperators[a] ?? '+', plain(left), plain(right)));
        continue;
      }
      case op.COMPARE: {
        const right = state.popPlain();
        const left = state.popPlain();
        stack.push(binary(op.compareOperators[a] ?? '==', left, right));
        continue;
      }
      case op.COMPARE_NEXT: {
        const right = state.popPlain();
        const left = state.popPlain();
        const result = binary(op.compareOperators[a] ?? '==', left, right);
        if (isTrue(result)) stack.push(right);
        else {
          stack.push(result);
          next = b;
        }
        continue;
      }
      case op.CONCATENATE:
        stack.push(state.joined(stack.splice(stack.length - a, a), frame, at));
        continue;
      case op.ATTRIBUTE: {
        const target = state.popPlain();
        chargeReading(budget, target);
        stack.push(lookupAttribute(target, pool.names[a] ?? '', lenient));
        continue;
      }
      case op.ITEM: {
        const key = state.popPlain();
        stack.push(lookupItem(state.popPlain(), key, lenient));
        continue;
      }
      case op.SLICE: {
        const step = state.popPlain();
        const to = state.popPlain();
        const from = state.popPlain();
        const target = state.popPlain();
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
        const args = takePlainArguments(state, pool.shapes[b]);
        const filter = pool.filters[a];
        const value = state.popPlain();
        chargeReading(budget, value);
        if (filter) stack.push(filter(value, args, environment));
        continue;
      }
      case op.TEST: {
        const args = takePlainArguments(state, pool.shapes[b]);
        const test = pool.tests[a];
        if (test) stack.push(test(state.popPlain(), args, environment));
        continue;
      }
      case op.NO_ELSE:
        stack.push(new Undefined('the inline if-expression is false and has no else', lenient));
        continue;
      case op.UNPACK:
        unpack(state, a);
        continue;
      case op.FOR_BEGIN:
        slots[a] = new Loop(state.popPlain(), lenient, b === 1 ? frame.recursion : undefined);
        continue;
      case op.FOR_NEXT: {
        const loop = loopIn(slots[a]);
        const item = loop.fetch();
        if (item === undefined) next = b;
        else {
          loop.accept(item);
          stack.push(item);
        }
        continue;
      }
      case op.FOR_FETCH: {
        const item = loopIn(slots[a]).fetch();
        if (item === undefined) next = b;
        else stack.push(item);
        continue;
      }
      case op.FOR_ACCEPT:
        loopIn(slots[a]).accept(plain(stack[stack.length - 1]));
        continue;
      case op.FOR_ELSE:
        if (loopIn(slots[a]).completed) next = b;
        continue;
      case op.FOR_COMPLETE:
        loopIn(slots[a]).completed = true;
        continue;
      case op.APPEND:
        appendTo(slots[a], state.popPlain());
        continue;
      case op.MACRO: {
        const definition = pool.functions[a];
        if (definition) stack.push(new Macro(definition, frame));
        continue;
      }
      case op.IMPORTED:
        stack.push(imported(state, pool.names[a] ?? ''));
        continue;
      default:
        throw new InternalError(`unknown instruction ${operation}`);
    }
  }
}

function unpack(state: State, count: number): void {
  const value = state.popPlain();
  const items = toArray(value);
  if (items.length !== count) {
    const problem =
      items.length > count
        ? `too many values to unpack (expected ${count})`
        : `not enough values to unpack (expected ${count}, got ${items.length})`;
    throw new TemplateError('value', problem);
  }
  for (let index = count - 1; index >= 0; index--) state.stack.push(items[index]);
}

function loopIn(slot: Slot): Loop {
  if (slot instanceof Loop) return slot;
  throw new InternalError('the variable of a loop holds something else');
}

function appendTo(slot: Slot, item: Value): void {
  if (slot instanceof List) slot.items.push(item);
}

/** Methods and filters of a text may read it through, whatever they return. */
function chargeReading(budget: Budget, value: Value): void {
  if (typeof value === 'string') budget.spend(value.length >> 4);
}

function isText(slot: Slot): boolean {
  return typeof slot === 'string' || slot instanceof Captured;
}

function* pairs(flat: readonly Slot[]): Generator<[Value, Value]> {
  for (let index = 0; index < flat.length; index += 2) yield [plain(flat[index]), plain(flat[index + 1])];
}
