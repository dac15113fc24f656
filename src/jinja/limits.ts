// What bounds a rendering, so that no template can hang or exhaust the process. Two kinds: sizes of single values,
// which are fixed and checked where a value is made; and the budget of one rendering, which the machine spends.

import { TemplateError } from './errors.ts';

/** Largest text that one operation may make, in UTF-16 code units. */
export const maximumTextLength = 16 * 1024 * 1024;
/** Most items that one operation may put into a list, tuple, dict or set, or draw from a range. */
export const maximumItems = 1_000_000;
/** Longest integer, in bits: powers, shifts and products beyond it are refused before they are computed. */
export const maximumIntegerBits = 64 * 1024;

/** Refuses a text of `length` code units before it is made (repetition, padding, joining, formatting). */
export function checkTextLength(length: number): void {
  if (length > maximumTextLength) {
    throw new TemplateError('limit', `a text of ${length} characters exceeds the limit of ${maximumTextLength}`);
  }
}

/** Refuses a container of `count` items before it is made. */
export function checkItemCount(count: number): void {
  if (count > maximumItems) {
    throw new TemplateError('limit', `a collection of ${count} items exceeds the limit of ${maximumItems}`);
  }
}

/** Refuses an integer of more than `bits` bits before it is computed. */
export function checkIntegerBits(bits: number): void {
  if (bits > maximumIntegerBits) {
    throw new TemplateError('limit', `an integer of ${bits} bits exceeds the limit of ${maximumIntegerBits}`);
  }
}

export interface Limits {
  /** Instructions of the machine, items that operations handle, and each 16 characters of text handled: all count as steps. */
  readonly steps: number;
  /** Calls of macros, callers and recursive loops inside each other. */
  readonly depth: number;
  /** Code units of all text made or printed, captures included: what bounds the memory of a rendering. */
  readonly text: number;
  /** Bytes of memory that the rows of all queries may take, about. What `show` shows at once has the same bound. */
  readonly read: number;
}

export const defaultLimits: Limits = {
  steps: 20_000_000,
  depth: 400,
  text: 512 * 1024 * 1024,
  read: 256 * 1024 * 1024,
};

/** What is left of a rendering's limits. One budget serves everything that a rendering calls. */
export class Budget {
  readonly limits: Limits;
  #steps = 0;
  #text = 0;
  #read = 0;

  constructor(limits: Limits = defaultLimits) {
    this.limits = limits;
  }

  /** Pays for `count` steps. */
  spend(count: number): void {
    this.#steps += count;
    if (this.#steps > this.limits.steps) {
      throw new TemplateError('limit', `the template takes more than ${this.limits.steps} steps`);
    }
  }

  /** Pays for a text of `length` code units that an operation made or is about to make. */
  spendText(length: number): void {
    checkTextLength(length);
    this.spend(1 + (length >> 4));
    this.#text += length;
    if (this.#text > this.limits.text) {
      throw new TemplateError('limit', `the template makes more than ${this.limits.text} characters of text`);
    }
  }

  get readingLeft(): number {
    return Math.max(0, this.limits.read - this.#read);
  }

  /** Pays for what a query read, which was bounded by `readingLeft` while it arrived. */
  spendRead(size: number): void {
    this.#read += size;
  }

  /** Refuses a call at this depth of calls inside calls. */
  checkDepth(depth: number): void {
    if (depth > this.limits.depth) {
      throw new TemplateError('limit', `calls are nested more than ${this.limits.depth} deep`);
    }
  }
}
