// A seed is unchanged when neither its file nor its rows have changed: rows changed by hand are healed, as dbt heals them.

import { describe, expect, it } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

const lines = Array.from({ length: 500 }, (_, number) => `${number},name ${number},${number}.50\n`).join('');

// The number of rows and their sum stay.
const exchanged = 'update public.codes set id = 499 - id where id in (0, 499)';
const changes = {
  server: [
    exchanged,
    'with gone as (delete from public.codes where id = 1 returning *) insert into public.codes select id, null, rate from gone',
    'insert into public.codes select * from public.codes where id = 7',
  ],
  // Counting and comparing the rows is SQL, the same on both.
  embedded: [exchanged],
};

describe('rows of a seed', () => {
  it.each(['server', 'embedded'] as const)(
    'are those of its file, whatever was done to them by hand (%s)',
    async (kind) => {
      const rig = await createProjectRig(kind, '', { 'seeds/codes.csv': `id,name,rate\n${lines}` });
      const content = () =>
        rig.rows(`select count(*)::int, md5(string_agg(c::text, '|' order by id))::text from public.codes c`);
      expect(await rig.build()).toMatchObject({ exitCode: 0 });
      const first = await content();
      expect((await rig.build()).output).toContain('nothing new');
      for (const change of changes[kind]) {
        await rig.values(change);
        expect((await rig.build()).output, change).toMatch(/ok +codes +rewrite/);
        expect(await content(), change).toEqual(first);
      }
      expect((await rig.build()).output).toContain('nothing new');
    },
  );

  it('changed by a post-hook are made anew before it, as in dbt', async () => {
    const hooked = (amount: string) =>
      `seeds: [{ name: codes, config: { post_hook: "update {{ this }} set id = id + ${amount}" } }]`;
    const rig = await createProjectRig('server', '', {
      'seeds/codes.csv': 'id\n1\n',
      'seeds/codes.yml': hooked('10'),
    });
    for (let time = 1; time <= 2; time += 1) {
      expect(await rig.build()).toMatchObject({ exitCode: 0 });
      expect(await rig.values('select id from public.codes')).toEqual([11]);
    }
  });

  it('keep the names of the header, and know NULL, as in dbt', async () => {
    const rig = await createProjectRig('server', '', {
      'seeds/codes.csv': 'Id,firstName,n\n1,null,5\n2,x,NULL\n3,   , 7\n',
      'seeds/folded.csv': 'Id\n1\n',
      'seeds/codes.yml': 'seeds: [{ name: folded, config: { quote_columns: false } }]',
      'models/m.sql': `select "Id", "firstName", pg_typeof(n)::text as type from {{ ref('codes') }}`,
      'models/f.sql': `select id from {{ ref('folded') }}`,
    });
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    expect(await rig.rows('select "Id", "firstName", type from public.m order by 1')).toEqual([
      [1, null, 'integer'],
      [2, 'x', 'integer'],
      [3, null, 'integer'],
    ]);
  });
});
