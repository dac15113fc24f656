// Staging: the rows of a model or seed in a temporary relation, read as often as the write needs without asking the query
// again. It lives in the transaction; a crash leaves nothing of it.

import type { CompiledModel } from '../../compile/compiled-model.ts';
import { aroundText } from '../../sql/around-text.ts';
import { identifiers, qualified, type RelationName, raw, sql } from '../../sql/sql.ts';
import { analyze } from '../common-actions.ts';
import { insertFromModel } from '../shape/output-shape.ts';
import type { Action } from '../step.ts';

/** `create temporary table … as <model>`, with statistics, without which the joins that follow would be guesses. */
export function stageModel(compiled: CompiledModel, stage: RelationName, counted: boolean): readonly Action[] {
  const { statement, offset } = aroundText(
    sql`create temporary table ${qualified(stage)} on commit drop as`,
    compiled.sql,
    raw(''),
  );
  const staged: Action = { kind: 'run', statement, model: { compiled, offset } };
  return counted ? [staged, analyze(stage)] : [staged];
}

/**
 * The rows in the types of the columns of `target` that they are for, cast as INSERT does: what cannot be is PostgreSQL's error
 * before the table is touched, and everything that compares the batch with the table compares like with like.
 */
export function stageAsColumns(
  compiled: CompiledModel,
  stage: RelationName,
  target: RelationName,
  columns: readonly string[],
): readonly Action[] {
  const made = sql`create temporary table ${qualified(stage)} on commit drop as
select ${identifiers(columns)} from ${qualified(target)}
with no data`;
  const { statement, model } = insertFromModel(stage, compiled, columns);
  return [{ kind: 'run', statement: made }, { kind: 'run', statement, model }, analyze(stage)];
}
