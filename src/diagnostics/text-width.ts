// How wide a text is in a terminal, and its parts by columns. What is seen as one character is measured as one: an emoji of
// several code points, a letter with its accents. Widths are the library's.

import stringWidth from 'string-width';

// Of letters that stand alone the width is known without the library, which takes ten times as long: none of them joins another
// to one character, and most texts hold nothing else.
// Latin, Greek and Cyrillic ones with digits and punctuation are narrow; kana, ideographs and syllables of Hangul are wide.
const narrow = String.raw`\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u2400-\u2426`;
const wide = String.raw`\u3001-\u3029\u3041-\u3096\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60`;
const allNarrow = new RegExp(`^[${narrow}]*$`);
const allAlone = new RegExp(`^[${narrow}${wide}]*$`);
const eachWide = new RegExp(`[${wide}]`, 'g');

/** Columns of a text without tabs, line breaks and other control characters. */
export function textWidth(text: string): number {
  if (allNarrow.test(text)) return text.length;
  if (allAlone.test(text)) return text.length + (text.match(eachWide)?.length ?? 0);
  return stringWidth(text, { countAnsiEscapeCodes: true });
}

let segmenter: Intl.Segmenter | undefined;

/** What is seen as one character each; a line break after a carriage return is one with it. */
export function charactersOf(text: string): readonly string[] {
  if (allAlone.test(text)) return text.split('');
  // Most commands need none.
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The longest beginning that takes no more than `columns`. */
export function firstColumns(text: string, columns: number): string {
  return fitting(charactersOf(text), columns).join('');
}

/** The longest end that takes no more than `columns`. */
export function lastColumns(text: string, columns: number): string {
  return fitting(charactersOf(text).toReversed(), columns).toReversed().join('');
}

function fitting(characters: readonly string[], columns: number): readonly string[] {
  let width = 0;
  const end = characters.findIndex((character) => (width += textWidth(character)) > columns);
  return end === -1 ? characters : characters.slice(0, end);
}

/** With spaces behind it up to a width. */
export function padColumns(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}
