// What belongs to a node whatever its materialization: hooks, grants, comments, and the record of ownership.

import type { CatalogRelation } from '../catalog/relation.ts';
import type { Hook, ModelConfig } from '../project/model-config.ts';
import { identifier, join, literal, qualified, raw, type Sql, sql } from '../sql/sql.ts';
import { madeByConfig, recordMade, takeOff } from '../state/made-parts.ts';
import { recordRelation } from '../state/relations.ts';
import { configIsRemembered, configParts, goneParts } from './config-parts.ts';
import type { ModelSubject, PlanContext } from './input.ts';
import { madeOn } from './made-parts.ts';
import type { Action, ModelText, NodePlan } from './step.ts';
import { nounOf, removalsOf } from './take-off.ts';

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

/** Grants and post-hooks; they run for an unchanged relation too. What they and the config make is remembered. */
export function after(context: PlanContext): readonly Action[] {
  const grants = Object.entries(context.node.config.grants).flatMap(([privilege, grantees]) =>
    grantees.length === 0 ? [] : [run(grantStatement(context, privilege, grantees))],
  );
  return [...grants, ...(remembersLast(context) ? [remember(context)] : [])];
}

/** Whether more than what the record of ownership can tell is put on the relation, and after it. */
function remembersLast({ node }: PlanContext): boolean {
  return node.config.postHooks.length > 0 || Object.keys(node.config.grants).length > 0;
}

function remember(context: PlanContext): Action {
  const { node, target } = context;
  const hooks = inside(node.config.postHooks);
  return { kind: 'remember', relation: target, noun: nounOf(context.node), hooks, config: configParts(context) };
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
  return [takeOff(target, removalsOf(target, nounOf(context.node), gone)), recordMade(target, left)];
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

function grantStatement(context: PlanContext, privilege: string, grantees: readonly string[]): Sql {
  const roles = join(
    grantees.map((role) => (role.toLowerCase() === 'public' ? raw('public') : identifier(role))),
    ', ',
  );
  return sql`grant ${privilegeName(privilege)} on table ${qualified(context.target)} to ${roles}`;
}

/** Privileges are words (`select`, `all privileges`); anything else would be a statement of its own. */
function privilegeName(privilege: string): Sql {
  return /^[a-z]+( [a-z]+)?$/i.test(privilege) ? raw(privilege) : identifier(privilege);
}

/** `persist_docs`, for a relation that was just made. */
export function comments(context: PlanContext): readonly Action[] {
  const { node, target } = context;
  const { relation, columns } = node.config.persistDocs;
  const kind = raw(nounOf(context.node));
  const described = columns ? node.columns.filter((column) => column.description !== '') : [];
  return [
    ...(relation && node.description !== ''
      ? [run(sql`comment on ${kind} ${qualified(target)} is ${literal(node.description)}`)]
      : []),
    ...described.map((column) =>
      run(sql`comment on column ${qualified(target)}.${identifier(column.name)} is ${literal(column.description)}`),
    ),
  ];
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

export function isOwned(actual: CatalogRelation): boolean {
  return actual.ownership !== null;
}
