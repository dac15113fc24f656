// A PL/pgSQL block as one statement, safe whatever names stand in it.

import { raw, type Sql, sql } from './sql.ts';

/** `do $smelt$ … $smelt$`; the quote is lengthened until nothing in the block can end it. The block has no parameters. */
export function doBlock(body: Sql): Sql {
  let tag = 'smelt';
  while (body.text.includes(`$${tag}$`)) tag += '_';
  const quote = raw(`$${tag}$`);
  return sql`do ${quote}\n${body}\n${quote}`;
}
