// A diagnostic as text for a person: the sentence, the place, the line of the file with the range marked, notes, and help.
// Which diagnostics are shown, and where, is for reporters.

import { assertNever } from '../base/assert-never.ts';
import type { Diagnostic } from './diagnostic.ts';
import { placeOf } from './diagnostic.ts';
import { blotPasswords } from './mask-secrets.ts';
import { printable } from './printable.ts';
import { lineStarts, positionOf, type Span } from './text-file.ts';
import { firstColumns, lastColumns, textWidth } from './text-width.ts';

export interface RenderOptions {
  readonly color: boolean;
}

/** Several lines without a line break at the end. */
export function renderDiagnostic(diagnostic: Diagnostic, { color }: RenderOptions): string {
  const paint = painter(color);
  const tone: Tone = diagnostic.severity === 'error' ? 'red' : 'yellow';
  const spans = [diagnostic.span, ...diagnostic.notes.map((note) => note.span)].filter((span) => span !== undefined);
  const gutter = Math.max(1, ...spans.map((span) => String(positionOf(span.file, span.start).line).length));
  const margin = ' '.repeat(gutter);
  const lines = [
    `${paint(tone, `${diagnostic.severity}[${diagnostic.code}]`)}${paint('bold', `: ${printable(diagnostic.message)}`)}`,
  ];
  if (diagnostic.span) lines.push(...excerpt(diagnostic.span, gutter, tone, paint));
  for (const note of diagnostic.notes) {
    lines.push(`${margin} ${paint('blue', '=')} ${paint('bold', 'note')}: ${printable(note.message)}`);
    if (note.span) lines.push(...excerpt(note.span, gutter, 'blue', paint));
  }
  if (diagnostic.help !== '')
    lines.push(`${margin} ${paint('blue', '=')} ${paint('bold', 'help')}: ${printable(diagnostic.help)}`);
  return lines.join('\n');
}

/** One line for logs and annotations: `path:line:column: error[CODE]: message (help)`. */
export function renderDiagnosticLine(diagnostic: Diagnostic): string {
  const place = diagnostic.span ? `${placeOf(diagnostic.span)}: ` : '';
  const sentence = `${place}${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.message}${diagnostic.help === '' ? '' : ` (${diagnostic.help})`}`;
  return printable(sentence.replace(/\s*\n\s*/g, ' '));
}

type Tone = 'red' | 'yellow' | 'blue' | 'bold';
type Paint = (tone: Tone, text: string) => string;

function painter(color: boolean): Paint {
  return (tone, text) => (color ? `\u001b[${toneCode(tone)}m${text}\u001b[0m` : text);
}

function toneCode(tone: Tone): string {
  switch (tone) {
    case 'red':
      return '1;31';
    case 'yellow':
      return '1;33';
    case 'blue':
      return '1;34';
    case 'bold':
      return '1';
    default:
      return assertNever(tone);
  }
}

/** The arrow with the place, and the first line of the span with marks under it; a file without text, or as a whole, has no line to show. */
function excerpt(span: Span, gutter: number, tone: Tone, paint: Paint): string[] {
  const margin = ' '.repeat(gutter);
  const arrow = `${margin}${paint('blue', '-->')} ${placeOf(span)}`;
  if (span.whole) return [arrow];
  if (span.file.text === '') return [`${margin}${paint('blue', '-->')} ${span.file.path}`];
  const { line } = positionOf(span.file, span.start);
  const shown = windowOf(lineText(span, line), span, lineStarts(span.file)[line - 1] ?? 0);
  const bar = paint('blue', '|');
  const marks = `${' '.repeat(shown.indent)}${paint(tone, '^'.repeat(Math.max(1, shown.width)))}`;
  return [
    arrow,
    `${margin} ${bar}`,
    `${paint('blue', String(line).padStart(gutter))} ${bar} ${shown.text}`,
    `${margin} ${bar} ${marks}`,
  ];
}

function lineText(span: Span, line: number): string {
  const starts = lineStarts(span.file);
  const start = starts[line - 1] ?? 0;
  const end = starts[line] === undefined ? span.file.text.length : (starts[line] ?? 0) - 1;
  const text = span.file.text.slice(start, end).replace(/\r$/, '');
  return /\.ya?ml$/i.test(span.file.path) ? blotPasswords(text) : text;
}

interface Window {
  /** Tabs as spaces, control characters as their pictures, cut around the marks when the line is long. */
  readonly text: string;
  /** Columns before the marks, and under them. */
  readonly indent: number;
  readonly width: number;
}

const longestLine = 160;
const shownBefore = 60;
/** Code units on each side of the marks that are looked at: of a line as long as a file nothing else can be shown. */
const lookedAt = 2_000;

function windowOf(line: string, span: Span, lineStart: number): Window {
  const from = Math.min(Math.max(span.start - lineStart, 0), line.length);
  const to = Math.min(Math.max(span.end - lineStart, from), line.length);
  const before = columns(line.slice(Math.max(0, from - lookedAt), from), 0);
  const indent = textWidth(before);
  const marked = columns(line.slice(from, Math.min(to, from + lookedAt)), indent);
  const width = textWidth(marked);
  const after = columns(line.slice(to, to + lookedAt), indent + width);
  if (indent + width + textWidth(after) <= longestLine) return { text: before + marked + after, indent, width };
  const head = indent > shownBefore ? `…${lastColumns(before, shownBefore)}` : before;
  const middle = firstColumns(marked, longestLine - textWidth(head));
  const tail = firstColumns(after, longestLine - textWidth(head) - textWidth(middle));
  const cut = tail.length < after.length || middle.length < marked.length ? '…' : '';
  return { text: `${head}${middle}${tail}${cut}`, indent: textWidth(head), width: textWidth(middle) };
}

/** The text as it is from a column on: tabs reach to the next multiple of four. */
function columns(text: string, start: number): string {
  let shown = '';
  let column = start;
  for (const [index, piece] of printable(text).split('\t').entries()) {
    const space = index === 0 ? '' : ' '.repeat(4 - (column % 4));
    shown += space + piece;
    column += space.length + textWidth(piece);
  }
  return shown;
}
