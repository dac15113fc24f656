// The same as remember-parts.ts for post-hooks after the commit, where each statement is a transaction of its own.

import { DatabaseError, type Session } from '../../database/database.ts';
import { askedParts, type HookWork, judgeParts, newParts, sameParts } from '../../plan/shape/judge-parts.ts';
import { hookId } from '../../plan/shape/made-parts.ts';
import type { Hook } from '../../project/model-config.ts';
import { type Sql, sql } from '../../sql/sql.ts';
import { recordMade } from '../../state/made-parts.ts';
import { currentParts, removal, type Whose } from './remember-parts.ts';

/**
 * Around post-hooks after the commit, each statement for itself: `performed` is called after each of them, `finish` in the end,
 * `failed` after one that failed. What doubles and cannot be locked soon is remembered instead, and goes with the next rebuild.
 */
export async function rememberAfterCommit(session: Session, whose: Whose) {
  const first = await currentParts(session, whose);
  const work: HookWork[] = [];
  let parts = first?.parts ?? [];
  const performed = async (hook: Hook): Promise<void> => {
    const after = (await currentParts(session, whose))?.parts ?? [];
    work.push({ hook: hookId(hook), parts: newParts(parts, after) });
    parts = after;
  };
  const finish = async (): Promise<void> => {
    const remembered = first?.made ?? [];
    const own = askedParts(
      parts,
      remembered.filter(({ origin }) => origin === 'config'),
    );
    const { made, doubled } = judgeParts({ existing: parts, remembered, work, config: own });
    const off = doubled.length === 0 || (await takenOff(session, removal(whose, doubled)));
    const last = off ? made : [...made, ...doubled];
    if (!sameParts(remembered, last)) await session.query(recordMade(session.state, whose.relation, last));
  };
  return {
    performed,
    finish,
    failed: async (hook: Hook): Promise<void> => {
      try {
        await performed(hook);
        await finish();
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error;
      }
    },
  };
}

async function takenOff(session: Session, statement: Sql): Promise<boolean> {
  try {
    await session.transaction({}, async () => {
      await session.query(sql`SET LOCAL lock_timeout = '450ms'`);
      await session.query(statement);
    });
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '55P03') return false;
    throw error;
  }
}
