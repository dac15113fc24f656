// A text that is inside another file, between quotes or indented: places in it carried back to that file. What quoting,
// escapes or folding made of it is the reader's of that file; where a line cannot be found again, the whole value is the place.

import type { Diagnostic } from './diagnostic.ts';
import type { Span, TextFile } from './text-file.ts';

/** From places in `text` to places in the file, where the value of `within` holds it; places in other texts stay. */
export function placesWithin(text: TextFile, within: Span): (place: Span) => Span {
  const lines = linesWithin(text.text, within);
  const moved = (offset: number): number | undefined => {
    const line = lines?.findLast(({ start }) => start <= offset);
    return line && Math.max(line.at, line.at + Math.min(offset, line.end) - line.begins);
  };
  return (place) => {
    if (place.file !== text) return place;
    const start = moved(place.start);
    if (start === undefined) return within;
    return { file: within.file, start, end: Math.max(start, moved(place.end) ?? start) };
  };
}

/** The diagnostic with its places and those of its notes in the file; without a place it gets the value's. */
export function diagnosticWithin(diagnostic: Diagnostic, text: TextFile, within: Span): Diagnostic {
  const moved = placesWithin(text, within);
  const notes = diagnostic.notes.map((note) => (note.span ? { ...note, span: moved(note.span) } : note));
  return { ...diagnostic, notes, span: diagnostic.span ? moved(diagnostic.span) : within };
}

interface Line {
  /** Where the line starts in the text, where it begins after blanks, and where it ends. */
  readonly start: number;
  readonly begins: number;
  readonly end: number;
  /** Where it begins in the file. */
  readonly at: number;
}

/** Each line without the blanks around it is sought after the one before; undefined where one is not there as it is. */
function linesWithin(text: string, within: Span): readonly Line[] | undefined {
  const file = within.file.text.slice(0, within.end);
  const lines: Line[] = [];
  let start = 0;
  let from = within.start;
  for (const line of text.split('\n')) {
    const begins = start + line.length - line.trimStart().length;
    const wanted = line.trim();
    const at = wordAt(file, wanted, from);
    if (at === undefined) return undefined;
    lines.push({ start, begins, end: begins + wanted.length, at });
    start += line.length + 1;
    from = at + wanted.length;
  }
  return lines;
}

/** Not as a part of longer words: `select 1` is not in `select 10`. */
function wordAt(file: string, wanted: string, from: number): number | undefined {
  if (wanted === '') return from;
  for (let at = file.indexOf(wanted, from); at >= 0; at = file.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if (!splitsWord(file, at) && !splitsWord(file, end)) return at;
  }
  return undefined;
}

function splitsWord(file: string, at: number): boolean {
  return /\w/.test(file.charAt(at - 1)) && /\w/.test(file.charAt(at));
}
