// The syntax of Python's re. A mistake is a 'value' error that says what and where.

import { valueError } from '../../jinja/python/failures.ts';
import { charge } from '../../jinja/python/metering.ts';
import { classOf, rangeTest } from './character-class.ts';
import { type CharacterTest, type Expression, type Flags, type Pattern, type Place, widthOf } from './pattern-tree.ts';

const deepest = 100;
const mostRepeats = 100_000;

export function parsePattern(text: string, flags: Flags): Expression {
  return new PatternParser(text, flags).parse();
}

const newLine = 10;
const places: Readonly<Record<string, Place>> = { A: 'start', Z: 'text end', b: 'word edge', B: 'no word edge' };
const controls: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7 };
const flagNames: Readonly<Record<string, keyof Flags>> = {
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  x: 'verbose',
  a: 'ascii',
};

class PatternParser {
  readonly #text: readonly string[];
  readonly #names = new Map<string, number>();
  #at = 0;
  #groups = 0;
  #flags: Flags;

  constructor(text: string, flags: Flags) {
    this.#text = Array.from(text);
    this.#flags = flags;
    charge(this.#text.length);
  }

  parse(): Expression {
    const pattern = this.#either(0);
    if (this.#at < this.#text.length) throw this.#error('unbalanced parenthesis');
    return { pattern, groups: this.#groups, names: this.#names };
  }

  #error(message: string): Error {
    return valueError(`${message} at position ${this.#at} of the regular expression`);
  }
  #take(expected: string): boolean {
    const found = [...expected].every((character, index) => this.#text[this.#at + index] === character);
    if (found) this.#at += expected.length;
    return found;
  }
  #until(end: string, what: string): string {
    let text = '';
    while (!this.#take(end)) {
      const next = this.#text[this.#at++];
      if (next === undefined) throw this.#error(`missing ${end}, unterminated ${what}`);
      text += next;
    }
    return text;
  }

  #either(depth: number): Pattern {
    if (depth > deepest) throw this.#error('the regular expression is nested too deeply');
    const branches = [this.#sequence(depth)];
    while (this.#take('|')) branches.push(this.#sequence(depth));
    return branches.length === 1 && branches[0] ? branches[0] : { kind: 'either', branches };
  }

  #sequence(depth: number): Pattern {
    const items: Pattern[] = [];
    while (this.#at < this.#text.length && this.#text[this.#at] !== '|' && this.#text[this.#at] !== ')') {
      if (this.#flags.verbose && this.#skipped()) continue;
      const item = this.#atom(depth);
      if (item) items.push(this.#repeated(item));
    }
    return items.length === 1 && items[0] ? items[0] : { kind: 'sequence', items };
  }

  /** Blanks and comments of a verbose expression. */
  #skipped(): boolean {
    const next = this.#text[this.#at] ?? '';
    if (next === '#') while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at++;
    else if (/\s/.test(next)) this.#at++;
    else return false;
    return true;
  }

  #repeated(body: Pattern): Pattern {
    const bounds = this.#quantifier();
    if (!bounds) return body;
    const [least, most] = bounds;
    if (body.kind === 'place') throw this.#error('nothing to repeat');
    const mode = this.#take('?') ? 'lazy' : this.#take('+') ? 'possessive' : 'greedy';
    if (this.#quantifier()) throw this.#error('multiple repeat');
    return { kind: 'repeat', body, least, most, mode };
  }

  #quantifier(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    const braces = /^\{(\d*)(,?)(\d*)\}/.exec(this.#text.slice(this.#at, this.#at + 24).join(''));
    if (!braces || (braces[1] === '' && braces[2] === '')) return undefined;
    this.#at += braces[0].length;
    const least = Number(braces[1]);
    const most = braces[2] === '' ? least : braces[3] === '' ? Number.POSITIVE_INFINITY : Number(braces[3]);
    if (least > mostRepeats || (most > mostRepeats && most !== Number.POSITIVE_INFINITY))
      throw this.#error('the repetition number is too large');
    if (least > most) throw this.#error('min repeat greater than max repeat');
    return [least, most];
  }

  #atom(depth: number): Pattern | undefined {
    const next = this.#text[this.#at++] ?? '';
    switch (next) {
      case '(':
        return this.#group(depth + 1);
      case '[':
        return { kind: 'character', test: this.#set() };
      case '\\':
        return this.#escape();
      case '.':
        return { kind: 'character', test: this.#flags.dotAll ? () => true : (code) => code !== newLine };
      case '^':
        return { kind: 'place', place: this.#flags.multiline ? 'line start' : 'start' };
      case '$':
        return { kind: 'place', place: this.#flags.multiline ? 'line end' : 'end' };
      case '*':
      case '+':
      case '?':
        throw this.#error('nothing to repeat');
      default:
        return this.#literal(next.codePointAt(0) ?? 0);
    }
  }

  #literal(code: number): Pattern {
    return { kind: 'character', test: rangeTest(code, code, this.#flags.ignoreCase) };
  }

  #group(depth: number): Pattern | undefined {
    if (!this.#take('?')) return this.#captured(depth);
    if (this.#take(':')) return this.#closed(depth);
    if (this.#take('#')) return void this.#until(')', 'comment');
    if (this.#take('>')) return { kind: 'atomic', body: this.#closed(depth) };
    if (this.#take('P<')) return this.#captured(depth, this.#until('>', 'name'));
    if (this.#take('P=')) return this.#backreference(this.#names.get(this.#until(')', 'name')));
    for (const [opening, behind, negated] of looks) {
      if (!this.#take(opening)) continue;
      const body = this.#closed(depth);
      const width = behind ? widthOf(body) : null;
      if (width === undefined) throw this.#error('look-behind requires fixed-width pattern');
      return { kind: 'look', behind: width, negated, body };
    }
    return this.#flagged(depth);
  }

  #closed(depth: number): Pattern {
    const body = this.#either(depth);
    if (!this.#take(')')) throw this.#error('missing ), unterminated subpattern');
    return body;
  }

  #captured(depth: number, name?: string): Pattern {
    const index = ++this.#groups;
    if (name !== undefined) {
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw this.#error(`bad character in group name '${name}'`);
      if (this.#names.has(name)) throw this.#error(`redefinition of group name '${name}'`);
      this.#names.set(name, index);
    }
    return { kind: 'group', index, body: this.#closed(depth) };
  }

  #backreference(index: number | undefined): Pattern {
    if (index === undefined || index > this.#groups) throw this.#error('invalid group reference');
    return { kind: 'backreference', index, ignoreCase: this.#flags.ignoreCase };
  }

  /** `(?i)` for the rest, `(?i-m:…)` for a part. */
  #flagged(depth: number): Pattern | undefined {
    const outer = this.#flags;
    const letters = /^([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(this.#text.slice(this.#at, this.#at + 16).join(''));
    if (!letters) throw this.#error('unknown extension');
    const [whole, on = '', off = '', end] = letters;
    this.#at += whole.length;
    const changed = (wanted: string, value: boolean) =>
      [...wanted].flatMap((letter) => (flagNames[letter] ? [[flagNames[letter], value] as const] : []));
    this.#flags = { ...outer, ...Object.fromEntries([...changed(on, true), ...changed(off, false)]) };
    if (end === ')') return undefined;
    const body = this.#closed(depth);
    this.#flags = outer;
    return body;
  }

  #escape(): Pattern {
    const next = this.#text[this.#at++];
    if (next === undefined) throw this.#error('bad escape (end of pattern)');
    const place = places[next];
    if (place) return { kind: 'place', place };
    const test = classOf(next, this.#flags);
    if (test) return { kind: 'character', test };
    if (/[1-9]/.test(next)) {
      const more = /[0-9]/.test(this.#text[this.#at] ?? '') ? (this.#text[this.#at++] ?? '') : '';
      return this.#backreference(Number(next + more));
    }
    return this.#literal(this.#escapedCharacter(next));
  }

  #escapedCharacter(letter: string): number {
    const width = { x: 2, u: 4, U: 8 }[letter];
    if (width !== undefined) {
      const digits = this.#text.slice(this.#at, this.#at + width).join('');
      if (digits.length !== width || /[^0-9a-f]/i.test(digits)) throw this.#error(`incomplete escape \\${letter}`);
      this.#at += width;
      return Number.parseInt(digits, 16);
    }
    if (letter === '0') return 0;
    const control = controls[letter];
    if (control !== undefined) return control;
    if (/[A-Za-z0-9]/.test(letter)) throw this.#error(`bad escape \\${letter}`);
    return letter.codePointAt(0) ?? 0;
  }

  #set(): CharacterTest {
    const negated = this.#take('^');
    const tests: CharacterTest[] = [];
    for (let first = true; first || !this.#take(']'); first = false) {
      const from = this.#setItem();
      const isRange = this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']';
      if (typeof from === 'function' || !isRange) {
        tests.push(typeof from === 'function' ? from : rangeTest(from, from, this.#flags.ignoreCase));
        continue;
      }
      this.#at++;
      const to = this.#setItem();
      if (typeof to === 'function' || to < from) throw this.#error('bad character range');
      tests.push(rangeTest(from, to, this.#flags.ignoreCase));
    }
    return negated ? (code) => !tests.some((test) => test(code)) : (code) => tests.some((test) => test(code));
  }

  #setItem(): CharacterTest | number {
    const next = this.#text[this.#at++];
    if (next === undefined) throw this.#error('unterminated character set');
    if (next !== '\\') return next.codePointAt(0) ?? 0;
    const escaped = this.#text[this.#at++] ?? '';
    if (escaped === 'b') return 8;
    return classOf(escaped, this.#flags) ?? this.#escapedCharacter(escaped);
  }
}

/** Longer openings first. */
const looks: readonly (readonly [opening: string, behind: boolean, negated: boolean])[] = [
  ['<=', true, false],
  ['<!', true, true],
  ['=', false, false],
  ['!', false, true],
];
