// Protects the example of docs/properties.md: contracts, constraints and an audited model as a reader copies them.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesIn } from '../../support/files-in-page.ts';
import { createProjectRig } from '../../support/project-rig.ts';

const page = readFileSync(new URL('../../../docs/properties.md', import.meta.url), 'utf8');

test.each(['server', 'embedded'] as const)('docs/properties.md is built as it stands (%s)', async (kind) => {
  const rig = await createProjectRig(kind, '', filesIn(page));
  const { exitCode, output, errors } = await rig.build();
  expect([exitCode, errors], output).toEqual([0, '']);
  const constraints = await rig.values(
    "select conname from pg_catalog.pg_constraint where conrelid in ('accounts'::regclass, 'payments'::regclass) and contype <> 'n' order by 1",
  );
  expect(constraints).toEqual([
    'accounts_balance_check',
    'accounts_email_key',
    'accounts_pkey',
    'payments_account_id_fkey',
    'payments_pkey',
  ]);
});
