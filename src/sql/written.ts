// SQL that a person wrote inside a larger statement: spliced as it is, while its place in the statement's text is
// kept, so that an error's position names whose text it is. Templates that the project renders have source maps instead.

import { hasUserText, inUserWords, Sql } from './sql.ts';
import { textOffsets } from './text-offsets.ts';

/** Whose text it is: a node's id, and the key under which it is there. */
export interface TextOrigin {
  readonly owner: string;
  readonly key: string;
}

/** Offsets are UTF-16 units of the statement's text, half open. */
export interface WrittenPlace {
  readonly start: number;
  readonly end: number;
  readonly origin: TextOrigin;
}

export interface WrittenStatement {
  readonly statement: Sql;
  /** In the order of the text; they do not overlap. */
  readonly places: readonly WrittenPlace[];
}

const mark = Symbol('written');

interface Written {
  readonly [mark]: true;
  readonly text: string;
  readonly origin: TextOrigin;
}

/** The text as a value for the `sql` tag, until `placeWritten` splices it. A comment at its end cannot swallow what follows. */
export function written(text: string, origin: TextOrigin): Sql {
  const value: Written = { [mark]: true, text: text.includes('--') ? `${text}\n` : text, origin };
  return inUserWords(new Sql(['', ''], [value]));
}

/** The statement with every written text in its place. */
export function placeWritten(template: Sql): WrittenStatement {
  const strings = [template.strings[0] ?? ''];
  const values: unknown[] = [];
  const places: WrittenPlace[] = [];
  let length = strings[0]?.length ?? 0;
  template.values.forEach((value, index) => {
    const after = template.strings[index + 1] ?? '';
    if (isWritten(value)) {
      places.push({ start: length, end: length + value.text.length, origin: value.origin });
      length += value.text.length + after.length;
      strings.push(`${strings.pop() ?? ''}${value.text}${after}`);
    } else {
      values.push(value);
      strings.push(after);
      length += `$${values.length}`.length + after.length;
    }
  });
  const statement = new Sql(strings, values);
  return { statement: hasUserText(template) ? inUserWords(statement) : statement, places };
}

/** The written text at an error's position (1-based code point), or undefined where the text is Smelt's own. */
export function placeAt(written: WrittenStatement, position: number): WrittenPlace | undefined {
  const offset = textOffsets(written.statement.text).fromCodePoints(position - 1);
  return written.places.find((place) => offset >= place.start && offset < place.end);
}

function isWritten(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && mark in value;
}
