// A statement around a text that somebody else wrote, with the place where that text is: error positions find their way back.

import { join, type Sql, sql, userText } from './sql.ts';

export interface EmbeddedText {
  readonly statement: Sql;
  /** UTF-16 offset of `text` in the statement's text as sent. */
  readonly offset: number;
}

/** `before`, the text on lines of its own, `after`. A comment at the text's end cannot swallow what follows. */
export function aroundText(before: Sql, text: string, after: Sql): EmbeddedText {
  return { statement: sql`${before}\n${userText(text)}\n${after}`, offset: before.text.length + 1 };
}

/** Parts joined by spaces, empty ones left out. */
export function words(...parts: readonly (Sql | null)[]): Sql {
  return join(
    parts.filter((part) => part !== null),
    ' ',
  );
}
