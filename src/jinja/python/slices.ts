// Python's slices: `value[start:stop:step]`.

import { HostObject, List, Tuple, Undefined, type Value } from '../value.ts';
import { characters, hasSurrogates } from './code-points.ts';
import { asInteger } from './conversion.ts';
import { typeError, undefinedError, valueError } from './failures.ts';
import { charge, chargeText } from './metering.ts';
import { TextObject, textOf } from './text-object.ts';
import { typeName } from './type-name.ts';

/** What can be sliced by places, beyond texts, lists and tuples. */
export abstract class Sliceable extends HostObject {
  abstract slice(bounds: (length: number) => SlicePlaces): Value;
}

/** The places of a slice in a sequence of a given length: `count` of them from `start` in steps of `step`, before `stop`. */
export interface SlicePlaces {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly count: number;
}

/** `value[start:stop:step]`; null is an omitted bound. */
export function getSlice(value: Value, start: Value, stop: Value, step: Value): Value {
  const places = (length: number) => slicePlaces(length, start, stop, step);
  if (value instanceof Sliceable) return value.slice(places);
  const text = textOf(value);
  if (text !== undefined) {
    const part = sliceText(text, places);
    return value instanceof TextObject ? value.part(part) : part;
  }
  if (value instanceof List) return new List(pick(value.items, places(value.items.length)));
  if (value instanceof Tuple) return new Tuple(pick(value.items, places(value.items.length)));
  if (value instanceof Undefined) throw undefinedError(value.message);
  if (value instanceof HostObject || value === null || typeof value !== 'object') {
    throw typeError(`'${typeName(value)}' object is not subscriptable`);
  }
  throw typeError("unhashable type: 'slice'");
}

function sliceText(text: string, places: (length: number) => SlicePlaces): string {
  chargeText(text.length);
  if (!hasSurrogates(text)) {
    const { start, step, count } = places(text.length);
    if (step === 1) return text.slice(start, start + count);
  }
  const all = characters(text);
  return pick(all, places(all.length)).join('');
}

export function pick<T>(items: readonly T[], { start, step, count }: SlicePlaces): T[] {
  charge(count >> 3);
  if (step === 1) return items.slice(start, start + count);
  const picked: T[] = [];
  for (let i = 0, at = start; i < count; i += 1, at += step) picked.push(items[at] as T);
  return picked;
}

/** Bounds beyond the ends are moved to the ends; negative ones count from the end. */
export function slicePlaces(length: number, start: Value, stop: Value, step: Value): SlicePlaces {
  const by = step === null ? 1 : bound(step);
  if (by === 0) throw valueError('slice step cannot be zero');
  const [low, high] = by > 0 ? [0, length] : [-1, length - 1];
  const place = (value: Value, omitted: number): number => {
    if (value === null) return omitted;
    const at = bound(value);
    return at < 0 ? Math.max(at + length, low) : Math.min(at, high);
  };
  const from = place(start, by > 0 ? low : high);
  const to = place(stop, by > 0 ? high : low);
  const distance = by > 0 ? to - from : from - to;
  return { start: from, stop: to, step: by, count: distance <= 0 ? 0 : Math.floor((distance - 1) / Math.abs(by)) + 1 };
}

/** Integers of any size serve as bounds: all beyond 2**53 are equally far away. */
function bound(value: Value): number {
  const integer = asInteger(value);
  if (integer === undefined) {
    if (value instanceof Undefined) throw undefinedError(value.message);
    throw typeError('slice indices must be integers or None or have an __index__ method');
  }
  const limit = 9007199254740991n;
  return Number(integer > limit ? limit : integer < -limit ? -limit : integer);
}
