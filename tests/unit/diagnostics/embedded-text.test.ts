import { describe, expect, test } from 'vitest';
import { placesWithin } from '../../../src/diagnostics/embedded-text.ts';
import { spanOf } from '../../../src/diagnostics/text-file.ts';

/** What the file shows at the place of `word` in the text that `value`, a part of the file, holds. */
function shown(file: string, value: string, text: string, word: string): string {
  const source = { path: 'a.yml', text: file };
  const start = file.indexOf(value);
  const written = { path: 'a.yml', text };
  const at = text.indexOf(word);
  const place = placesWithin(
    written,
    spanOf(source, start, start + value.length),
  )(spanOf(written, at, at + word.length));
  return file.slice(place.start, place.end);
}

describe('places of a text in the file that holds it', () => {
  test('between quotes', () => {
    expect(shown('hook: "select x"', '"select x"', 'select x', 'x')).toBe('x');
  });

  test('in an indented block, blank lines and deeper lines included', () => {
    const block = '|\n    select x\n\n      from y\n';
    expect(shown(`hook: ${block}next: 1`, block, 'select x\n\n  from y\n', 'y')).toBe('y');
  });

  test('one of several, of which another begins alike', () => {
    const source = { path: 'a.yml', text: '["select 10", "select 1"]' };
    const written = { path: 'a.yml', text: 'select 1' };
    const place = placesWithin(written, spanOf(source, 0, source.text.length));
    expect(place(spanOf(written, 7, 8)).start).toBe(22);
  });

  test('the whole value where escapes or folding have changed it', () => {
    expect(shown('hook: "a\\nb"', '"a\\nb"', 'a\nb', 'b')).toBe('"a\\nb"');
  });

  test('another text keeps its places', () => {
    const other = spanOf({ path: 'macros/m.sql', text: 'x' }, 0, 1);
    expect(placesWithin({ path: 'a', text: 'x' }, spanOf({ path: 'a', text: 'x' }, 0, 1))(other)).toBe(other);
  });
});
