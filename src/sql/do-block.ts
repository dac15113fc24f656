// A PL/pgSQL block as one statement, and its text as a literal, safe whatever names are in it.

import { raw, type Sql, sql } from './sql.ts';

/** `do $smelt$ … $smelt$`. The block has no parameters. */
export function doBlock(body: Sql): Sql {
  return sql`do ${dollarQuoted(sql`\n${body}\n`)}`;
}

/** `$smelt$ … $smelt$`, for a text that is read by people; the quote is lengthened until nothing in it can end it. */
export function dollarQuoted(text: Sql): Sql {
  let tag = 'smelt';
  while (text.text.includes(`$${tag}$`)) tag += '_';
  const quote = raw(`$${tag}$`);
  return sql`${quote}${text}${quote}`;
}
