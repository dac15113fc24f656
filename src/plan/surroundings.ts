// What belongs to a node whatever its materialization: hooks, grants, comments, and the record of ownership.

import type { CatalogRelation } from '../catalog/relation.ts';
import type { Hook, ModelConfig } from '../project/model-config.ts';
import { identifier, join, literal, qualified, raw, type Sql, sql } from '../sql/sql.ts';
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

/** Grants and post-hooks; they run for an unchanged relation too. */
export function after(context: PlanContext): readonly Action[] {
  const grants = Object.entries(context.node.config.grants).flatMap(([privilege, grantees]) =>
    grantees.length === 0 ? [] : [run(grantStatement(context, privilege, grantees))],
  );
  const hooks = inside(context.node.config.postHooks);
  return [...grants, ...hooks.map((hook) => ({ kind: 'hook', moment: 'post-hook', hook }) as const)];
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
  const kind = raw(commentKind(context));
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

function commentKind(context: PlanContext): 'view' | 'materialized view' | 'table' {
  const { materialized } = context.node.config;
  if (materialized === 'view') return 'view';
  return materialized === 'materialized_view' ? 'materialized view' : 'table';
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
