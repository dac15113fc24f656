// A mistake in SQL that an expression of the template printed: the template does not show it, so what was printed is reported.

import type { Note } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';

/** The SQL around a UTF-16 offset of it, on one line, in whole words: nobody would know half of a URL for one with a password. */
export function excerpt(sql: string, offset: number): string {
  const most = 240;
  let start = Math.max(0, offset - 40);
  while (start > 0 && start > offset - most && /\S/.test(sql.charAt(start - 1))) start -= 1;
  let end = Math.min(sql.length, offset + 40);
  while (end < sql.length && end < offset + most && /\S/.test(sql.charAt(end))) end += 1;
  // A word that goes on beyond that is left out.
  if (start === offset - most) start = offset;
  if (end === offset + most) end = offset;
  return sql.slice(start, end).replace(/\s+/g, ' ').trim();
}

export function renderedNote(sql: string, offset: number): Note {
  return { message: `rendered: ${excerpt(sql, offset)}` };
}

/** Help where the expression is a var(): its value is not what the SQL around it takes. */
export function varHelp({ file, start, end }: Span): string | undefined {
  const name = /^var\(\s*(['"])(.+?)\1/.exec(file.text.slice(start, end))?.[2];
  if (name === undefined) return undefined;
  return `Correct the value of "${name}" (--vars, or vars: in the project file); text needs quotes in the SQL: '{{ var('${name}') }}'`;
}
