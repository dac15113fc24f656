// The location of a file source: a path in which `{name}` stands for a text and `{day:yyyy/MM/dd}` for a date. Reading it as a
// pattern and matching names against it; looking at the disk is list-files.ts'.

import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { Placed } from '../project/project.ts';
import { type Capture, fixedColumnNames } from './source-columns.ts';

/** What one folder or file name must look like. */
export interface SegmentPattern {
  /** The name itself where nothing in it varies. */
  readonly literal: string | null;
  readonly expression: RegExp;
  /** For each group of the expression, what it gives. */
  readonly parts: readonly CapturePart[];
}

export interface CapturePart {
  /** Index in the location's captures. */
  readonly capture: number;
  readonly field: 'text' | 'yyyy' | 'MM' | 'dd';
}

export interface Location {
  readonly text: Placed<string>;
  /** The folder above everything that varies, as written: relative or absolute. */
  readonly fixed: string;
  /** Below the fixed part; the last one is the file's. */
  readonly segments: readonly SegmentPattern[];
  /** In the order in which they occur. */
  readonly captures: readonly Capture[];
}

type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'capture'; readonly part: CapturePart };

const dateFields = /yyyy|MM|dd/g;
const columnName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Diagnostics point at the location as a whole: it may have been rendered from a template. */
export function parseLocation(location: Placed<string>): Checked<Location> {
  const problems: Diagnostic[] = [];
  const complain = (message: string, help: string): void => {
    problems.push(errorAt('FILES_LOCATION', message, { span: location.span, help }));
  };
  const captures: Capture[] = [];
  const tokens: Token[] = [];
  const literal = (text: string): void => {
    if (text !== '') tokens.push({ kind: 'literal', text });
    if (/[{}*?]/.test(text)) {
      complain(
        `the location has ${JSON.stringify(text.match(/[{}*?]/)?.[0])} outside a capture`,
        'Write {name} for what varies in the path; every such part becomes a column',
      );
    }
  };

  const written = location.value.replaceAll('\\', '/');
  let end = 0;
  for (const match of written.matchAll(/\{([^{}:]*)(?::([^{}]*))?\}/g)) {
    literal(written.slice(end, match.index));
    end = match.index + match[0].length;
    const name = match[1] ?? '';
    const format = match[2];
    if (!columnName.test(name) || name.length > 63) {
      complain(`${match[0]} does not name a column`, 'Use letters, digits and underscores, such as {affiliate_id}');
    } else if (fixedColumnNames.has(name)) {
      complain(`${match[0]} has the name of a column that every file source has`, 'Give the capture another name');
    } else if (captures.some((capture) => capture.name === name)) {
      complain(`${match[0]} appears twice in the location`, 'Give each capture a name of its own');
    }
    const capture = captures.length;
    if (format === undefined) {
      if (tokens.at(-1)?.kind === 'capture') {
        complain(`nothing separates ${match[0]} from the capture before it`, 'Put a character between them');
      }
      captures.push({ name, type: 'text' });
      tokens.push({ kind: 'capture', part: { capture, field: 'text' } });
    } else {
      captures.push({ name, type: 'date' });
      const fields = format.match(dateFields) ?? [];
      if ([...fields].sort().join() !== 'MM,dd,yyyy' || /[A-Za-z]/.test(format.replaceAll(dateFields, ''))) {
        complain(
          `${match[0]} is not the format of a date`,
          'Write year, month and day once each, such as {day:yyyy/MM/dd}',
        );
      }
      tokens.push(...dateTokens(format, capture));
    }
  }
  literal(written.slice(end));
  const segments = segmentsOf(tokens);
  const firstVarying = segments.findIndex((segment) => segment.literal === null);
  const fixedCount = firstVarying < 0 ? segments.length - 1 : firstVarying;
  const varying = segments.slice(fixedCount);
  if (varying.some((segment) => segment.literal === '' || segment.literal === '.' || segment.literal === '..')) {
    complain(
      'the location has an empty, . or .. part where a file or folder name belongs',
      'Name the files, such as {page}.json, and put . and .. before the first capture',
    );
  }
  if (problems.length > 0) return failed(problems);
  const fixed = segments.slice(0, fixedCount).map((segment) => segment.literal ?? '');
  const root = fixed.length === 1 && fixed[0] === '' ? '/' : fixed.join('/');
  return passed({ text: location, fixed: root === '' ? '.' : root, segments: varying, captures });
}

function dateTokens(format: string, capture: number): readonly Token[] {
  return format.split(/(yyyy|MM|dd)/).flatMap((text): readonly Token[] => {
    if (text === 'yyyy' || text === 'MM' || text === 'dd') return [{ kind: 'capture', part: { capture, field: text } }];
    return text === '' ? [] : [{ kind: 'literal', text }];
  });
}

function segmentsOf(tokens: readonly Token[]): readonly SegmentPattern[] {
  const segments: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'capture') segments.at(-1)?.push(token);
    else {
      token.text.split('/').forEach((text, index) => {
        if (index > 0) segments.push([]);
        if (text !== '') segments.at(-1)?.push({ kind: 'literal', text });
      });
    }
  }
  return segments.map(segmentPattern);
}

const fieldExpressions: Readonly<Record<CapturePart['field'], string>> = {
  text: '([^/]+)',
  yyyy: '([0-9]{4})',
  MM: '([0-9]{2})',
  dd: '([0-9]{2})',
};

function segmentPattern(tokens: readonly Token[]): SegmentPattern {
  const parts = tokens.flatMap((token) => (token.kind === 'capture' ? [token.part] : []));
  const body = tokens.map((token) =>
    token.kind === 'literal'
      ? token.text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
      : fieldExpressions[token.part.field],
  );
  // A capture does not match hidden files and folders.
  const visible = tokens[0]?.kind === 'capture' ? '(?!\\.)' : '';
  const literal =
    parts.length > 0 ? null : tokens.map((token) => (token.kind === 'literal' ? token.text : '')).join('');
  return { literal, expression: new RegExp(`^${visible}${body.join('')}$`, 'su'), parts };
}

/** What the captures of a path give, in their order: texts, and dates as yyyy-MM-dd. `groups` are those of all segments. */
export function captureValues(location: Location, groups: readonly string[]): readonly string[] {
  const parts = location.segments.flatMap((segment) => segment.parts);
  return location.captures.map((capture, index) => {
    const own = (field: CapturePart['field']): string =>
      groups[parts.findIndex((part) => part.capture === index && part.field === field)] ?? '';
    return capture.type === 'text' ? own('text') : `${own('yyyy')}-${own('MM')}-${own('dd')}`;
  });
}

/** Whether `text` (yyyy-MM-dd) names a day of the calendar; there is no year 0. */
export function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) && !text.startsWith('0000');
}
