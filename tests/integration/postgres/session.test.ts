import { expect, test } from 'vitest';
import { sql } from '../../../src/sql/sql.ts';
import { describeOnBoth } from '../../support/databases.ts';

describeOnBoth('values', (rig) => {
  test('arrive as the port says', async () => {
    const result = await rig.database.withSession((session) => session.query(sql`SELECT true, 1::int8`));
    expect(result.rows).toEqual([[true, 1n]]);
  });
});
