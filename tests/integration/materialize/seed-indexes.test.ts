// Indexes of a seed's config come and go with the config, also while the seed's file stays the same.

import { describe, expect, it } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

const indexed = (indexes: string) =>
  `seeds: [{ name: codes, config: { column_types: { code: text }, indexes: [${indexes}] } }]`;

describe.each(['server', 'embedded'] as const)('indexes of an unchanged seed (%s)', (kind) => {
  it('follow the config', async () => {
    const rig = await createProjectRig(kind, '', { 'seeds/codes.csv': 'code\na\n', 'seeds/codes.yml': indexed('') });
    const existing = () => rig.values(`select indexname::text from pg_indexes where tablename = 'codes' order by 1`);
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    await rig.write({ 'seeds/codes.yml': indexed('{ columns: [code], name: by_code }') });
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    expect(await existing()).toEqual(['by_code']);
    expect((await rig.build()).output).toContain('unchanged');
    await rig.write({ 'seeds/codes.yml': indexed('') });
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    expect(await existing()).toEqual([]);
  });
});
