// Comments and privileges: what exists is asked, and what differs from what the config says is sent.

import { assertNever } from '../../base/assert-never.ts';
import type { QueryResult } from '../../database/database.ts';
import { commentStatements, existingComments } from '../../plan/shape/describe-relation.ts';
import { existingGrants, existingGrantsOf, grantStatements } from '../../plan/shape/grants.ts';
import type { Action } from '../../plan/step.ts';
import type { Sql } from '../../sql/sql.ts';

type Difference = Extract<Action, { kind: 'describe' | 'grant' }>;

/** Throws what `run` throws. */
export async function applyDifferences(
  action: Difference,
  run: (statement: Sql) => Promise<QueryResult>,
): Promise<void> {
  for (const statement of await differences(action, run)) await run(statement);
}

async function differences(action: Difference, run: (statement: Sql) => Promise<QueryResult>): Promise<readonly Sql[]> {
  switch (action.kind) {
    case 'describe': {
      const { rows } = await run(existingComments(action.relation));
      return commentStatements(
        action,
        rows.map(([column, comment]) => ({ column: textOrNull(column), comment: textOrNull(comment) })),
      );
    }
    case 'grant': {
      const { rows } = await run(existingGrants(action.relation));
      return grantStatements(action, existingGrantsOf(rows[0]?.[0]));
    }
    default:
      return assertNever(action);
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
