// A template's text as Jinja reads it (every line break a line feed, the last one dropped) with the way back to the
// offsets of the file as the user wrote it.

import type { Span, TextFile } from '../../diagnostics/text-file.ts';
import { TemplateError } from '../errors.ts';

export interface TemplateText {
  readonly file: TextFile;
  /** What the lexer reads. */
  readonly text: string;
  /** The offset in the source's own text of an offset in `text`. */
  original(offset: number): number;
  /** Whether the two kinds of offsets are the same. */
  readonly identical: boolean;
}

export function templateText(file: TextFile, keepTrailingNewline: boolean): TemplateText {
  const own = file.text;
  const identical = !own.includes('\r');
  const normal = identical ? own : own.replace(/\r\n?/g, '\n');
  const text = !keepTrailingNewline && normal.endsWith('\n') ? normal.slice(0, -1) : normal;
  if (identical) return { file, text, identical, original: (offset) => offset };

  // After the n-th CR LF, offsets in the file are n further on.
  const dropped: number[] = [];
  for (let at = own.indexOf('\r\n'); at >= 0; at = own.indexOf('\r\n', at + 2)) dropped.push(at - dropped.length);
  const original = (offset: number): number => {
    let low = 0;
    let high = dropped.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((dropped[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return offset + low;
  };
  return { file, text, identical, original };
}

/** A span given in offsets of the normalised text. */
export function spanIn(text: TemplateText, start: number, end: number): Span {
  return { file: text.file, start: text.original(start), end: text.original(end) };
}

export function syntaxError(text: TemplateText, message: string, start: number, end: number, help?: string) {
  const span = spanIn(text, start, end);
  return new TemplateError('syntax', message, help === undefined ? { span } : { span, help });
}
