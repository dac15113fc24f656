// Staging: the rows of a model or seed in a temporary relation, read as often as the write needs without asking the query
// again. It lives in the transaction; a crash leaves nothing of it.

import type { CompiledModel } from '../compile/compiled-model.ts';
import { aroundText } from '../sql/around-text.ts';
import { qualified, type RelationName, raw, sql } from '../sql/sql.ts';
import type { Action } from './step.ts';

/** `create temporary table … as <model>`, with statistics, without which the joins that follow would be guesses. */
export function stageModel(compiled: CompiledModel, stage: RelationName, analyze: boolean): readonly Action[] {
  const { statement, offset } = aroundText(
    sql`create temporary table ${qualified(stage)} on commit drop as`,
    compiled.sql,
    raw(''),
  );
  const staged: Action = { kind: 'run', statement, model: { compiled, offset } };
  return analyze ? [staged, { kind: 'run', statement: sql`analyze ${qualified(stage)}` }] : [staged];
}
