// What belongs to a node whatever its materialization: hooks, and the record of ownership. Comments are describe-relation.ts's,
// privileges grants.ts's.

import type { CatalogRelation } from '../catalog/relation.ts';
import type { Hook, ModelConfig } from '../project/model-config.ts';
import { raw, type Sql } from '../sql/sql.ts';
import { recordRelation } from '../state/relations.ts';
import type { ModelSubject, PlanContext } from './input.ts';
import type { Action, ModelText, NodePlan } from './step.ts';

export function run(statement: Sql): Action {
  return { kind: 'run', statement };
}

/** Pre-hooks, then dbt's sql_header, each a statement of the node's transaction. */
export function before(context: PlanContext): readonly Action[] {
  const { subject, node } = context;
  const sqlHeader = subject.kind === 'model' ? subject.compiled.sqlHeader : null;
  return [
    ...inside(node.config.preHooks).map((hook) => ({ kind: 'hook', moment: 'pre-hook', hook }) as const),
    ...(sqlHeader === null ? [] : [run(raw(sqlHeader))]),
  ];
}

/** Post-hooks; they run for an unchanged relation too. */
export function after({ node }: PlanContext): readonly Action[] {
  return inside(node.config.postHooks).map((hook) => ({ kind: 'hook', moment: 'post-hook', hook }) as const);
}

function inside(hooks: readonly Hook[]): readonly Hook[] {
  return hooks.filter(({ transaction }) => transaction);
}

/** The hooks that say `transaction: false`; they run for an unchanged relation too. */
export function outsideHooks({ preHooks, postHooks }: ModelConfig): NodePlan['outside'] {
  return {
    before: preHooks.filter(({ transaction }) => !transaction),
    after: postHooks.filter(({ transaction }) => !transaction),
  };
}

/** The relation of the node's name is Smelt's from here on, with the rows of `generation` in it. */
export function recordOwnership(
  context: PlanContext,
  record: { readonly generation: string; readonly fingerprint: string; readonly contentFingerprint?: string },
): Action {
  return run(
    recordRelation({
      nodeId: context.node.id,
      relation: context.target,
      generation: record.generation,
      fingerprint: record.fingerprint,
      contentFingerprint: record.contentFingerprint ?? null,
    }),
  );
}

/** File sources come into their temporary relations before the model's text is run. */
export function loadFiles(
  context: PlanContext<ModelSubject>,
  generation: string,
  fullRefresh: boolean,
): readonly Action[] {
  return context.subject.compiled.fileRelations.map((files) => ({
    kind: 'loadFiles',
    files,
    target: context.target,
    generation,
    fullRefresh,
  }));
}

/** `before`, the model's text on lines of its own, `after`, with the text's place. */
export function modelText(context: PlanContext<ModelSubject>, offset: number): ModelText {
  return { compiled: context.subject.compiled, offset };
}

export function isOwned(actual: CatalogRelation): boolean {
  return actual.ownership !== null;
}
