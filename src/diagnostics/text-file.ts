// A file's text with its name, and places in it. Offsets are UTF-16 code units, as JavaScript's strings count.

export interface TextFile {
  /** Relative to the project's root, with forward slashes. */
  readonly path: string;
  /** Of a seed's file empty: its rows are not held. */
  readonly text: string;
}

/** Half-open range `start … end` in a source's text; `start === end` names a point. */
export interface Span {
  readonly file: TextFile;
  readonly start: number;
  readonly end: number;
  /** The file as a whole: no place in it is known. */
  readonly whole?: true;
}

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number;
}

const lineStartsOf = new WeakMap<TextFile, readonly number[]>();

/** Offsets at which lines begin; computed once for each source text. */
export function lineStarts(file: TextFile): readonly number[] {
  const known = lineStartsOf.get(file);
  if (known) return known;
  const starts = [0];
  for (let at = file.text.indexOf('\n'); at >= 0; at = file.text.indexOf('\n', at + 1)) starts.push(at + 1);
  lineStartsOf.set(file, starts);
  return starts;
}

export function positionOf(file: TextFile, offset: number): Position {
  const starts = lineStarts(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const lineStart = starts[low] ?? 0;
  const column = Array.from(file.text.slice(lineStart, Math.min(offset, file.text.length))).length + 1;
  return { line: low + 1, column };
}

export function spanOf(file: TextFile, start = 0, end = start): Span {
  return { file, start, end };
}

/** For what concerns a file without anything in it being known to be at fault. */
export function wholeOf(file: TextFile): Span {
  return { file, start: 0, end: 0, whole: true };
}
