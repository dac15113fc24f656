// The table of docs/differences.md of how seeds' types differ from dbt's: every cell of it in a seed of its own, loaded and read back.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

interface Case {
  readonly cells: readonly string[];
  readonly type: string;
}

/** `a`, `b`: each alone in a column; `a` beside `b`: both in one. */
function documentedCases(): readonly Case[] {
  const [, section = ''] = readFileSync('docs/differences.md', 'utf8').split('## Types of seeds');
  return section.split('\n').flatMap((line): readonly Case[] => {
    const [, cells = '', , type = ''] = line.split(' | ').length > 2 ? ['', ...line.slice(2).split(' | ')] : [];
    const named = [...cells.matchAll(/`([^`]+)`/g)].map(([, cell = '']) => cell);
    const stated = /^`([^`]+)`$/.exec(type)?.[1];
    if (stated === undefined) return [];
    return cells.includes(' beside ')
      ? [{ cells: named, type: stated }]
      : named.map((cell) => ({ cells: [cell], type: stated }));
  });
}

/** Where Smelt gives what dbt gives. */
const alike: readonly (Case & { readonly stored?: readonly (string | null)[] })[] = [
  {
    cells: ['+1', '1,000', '1_000', ' 7 ', '-1,000,000', ''],
    stored: ['1', '1000', '1000', '7', '-1000000', null],
    type: 'integer',
  },
  { cells: ['', 'null', '  '], stored: [null, null, null], type: 'integer' },
  { cells: [], stored: [], type: 'integer' },
  { cells: ['2024-1-5'], stored: ['2024-01-05'], type: 'date' },
  {
    cells: ['2024-01-01 10:00:00', '2024-1-5 1:2:3'],
    stored: ['2024-01-01 10:00:00', '2024-01-05 01:02:03'],
    type: 'timestamp without time zone',
  },
  {
    cells: ['2024-01-01T10:00', '2024-01-01T10:00:00.5'],
    stored: ['2024-01-01 10:00:00', '2024-01-01 10:00:00.5'],
    type: 'timestamp without time zone',
  },
  { cells: ['true', 'False'], stored: ['true', 'false'], type: 'boolean' },
  { cells: ['2024-01-01 10:00'], type: 'text' },
  { cells: ['2024-01-01 10:00:00.5'], type: 'text' },
  { cells: ['2024-01-01 10:00:00+02'], type: 'text' },
  { cells: ['1', 'x'], type: 'text' },
];

it.each(['server', 'embedded'] as const)(
  'types of seeds are the documented ones, and no text changes (%s)',
  async (kind) => {
    const documented = documentedCases();
    expect(documented.length).toBeGreaterThan(40);
    const cases = [...documented, ...alike];
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
    const files = cases.map(({ cells }, index) => [
      `seeds/s${index}.csv`,
      `id,v\n${cells.map((cell, row) => `${row},${quoted(cell)}\n`).join('')}`,
    ]);
    const rig = await createProjectRig(kind, '', Object.fromEntries(files));
    const { exitCode, output } = await rig.build();
    expect(exitCode, output).toBe(0);
    const types = new Map(
      (
        await rig.rows(
          "select relname::text, format_type(atttypid, atttypmod) from pg_attribute join pg_class on pg_class.oid = attrelid where attname = 'v' and relnamespace = 'public'::regnamespace",
        )
      ).map(([name, type]) => [name, type]),
    );
    expect(cases.map(({ cells }, index) => [cells, types.get(`s${index}`)])).toEqual(
      cases.map(({ cells, type }) => [cells, type]),
    );
    const columns = cases.map(
      (_, index) => `(select array_to_json(array_agg(v::text order by id)) from public.s${index})`,
    );
    const [stored = []] = await rig.rows(`select ${columns.join(', ')}`);
    const wanted = cases.map((one) => ('stored' in one ? one.stored : one.type === 'text' ? one.cells : undefined));
    for (const [index, cells] of wanted.entries())
      if (cells) expect(stored[index] ?? [], JSON.stringify(cases[index])).toEqual(cells);
  },
);

it('a project of dbt reckons with columns that have no values yet', async () => {
  const rig = await createProjectRig('embedded', '', {
    'seeds/e.csv': 'id,v\n1,\n2,\n',
    'seeds/header.csv': 'id,v\n',
    'models/m.sql':
      "select v * 2 as twice from {{ ref('e') }} union all select v from {{ ref('header') }} where id = 1\n",
  });
  const { exitCode, output } = await rig.build();
  expect(exitCode, output).toBe(0);
});

it.each(['server', 'embedded'] as const)('decimals are those of dbt where the config says so (%s)', async (kind) => {
  const rig = await createProjectRig(kind, '', {
    'seeds/d.csv': 'whole,part,huge,code\n1.0,1.5,1e400,01.5\n5.,"1,000",2,5" pipe\n1e2,.5,,x\n',
    'seeds/seeds.yml': 'seeds: [{ name: d, config: { seed_decimals: double } }]\n',
  });
  const first = await rig.build();
  expect(first.exitCode, first.output).toBe(0);
  const types = () =>
    rig.rows(
      "select array_agg(format_type(atttypid, atttypmod) order by attnum)::text from pg_attribute where attrelid = 'public.d'::regclass and attnum > 0",
    );
  expect(await types()).toEqual([['{integer,"double precision",numeric,text}']]);
  expect(await rig.rows("select string_agg(whole || ' ' || part, ',' order by part), max(code) from public.d")).toEqual(
    [['100 0.5,1 1.5,5 1000', 'x']],
  );
  expect((await rig.build()).output).toContain('1 unchanged');
  await rig.write({ 'seeds/seeds.yml': 'seeds: [{ name: d }]\n' });
  const again = await rig.build();
  expect(again.exitCode, again.output).toBe(0);
  expect(await types()).toEqual([['{numeric,numeric,numeric,text}']]);
});
