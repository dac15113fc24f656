// Materialized views: refreshed by each run, without locking readers out where a unique index allows it; built anew when their
// definition changed in meaning, or when a relation that they read has been replaced since, whose retired version they read.

import { failed } from '../../base/checked.ts';
import type { CatalogRelation } from '../../catalog/relation.ts';
import { type Checked, type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import { aroundText } from '../../sql/around-text.ts';
import { inUserWords, qualified, type RelationName, raw, type Sql, sql } from '../../sql/sql.ts';
import { wouldLose } from '../../state/swap-losses.ts';
import { analyze, modelText, recordOwnership, rememberUnchanged, run } from '../common-actions.ts';
import { queryFingerprint, textFingerprint } from '../fingerprint.ts';
import type { ModelSubject, PlanContext } from '../input.ts';
import { nameOf, oneStep } from '../node-plan.ts';
import { dependentsOf, readsPresentRelations, staysBehind } from '../shape/dependents.ts';
import { keptIndexes } from '../shape/hand-made.ts';
import { allowsConcurrentRefresh, createIndex, type DeclaredIndex, declaredIndexes } from '../shape/indexes.ts';
import { outputNames } from '../shape/output-shape.ts';
import type { Action, NodePlan } from '../step.ts';
import { indexChanges } from '../write/change-indexes.ts';
import { columnsContract, keepsContract, refuseBrokenContract } from '../write/check-contract.ts';
import { countCreated, countReplaced } from '../write/count-rows.ts';
import { publishLocked } from '../write/publish-locked.ts';
import { publishReplacement, waitingPlace } from '../write/swap-relation.ts';

type Context = PlanContext<ModelSubject>;

export function planMaterializedView(context: Context): Checked<NodePlan> {
  const { actual } = context;
  const contract = columnsContract(context);
  if (!contract.ok) return contract;
  if (actual === null) return create(context);
  const same = actual.kind === 'materialized_view' && isSameQuery(context, actual) && keepsContract(context, actual);
  return same && readsPresentRelations(context.subject.compiled, actual, context.catalog)
    ? refresh(context, actual)
    : replace(context, actual);
}

/**
 * The same text over columns of the same types. What an older version of Smelt recorded knows of the text alone: as PostgreSQL
 * changes no type below a materialized view, only a `*` can have come to mean more.
 */
function isSameQuery({ subject, catalog }: Context, actual: CatalogRelation): boolean {
  const recorded = actual.ownership?.fingerprint;
  if (recorded === queryFingerprint(subject.compiled, catalog)) return true;
  if (recorded !== textFingerprint(subject.compiled)) return false;
  const names = outputNames(subject.compiled, catalog);
  return names === null || names.join('\0') === actual.columns.map(({ name }) => name).join('\0');
}

function create(context: Context): Checked<NodePlan> {
  return oneStep(context, {
    kind: 'create',
    summary: 'create',
    title: `create materialized view ${nameOf(context)}`,
    actions: [
      ...build(context, context.target, declaredIndexes(context.node)),
      record(context),
      countCreated(context.target),
    ],
  });
}

/** A refresh computes every row, a full one too. Readers wait for it only where neither an index nor a swap can spare them. */
function refresh(context: Context, actual: CatalogRelation): Checked<NodePlan> {
  const { target, node, catalog } = context;
  const concurrently = actual.populated && actual.indexes.some(allowsConcurrentRefresh);
  const changes = indexChanges(actual, declaredIndexes(node));
  const inPlace: readonly Action[] = [
    ...changes.created,
    concurrently
      ? run(refreshing(sql`concurrently ${qualified(target)}`))
      : publishLocked([], actual, { premises: [], statements: [refreshing(qualified(target))] }),
    ...changes.replaced,
  ];
  const { others, ownMaterializedViews } = dependentsOf(actual, catalog);
  const swaps =
    !concurrently &&
    actual.populated &&
    node.config.publish !== 'in_place' &&
    others.length + ownMaterializedViews.length === 0;
  const refreshed: readonly Action[] = swaps
    ? [{ kind: 'attempt', actions: replacement(context, actual, []), sqlstate: wouldLose, otherwise: inPlace }]
    : inPlace;
  return oneStep(context, {
    kind: 'refresh',
    summary: 'refresh',
    title: `refresh ${nameOf(context)}${concurrently ? ' concurrently' : ''}`,
    actions: [
      run(rememberRows(target, actual.populated)),
      ...refreshed,
      { kind: 'count', query: changedRows(target, concurrently) },
      ...rememberUnchanged(context),
    ],
  });
}

/** Before PostgreSQL 17 the functions that the query calls find theirs by the session's search_path. */
function refreshing(view: Sql): Sql {
  return inUserWords(sql`refresh materialized view ${view}`);
}

/** REFRESH counts no rows: those that it wrote are of this transaction (all of them where not concurrent), and those that it removed are missing from the sum. One that is not populated cannot be asked. */
function rememberRows(view: RelationName, populated: boolean): Sql {
  if (!populated) return sql`select pg_catalog.set_config('smelt.rows_before', '0', true)`;
  return sql`select pg_catalog.set_config('smelt.rows_before', pg_catalog.count(*)::pg_catalog.text, true) from ${qualified(view)}`;
}

function changedRows(view: RelationName, concurrently: boolean): Sql {
  const written = concurrently
    ? sql`pg_catalog.count(*) filter (where xmin = pg_catalog.pg_current_xact_id()::pg_catalog.xid)`
    : sql`pg_catalog.count(*)`;
  return sql`select greatest(written - removed, 0), least(written, removed), greatest(removed - written, 0)
from (
  select written, pg_catalog.current_setting('smelt.rows_before')::bigint - (total - written) as removed
  from (
    select pg_catalog.count(*) as total, ${written} as written from ${qualified(view)}
  ) as counted
) as compared`;
}

function replace(context: Context, actual: CatalogRelation): Checked<NodePlan> {
  const { others } = dependentsOf(actual, context.catalog);
  if (others.length > 0)
    return failed([
      refusedReplacement(
        context,
        others.map(({ description }) => description),
      ),
    ]);
  return oneStep(context, {
    kind: 'swap',
    summary: 'replace',
    title: `replace ${nameOf(context)}${staysBehind(actual, context.catalog)}`,
    actions: replacement(context, actual, [countReplaced(actual, waitingPlace(context).relation, { counted: false })]),
  });
}

/** Another materialized view, filled, in the place of `actual`. `counting` comes before it is published, which locks readers out. */
function replacement(context: Context, actual: CatalogRelation, counting: readonly Action[]): readonly Action[] {
  const waiting = waitingPlace(context);
  const indexes = declaredIndexes(context.node);
  const names = indexes.map(({ name }) => name);
  const kept = keptIndexes(actual, names, outputNames(context.subject.compiled, context.catalog));
  return [
    ...build(
      context,
      waiting.relation,
      indexes.map((index) => ({ ...index, name: waiting.nameOf(index.name) })),
    ),
    ...kept.map((index) => run(index.create(waiting.relation, waiting.nameOf(index.name)))),
    ...counting,
    publishReplacement(context, actual, {
      kind: 'materialized view',
      indexes: names,
      kept: kept.map(({ name }) => name),
    }),
    record(context),
  ];
}

function build(context: Context, relation: RelationName, indexes: readonly DeclaredIndex[]): readonly Action[] {
  const before = sql`create materialized view ${qualified(relation)} as`;
  const { statement, offset } = aroundText(before, context.subject.compiled.sql, raw(''));
  return [
    ...refuseBrokenContract(context),
    { kind: 'run', statement, model: modelText(context, offset) },
    ...indexes.map((index) => run(createIndex(relation, index))),
    analyze(relation),
  ];
}

function record(context: Context): Action {
  return recordOwnership(context, {
    generation: context.options.newGeneration,
    fingerprint: queryFingerprint(context.subject.compiled, context.catalog),
  });
}

export function refusedReplacement(context: PlanContext, dependents: readonly string[]): Diagnostic {
  return errorAt('PUBLISH_REFUSED', `"${context.node.name}" cannot be replaced while other relations depend on it`, {
    span: { file: context.node.file, start: 0, end: 0 },
    notes: dependents.map((message) => ({ message })),
    help: 'Drop these dependents, run again, and create them anew; Smelt never drops what it cannot rebuild',
  });
}
