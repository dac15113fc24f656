// What belongs to a node whatever its materialization: hooks, and the record of ownership. Comments are describe-relation.ts's,
// privileges grants.ts's.

import type { Hook, ModelConfig } from '../project/model-config.ts';
import { inUserWords, literal, qualified, type RelationName, raw, type Sql, sql, userText } from '../sql/sql.ts';
import { madeByConfig, recordMade, takeOff } from '../state/made-parts.ts';
import { recordRelation } from '../state/relations.ts';
import type { ModelSubject, PlanContext } from './input.ts';
import { configIsRemembered, configParts, goneParts } from './shape/config-parts.ts';
import { abandonedGuards } from './shape/guards.ts';
import { hookId, madeOn } from './shape/made-parts.ts';
import { nounOf, removalsOf } from './shape/take-off.ts';
import type { Action, ModelText, NodePlan } from './step.ts';

export function run(statement: Sql): Action {
  return { kind: 'run', statement };
}

/** Statistics, for which the expressions of indexes are computed that people have put on the relation. */
export function analyze(relation: RelationName): Action {
  return run(inUserWords(sql`analyze ${qualified(relation)}`));
}

/** Pre-hooks, then dbt's sql_header, each a statement of the node's transaction. */
export function before(context: PlanContext): readonly Action[] {
  const { subject, node } = context;
  const sqlHeader = subject.kind === 'model' ? subject.compiled.sqlHeader : null;
  return [
    ...inside(node.config.preHooks).map((hook) => ({ kind: 'hook', moment: 'pre-hook', hook }) as const),
    ...(sqlHeader === null ? [] : [run(userText(sqlHeader))]),
  ];
}

/** Post-hooks; they run for an unchanged relation too. What they and the config make is remembered. */
export function after(context: PlanContext): readonly Action[] {
  return remembersLast(context) ? [remember(context)] : [];
}

/** Whether more than what the record of ownership holds is put on the relation, and after it. */
function remembersLast({ node, actual }: PlanContext): boolean {
  const { postHooks, grants, persistDocs } = node.config;
  if (abandonedGuards(madeOn(actual), postHooks.map(hookId)).length > 0) return true;
  return postHooks.length > 0 || Object.keys(grants).length > 0 || persistDocs.relation || persistDocs.columns;
}

function remember(context: PlanContext): Action {
  const { node, target } = context;
  const hooks = inside(node.config.postHooks);
  return {
    kind: 'remember',
    relation: target,
    noun: nounOf(context.node),
    hooks,
    asked: node.config.postHooks.map(hookId),
    config: configParts(context),
  };
}

/** For a node that is left as it is, and has no record made of it: what its config asks for may have been made by an older version. */
export function rememberUnchanged(context: PlanContext): readonly Action[] {
  return remembersLast(context) || configIsRemembered(context) ? [] : [remember(context)];
}

/** Takes off, of a relation that stays, what a fresh build would not put on it: what the config does not ask for any more, what hooks made that are gone. */
export function takeOffGone(context: PlanContext): readonly Sql[] {
  const gone = goneParts(context);
  if (gone.length === 0) return [];
  const { target } = context;
  const left = madeOn(context.actual).filter((part) => !gone.includes(part));
  return [
    takeOff(target, removalsOf(target, nounOf(context.node), gone)),
    recordMade(context.catalog.state.schema, target, left),
  ];
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
    recordRelation(context.catalog.state.schema, {
      nodeId: context.node.id,
      relation: context.target,
      generation: record.generation,
      fingerprint: record.fingerprint,
      contentFingerprint: record.contentFingerprint ?? null,
      made: madeAtFirst(context),
    }),
  );
}

/** Where hooks come after it: what was known before. */
function madeAtFirst(context: PlanContext): Sql {
  const { actual } = context;
  if (!remembersLast(context)) return madeByConfig(sql`relation.oid`, configParts(context));
  const known = actual === null ? [] : (actual.ownership?.made ?? null);
  return known === null ? raw('null') : sql`${literal(JSON.stringify(known))}::pg_catalog.jsonb`;
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
