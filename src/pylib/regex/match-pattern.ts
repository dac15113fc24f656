// Matching by backtracking, as Python's re does it. Each step is charged to the rendering, so that no expression, however
// it is written, runs longer than a template may.

import { charge } from '../../jinja/python/metering.ts';
import { sameCharacter } from './character-class.ts';
import type { CharacterTest, Expression, Pattern, Place } from './pattern-tree.ts';

/** From where to where each group matched, the whole match first; null for a group that took no part. */
export type Groups = readonly (readonly [from: number, to: number] | null)[];

type Next = (at: number) => boolean;

export class Matcher {
  readonly #expression: Expression;
  readonly #codes: readonly number[];
  readonly #isWord: CharacterTest;
  #groups: ([number, number] | null)[] = [];

  /** Places are counted in code points. */
  constructor(expression: Expression, codes: readonly number[], isWord: CharacterTest) {
    this.#expression = expression;
    this.#codes = codes;
    this.#isWord = isWord;
  }

  /** A match that begins exactly there; `whole` wants it to end with the text, `advance` to hold a character. */
  matchAt(start: number, { whole = false, advance = false } = {}): Groups | undefined {
    this.#groups = new Array(this.#expression.groups + 1).fill(null);
    let end = -1;
    const matched = this.#match(this.#expression.pattern, start, (at) => {
      if ((whole && at !== this.#codes.length) || (advance && at === start)) return false;
      end = at;
      return true;
    });
    if (!matched) return undefined;
    this.#groups[0] = [start, end];
    return this.#groups;
  }

  /** The first match at or behind that place; with `advance`, one right there must not be empty. */
  search(from: number, advance = false): Groups | undefined {
    for (let start = from; start <= this.#codes.length; start++) {
      const groups = this.matchAt(start, { advance: advance && start === from });
      if (groups) return groups;
    }
    return undefined;
  }

  #match(pattern: Pattern, at: number, next: Next): boolean {
    charge(1);
    switch (pattern.kind) {
      case 'character':
        return this.#holds(pattern.test, at) && next(at + 1);
      case 'sequence':
        return this.#sequence(pattern.items, 0, at, next);
      case 'either':
        return pattern.branches.some((branch) => this.#match(branch, at, next));
      case 'repeat':
        return this.#repeat(pattern, at, next);
      case 'group':
        return this.#group(pattern.index, pattern.body, at, next);
      case 'atomic': {
        const end = this.#endOf(pattern.body, at);
        return end !== undefined && next(end);
      }
      case 'backreference':
        return this.#backreference(pattern.index, pattern.ignoreCase, at, next);
      case 'look':
        return this.#look(pattern, at, next);
      case 'place':
        return this.#isAt(pattern.place, at) && next(at);
    }
  }

  #holds(test: CharacterTest, at: number): boolean {
    const code = this.#codes[at];
    return code !== undefined && test(code);
  }

  #sequence(items: readonly Pattern[], index: number, at: number, next: Next): boolean {
    const item = items[index];
    return item ? this.#match(item, at, (end) => this.#sequence(items, index + 1, end, next)) : next(at);
  }

  #group(index: number, body: Pattern, at: number, next: Next): boolean {
    const before = this.#groups[index] ?? null;
    const matched = this.#match(body, at, (end) => {
      const inner = this.#groups[index] ?? null;
      this.#groups[index] = [at, end];
      if (next(end)) return true;
      this.#groups[index] = inner;
      return false;
    });
    if (!matched) this.#groups[index] = before;
    return matched;
  }

  /** Where the body's first way of matching ends. */
  #endOf(body: Pattern, at: number): number | undefined {
    let found: number | undefined;
    this.#match(body, at, (end) => {
      found = end;
      return true;
    });
    return found;
  }

  #repeat(pattern: Pattern & { kind: 'repeat' }, at: number, next: Next): boolean {
    const { body, least, most, mode } = pattern;
    if (mode === 'possessive') {
      const end = this.#endOf({ ...pattern, mode: 'greedy' }, at);
      return end !== undefined && next(end);
    }
    // One character at a time needs no stack, however long the text is.
    if (body.kind === 'character') return this.#repeatCharacter(body.test, pattern, at, next);
    const again = (count: number, from: number): boolean => {
      const more = () =>
        count < most && this.#match(body, from, (end) => (end > from || count < least) && again(count + 1, end));
      if (count < least) return more();
      return mode === 'lazy' ? next(from) || more() : more() || next(from);
    };
    return again(0, at);
  }

  #repeatCharacter(test: CharacterTest, pattern: Pattern & { kind: 'repeat' }, at: number, next: Next): boolean {
    const { least, most, mode } = pattern;
    let end = at;
    const limit = mode === 'lazy' ? least : most;
    while (end - at < limit && this.#holds(test, end)) end++;
    charge(end - at);
    if (end - at < least) return false;
    if (mode === 'lazy') {
      for (;;) {
        charge(1);
        if (next(end)) return true;
        if (end - at >= most || !this.#holds(test, end)) return false;
        end++;
      }
    }
    for (; end - at >= least; end--) {
      charge(1);
      if (next(end)) return true;
    }
    return false;
  }

  #backreference(index: number, ignoreCase: boolean, at: number, next: Next): boolean {
    const group = this.#groups[index];
    if (!group) return false;
    const [from, to] = group;
    charge(to - from);
    for (let offset = 0; offset < to - from; offset++) {
      const [left, right] = [this.#codes[from + offset], this.#codes[at + offset]];
      if (left === undefined || right === undefined || !sameCharacter(left, right, ignoreCase)) return false;
    }
    return next(at + to - from);
  }

  #look({ behind, negated, body }: Pattern & { kind: 'look' }, at: number, next: Next): boolean {
    const from = at - (behind ?? 0);
    const before = [...this.#groups];
    const found = from >= 0 && this.#endOf(body, from) !== undefined;
    if (negated) this.#groups = before;
    return found !== negated && next(at);
  }

  #isAt(place: Place, at: number): boolean {
    const { length } = this.#codes;
    switch (place) {
      case 'start':
        return at === 0;
      case 'text end':
        return at === length;
      case 'end':
        return at === length || (at === length - 1 && this.#codes[at] === 10);
      case 'line start':
        return at === 0 || this.#codes[at - 1] === 10;
      case 'line end':
        return at === length || this.#codes[at] === 10;
      case 'word edge':
        return this.#isEdge(at);
      case 'no word edge':
        return length > 0 && !this.#isEdge(at);
    }
  }

  #isEdge(at: number): boolean {
    return this.#holds(this.#isWord, at - 1) !== this.#holds(this.#isWord, at);
  }
}
