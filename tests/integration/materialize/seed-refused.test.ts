// A value that its column refuses, and a session that is lost, while a seed's file is copied.

import { describe, expect, it } from 'vitest';
import { connectTo, createProjectRig } from '../../support/project-rig.ts';
import { kindsTried } from '../../support/whole.ts';

const typed = (type: string) => `seeds: [{ name: x, config: { column_types: { v: ${type} } } }]\n`;
const numbered = (from: number, to: number, line = '\n') =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index},${from + index}${line}`).join('');

describe.each(kindsTried)('a value that its column refuses (%s)', (kind) => {
  const told = async (file: string, settings = typed('integer')) => {
    const rig = await createProjectRig(kind, '', { 'seeds/x.csv': file, 'seeds/x.yml': settings });
    const { exitCode, output } = await rig.build();
    expect(exitCode, output).toBe(1);
    return output;
  };

  it.each([
    ['in a small file', `id,v\n${numbered(1, 3)}4,xx\n`, '5:3', '4,xx'],
    // The server speaks up while the stream is under way.
    ['at the beginning of a large one', `id,v\n${numbered(1, 4)}5,xx\n${numbered(6, 200_000)}`, '6:3', '5,xx'],
    // What is copied in batches counts its lines from each.
    ['at the end of a large one', `id,v\n${`${'a'.repeat(150)},1\n`.repeat(100_000)}z,xx\n`, '100002:3', 'z,xx'],
    ['behind quoted lines', 'id,v\r\n"1\r\n\r\n",2\r\n\r\n"a ""b"",\r\nc",xx\r\n', '7:4', 'c",xx'],
    ['behind a mark and blank lines', '\ufeff\n\nid,v\n1,2\n\n"é",xx\n', '6:5', '"é",xx'],
  ])('%s is reported with its line and column', async (_, file, place, line) => {
    const output = await told(file);
    expect(output).toContain('error[SQL_DATA]: invalid input syntax for type integer: "xx"');
    expect(output).toContain(`--> seeds/x.csv:${place}\n`);
    expect(output).toContain(`| ${line}\n`);
    expect(output).toContain('help: Correct the value, or the type of "v": `column_types` in the config of the seed');
  });

  it('by a check is reported with its row, and one that is too long with its column', async () => {
    const contract =
      'seeds: [{ name: x, config: { contract: { enforced: true } }, columns: [{ name: id, data_type: text }, { name: v, data_type: int, constraints: [{ type: check, expression: "v < 3" }] }] }]';
    const output = await told('id,v\na,1\nb,7\n', contract);
    expect(output).toMatch(/error\[SQL_CONSTRAINT\]: new row for relation "x" violates check constraint/);
    expect(output).toContain('--> seeds/x.csv:3:1\n');
    expect(output).toContain('help: Correct the row, or the constraint that the message names');
    expect(await told('id,v\n1,abc\n2,abcd\n', typed('varchar(3)'))).toContain('--> seeds/x.csv:3:3\n');
  });
});

it('a session that is lost while a large file is copied: the seed is tried again', async () => {
  const rig = await createProjectRig('server', '', {
    'seeds/x.csv': `id,v\n${`${'a'.repeat(200)},1\n`.repeat(100_000)}`,
    'seeds/x.yml': typed('public.slow'),
  });
  const client = await connectTo(rig);
  await client.query(`create function public.passes(integer) returns boolean language plpgsql as
    $$ begin perform pg_catalog.pg_advisory_xact_lock_shared(7, 7); return true; end $$`);
  await client.query('create domain public.slow as integer check (public.passes(value))');
  await client.query('select pg_advisory_lock(7, 7)');
  const running = rig.build();
  for (let pid: number | undefined; pid === undefined; ) {
    const { rows } = await client.query<{ pid: number }>(
      "select pid, pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and (classid, objid) = (7, 7) and not granted",
    );
    pid = rows[0]?.pid;
  }
  await client.query('select pg_advisory_unlock(7, 7)');
  const { exitCode, output } = await running;
  expect(exitCode, output).toBe(0);
  expect(output).toMatch(/^ {2}retrying {2}seed\.shop\.x \(attempt 2\): /m);
  expect(await rig.values('select count(*)::int from public.x')).toEqual([100_000]);
});
