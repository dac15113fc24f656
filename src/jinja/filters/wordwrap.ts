// Breaking a line into lines of limited width, as Python's textwrap does with the settings that Jinja gives it: whitespace
// inside a line is kept, at the ends of lines it goes.

import { textLength, textSlice } from '../python/code-points.ts';
import { valueError } from '../python/failures.ts';
import { charge } from '../python/metering.ts';
import { strip } from '../python/text-split.ts';

export interface WrapOptions {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
}

const SPACE = '[\\t\\n\\v\\f\\r ]';
const NO_SPACE = '[^\\t\\n\\v\\f\\r ]';
const WORD = '[\\p{L}\\p{N}_]';
const PUNCTUATED = '[\\p{L}\\p{N}_!"\'&.,?]';
const LETTER = '[\\p{L}\\p{Nl}\\p{No}_]';
// Whitespace, a dash between words, or a word up to its end, to a hyphen within it, or to a dash behind it.
const CHUNK = new RegExp(
  `(${SPACE}+|(?<=${PUNCTUATED})-{2,}(?=${WORD})|${NO_SPACE}+?(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))` +
    `(?=${LETTER}-?${LETTER})|(?=${SPACE}|$)|(?<=${PUNCTUATED})(?=-{2,}${WORD})))`,
  'u',
);
const SIMPLE_CHUNK = new RegExp(`(${SPACE}+)`);

const isBlank = (text: string): boolean => strip(text, null, true, true) === '';

/** The lines; none for a text without words. */
export function wrapText(text: string, { width, breakLongWords, breakOnHyphens }: WrapOptions): string[] {
  if (width <= 0) throw valueError(`invalid width ${width} (must be > 0)`);
  const chunks = text
    .split(breakOnHyphens ? CHUNK : SIMPLE_CHUNK)
    .filter((chunk) => chunk !== undefined && chunk !== '');
  chunks.reverse();
  const lines: string[] = [];
  for (let next = chunks.at(-1); next !== undefined; next = chunks.at(-1)) {
    if (lines.length > 0 && isBlank(next)) chunks.pop();
    const line: string[] = [];
    let length = 0;
    for (let chunk = chunks.at(-1); chunk !== undefined && length + textLength(chunk) <= width; chunk = chunks.at(-1)) {
      line.push(chunk);
      length += textLength(chunk);
      chunks.pop();
    }
    const long = chunks.at(-1);
    if (long !== undefined && textLength(long) > width) {
      if (breakLongWords) {
        const end = breakingPoint(long, width - length, breakOnHyphens);
        charge(1 + (long.length >> 6));
        line.push(textSlice(long, 0, end));
        chunks[chunks.length - 1] = textSlice(long, end, Number.POSITIVE_INFINITY);
      } else if (line.length === 0) {
        line.push(long);
        chunks.pop();
      }
    }
    if (line.length > 0 && isBlank(line.at(-1) ?? '')) line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}

/** After the last hyphen that fits, if something else is before it; else where the space ends. */
function breakingPoint(chunk: string, space: number, breakOnHyphens: boolean): number {
  if (breakOnHyphens && textLength(chunk) > space) {
    const fitting = textSlice(chunk, 0, space);
    const hyphen = fitting.lastIndexOf('-');
    if (hyphen > 0 && /[^-]/.test(fitting.slice(0, hyphen))) return textLength(fitting.slice(0, hyphen)) + 1;
  }
  return space;
}
