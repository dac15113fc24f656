// What operations cost. An operator or a method cannot be handed the rendering's budget by a template, so whoever runs a
// rendering names its budget for as long as it runs; outside of one, operations cost nothing.

import { type Budget, checkTextLength, defaultLimits } from '../limits.ts';

let active: Budget | undefined;

/** Runs a synchronous piece of a rendering, with everything that it does charged to the budget. May be nested. */
export function metered<T>(budget: Budget, work: () => T): T {
  const before = active;
  active = budget;
  try {
    return work();
  } finally {
    active = before;
  }
}

/** Pays for `count` items that an operation is about to handle. */
export function charge(count: number): void {
  active?.spend(count);
}

/** Pays for a text of `length` UTF-16 units that is about to be made or read through; refuses one that is too long. */
export function chargeText(length: number): void {
  if (active === undefined) checkTextLength(length);
  else active.spendText(length);
}

/** How many bytes of memory answers of the host may still take. */
export function readingLeft(): number {
  return active?.readingLeft ?? defaultLimits.read;
}

/** Pays for an answer that takes `size` bytes, which was asked for within `readingLeft`. */
export function chargeRead(size: number): void {
  active?.spendRead(size);
}

/** The deepest containers within containers that are walked: deeper ones are refused before JavaScript's stack is full. */
export const maximumNesting = 400;
