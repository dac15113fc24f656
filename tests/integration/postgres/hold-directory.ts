// A process that opens an embedded database, says what came of it, writes rows, and goes on until its input ends.
// Arguments: the directory, and how many rows it commits before it says `ready`; afterwards it writes on inside a transaction.

import { openEmbedded } from '../../../src/postgres/embedded-database.ts';
import { sql } from '../../../src/sql/sql.ts';

const [, , path = '', rows = '0'] = process.argv;
const opened = await openEmbedded({ path });
if (!opened.ok) {
  console.log(opened.problems.map(({ code, message, help }) => `${code}: ${message} | ${help}`).join('\n'));
} else {
  const database = opened.value;
  process.stdin.resume().on('close', () => process.exit());
  await database.withSession(async (session) => {
    await session.query(sql`CREATE TABLE IF NOT EXISTS public.kept (n int)`);
    await session.query(sql`INSERT INTO public.kept SELECT generate_series(1, ${rows}::int)`);
    await session.query(sql`BEGIN`);
    await session.query(sql`INSERT INTO public.kept SELECT 0 FROM generate_series(1, 1000)`);
    console.log('ready');
    await session.query(sql`INSERT INTO public.kept SELECT 0 FROM generate_series(1, 100000000)`);
  });
}
