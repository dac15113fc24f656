// Which characters the classes of Python's re hold.

import type { CharacterTest, Flags } from './pattern-tree.ts';

const unicode = { d: /\p{Nd}/u, w: /[\p{L}\p{N}_]/u, s: /[\s\x1c-\x1f\x85]/u };
const ascii = { d: /[0-9]/, w: /[A-Za-z0-9_]/, s: /[ \t\n\r\f\v]/ };

/** `\d`, `\W`, …; undefined for a letter that names no class. */
export function classOf(letter: string, flags: Flags): CharacterTest | undefined {
  const lower = letter.toLowerCase();
  if (lower !== 'd' && lower !== 'w' && lower !== 's') return undefined;
  const pattern = (flags.ascii ? ascii : unicode)[lower];
  const holds = (code: number) => pattern.test(String.fromCodePoint(code));
  return lower === letter ? holds : (code) => !holds(code);
}

export const isWordCharacter = (code: number, flags: Flags): boolean => classOf('w', flags)?.(code) ?? false;

/** One character, or a range of them, in both cases where case does not matter. */
export function rangeTest(from: number, to: number, ignoreCase: boolean): CharacterTest {
  if (!ignoreCase) return from === to ? (code) => code === from : (code) => code >= from && code <= to;
  return (code) => cases(code).some((one) => one >= from && one <= to);
}

/** The character and its other case, where that is one character. */
function cases(code: number): readonly number[] {
  const text = String.fromCodePoint(code);
  return [text, text.toLowerCase(), text.toUpperCase()].map((one) => one.codePointAt(0) ?? code);
}

export function sameCharacter(left: number, right: number, ignoreCase: boolean): boolean {
  return left === right || (ignoreCase && cases(left).includes(right));
}
