// A seed's table whose columns were changed by hand: where the file's rows do not fit it any more it becomes the file's again, and
// with --full-refresh always.

import { describe, expect, it } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';
import { kindsTried } from '../../support/whole.ts';

const columns = `select attname::text || ' ' || format_type(atttypid, atttypmod) from pg_attribute
  where attrelid = 'public.x'::regclass and attnum > 0 and not attisdropped order by attnum`;
const fresh = ['id integer', 'name text', 'score numeric'];

/** Each with what exists after a build without --full-refresh; null: what is fresh. */
const alterations: readonly (readonly [string, readonly string[] | null])[] = [
  ['alter table public.x drop column name', null],
  ['alter table public.x rename name to nom', null],
  ['alter table public.x alter column score type text', null],
  ['alter table public.x alter column score type double precision', null],
  [
    "alter table public.x add column more text not null default 'm'; alter table public.x alter column more drop default",
    null,
  ],
  ['alter table public.x add column more text', [...fresh, 'more text']],
  [
    'alter table public.x drop column name; alter table public.x add column name text',
    ['id integer', 'score numeric', 'name text'],
  ],
];

describe.each(kindsTried)("a seed's table altered by hand (%s)", (kind) => {
  it('takes the rows of the file again', async () => {
    const rig = await createProjectRig(kind, '', {
      'seeds/x.csv': 'id,name,score\n1,a,1.5\n2,b,2.5\n',
      'models/v.sql': "select id from {{ ref('x') }}\n",
    });
    expect((await rig.build()).exitCode).toBe(0);
    // A build on the embedded database takes its time, and the plans are the same: there some are tried.
    const tried = kind === 'server' ? alterations : alterations.slice(1, 3);
    for (const fullRefresh of kind === 'server' ? [true, false] : [false]) {
      for (const [alteration, left] of tried) {
        for (const statement of alteration.split('; ')) await rig.values(statement);
        const { exitCode, output } = await rig.build({ fullRefresh });
        expect(exitCode, alteration + output).toBe(0);
        expect(await rig.values(columns), alteration).toEqual(fullRefresh ? fresh : (left ?? fresh));
        expect(await rig.rows('select id::int, name, score::text from public.x order by id')).toEqual([
          [1, 'a', '1.5'],
          [2, 'b', '2.5'],
        ]);
        if (fullRefresh) continue;
        expect((await rig.build()).output, alteration).toContain('nothing new');
        if (left === null) continue;
        expect((await rig.build({ fullRefresh: true })).exitCode).toBe(0);
        expect(await rig.values(columns), alteration).toEqual(fresh);
      }
    }
    expect(await rig.values('select id from public.v order by id')).toEqual([1, 2]);
  });

  it('is refused where what hangs on it would be lost, with the command that makes a seed anew', async () => {
    const rig = await createProjectRig(kind, '', { 'seeds/x.csv': 'id,name\n1,a\n' });
    expect((await rig.build()).exitCode).toBe(0);
    await rig.values('create view public.others as select id from public.x');
    await rig.values('alter table public.x drop column name');
    const refused = await rig.build();
    expect(refused.output).toContain('error[CONTRACT_DRIFT]');
    expect(refused.output).toContain('it cannot be replaced by a new table either: view public.others');
    expect(refused.output).toContain('`smelt seed --select x --full-refresh`');
    const again = await rig.build({ fullRefresh: true });
    expect(again.exitCode).toBe(1);
    expect(again.output).toContain('help: Take away what keeps the table where it is, or alter its columns by hand');
    await rig.values('drop view public.others');
    expect((await rig.build()).exitCode).toBe(0);
    expect(await rig.rows('select * from public.x')).toEqual([[1, 'a']]);
  });

  it('keeps a column that people added where only the rows can be changed', async () => {
    const rig = await createProjectRig(kind, '', { 'seeds/x.csv': 'id,name\n1,a\n' });
    expect((await rig.build()).exitCode).toBe(0);
    await rig.values('alter table public.x add column more text');
    await rig.values('create view public.others as select id, more from public.x');
    expect(await rig.build({ fullRefresh: true })).toMatchObject({ exitCode: 0 });
    expect(await rig.rows('select * from public.x')).toEqual([[1, 'a', null]]);
  });

  it('with a type that only CREATE TABLE knows stays as it is', async () => {
    const rig = await createProjectRig(kind, '', {
      'seeds/x.csv': 'id,name\n1,a\n',
      'seeds/x.yml': 'seeds: [{ name: x, config: { column_types: { id: bigserial, name: "numeric(5, -2)" } } }]',
    });
    await rig.write({ 'seeds/x.csv': 'id,name\n1,500\n' });
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    expect((await rig.build()).output).toContain('nothing new');
  });
});
