// Protects builds on one server from each other: both end well, and what they leave is as after one. (An embedded database
// is one process's at a time, which tests/integration/postgres holds.)

import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Session } from '../../src/database/database.ts';
import { sql } from '../../src/sql/sql.ts';
import { takeInOrder } from '../../src/state/advisory-lock.ts';
import { lockSchema } from '../../src/state/locks.ts';
import { createRefreshFunction } from '../../src/state/refresh-function.ts';
import { expectedContent } from '../affiliate/expected.ts';
import { expectContent } from '../support/affiliate-content.ts';
import { createAffiliateProject } from '../support/affiliate-project.ts';
import { describeOn } from '../support/databases.ts';
import { writeProject } from '../support/project-files.ts';
import { execute } from '../support/run-app.ts';

test('two builds that begin at once on an empty server both end well, with the content of one', async () => {
  const directory = fileURLToPath(new URL('../affiliate/data/load-1', import.meta.url));
  const project = await createAffiliateProject('server');
  try {
    await project.addPages(directory);
    await Promise.all([project.build(), project.build()]);
    await project.inDatabase((query) => expectContent(query, expectedContent([{ directory }])));
  } finally {
    await project.drop();
  }
});

describeOn('server', 'a run that ends while another replaces the refresh function', (rig) => {
  test('waits for it', async () => {
    const { target } = rig;
    const url = target.kind === 'server' ? target.url : undefined;
    const root = await writeProject({
      'project.yml': `name: small\ntargets: { dev: { type: postgres, url: "${url}", schema: public } }\n`,
      'models/totals.sql': "{{ config(materialized='materialized_view') }} select 1 as total",
    });
    expect((await execute(root, 'build')).exitCode).toBe(0);
    const ran = await rig.database.withSession((session) =>
      session.transaction({}, async () => {
        await session.query(takeInOrder([lockSchema()]));
        const views = [{ schema: 'public', name: 'totals' }];
        for (const statement of createRefreshFunction('smelt', 'public', views)) await session.query(statement);
        const running = execute(root, 'build');
        await someoneWaits(session);
        return { running };
      }),
    );
    const { exitCode, errors } = await ran.running;
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
  });
});

/** Until somebody waits for a lock of this session. */
async function someoneWaits(session: Session): Promise<void> {
  for (;;) {
    const { rows } = await session.query(sql`select from pg_catalog.pg_locks
      where not granted and pg_catalog.pg_backend_pid() = any(pg_catalog.pg_blocking_pids(pid))`);
    if (rows.length > 0) return;
    await wait(20);
  }
}
