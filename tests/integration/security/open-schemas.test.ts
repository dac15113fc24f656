// Protects whoever reads `smelt debug` from not learning that others can put their functions in the way of the models' own words.

import { expect, test } from 'vitest';
import { openSchemas } from '../../../src/app/open-schemas.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { sql } from '../../support/user-sql.ts';

describeOnBoth('schemas of the path', (rig) => {
  test('in which others may create are reported, with the statement that shuts them', async () => {
    await rig.database.withSession(async (session) => {
      expect(await openSchemas(session)).toEqual([]);
      await session.query(sql`grant create on schema public to public`);
      expect(await openSchemas(session)).toEqual([
        "public may create in schema public, which the models' names are looked up in: revoke create on schema public from public",
      ]);
      await session.query(sql`revoke create on schema public from public`);
      expect(await openSchemas(session)).toEqual([]);
    });
  });
});
