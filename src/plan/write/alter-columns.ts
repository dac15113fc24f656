// Changes the columns of a table that keeps its rows: by ALTER where that is short and PostgreSQL allows it, else by a new table
// with the old rows in it, published as any replacement is; readers never wait for rows to be rewritten where that can be spared.

import { failed, passed } from '../../base/checked.ts';
import type { CatalogRelation } from '../../catalog/relation.ts';
import { type Checked, type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import { words } from '../../sql/around-text.ts';
import { identifier, identifiers, join, qualified, type RelationName, raw, type Sql, sql } from '../../sql/sql.ts';
import { catalogType } from '../../sql/type-name.ts';
import { wouldLose } from '../../state/swap-losses.ts';
import { analyze, recordOwnership, run } from '../common-actions.ts';
import { tableFingerprint } from '../fingerprint.ts';
import { type ModelSubject, type PlanContext, spanOfConfig } from '../input.ts';
import { nameOf, type PrecedingStep, underLock } from '../node-plan.ts';
import { keepsRows } from '../shape/column-types.ts';
import { staysBehind } from '../shape/dependents.ts';
import { keptIndexes } from '../shape/hand-made.ts';
import { createIndex, declaredIndexes } from '../shape/indexes.ts';
import { stageName } from '../shape/names.ts';
import { attachedByHand, createDefaultPartition, partitionClause, partitionKeys } from '../shape/partitions.ts';
import type { ColumnUse, QueryColumn } from '../shape/query-shape.ts';
import { type ColumnChanges, columnsAfter } from '../shape/schema-change.ts';
import type { Action } from '../step.ts';
import { swapHindrances } from './rebuild-table.ts';
import { publishReplacement, waitingPlace } from './swap-relation.ts';

type Context = PlanContext<ModelSubject>;

/** The step that goes before the batch; refused where neither way is open, before anything is changed. */
export function alterColumns(
  context: Context,
  actual: CatalogRelation,
  changes: ColumnChanges,
): Checked<PrecedingStep> {
  const { partitionBy, publish } = context.node.config;
  const touched = new Set([...changes.removed, ...changes.retyped.map(({ name }) => name)]);
  const uses: readonly ColumnUse[] = [
    ...(context.shape?.uses.filter(({ column }) => touched.has(column)) ?? []),
    ...(partitionBy && touched.has(partitionBy.field)
      ? [{ column: partitionBy.field, by: 'the division into partitions' }]
      : []),
  ];
  const whole = withoutHooks(actual);
  const hindrances = [
    ...swapHindrances(context, whole, null),
    ...attachedByHand(context.target, actual.partitions).map(({ name }) => `partition ${name}, made by hand`),
  ];
  const stays = publish === 'in_place' || hindrances.length > 0;
  const rewrites = changes.retyped.some(({ from, to }) => !keepsRows(from, to.type));
  if (uses.length === 0 && (stays || !rewrites)) {
    const altered = underLock(context, actual, [alterTable(context.target, changes)]);
    return passed({ title: `change columns of ${nameOf(context)}: ${describeChanges(changes)}`, actions: [altered] });
  }
  if (stays) return failed([refusedChange(context, uses, hindrances)]);
  const title = `replace ${nameOf(context)} by its rows in other columns: ${describeChanges(changes)}${staysBehind(actual, context.catalog)}`;
  const replaced = replaceKeepingRows(context, whole, changes);
  if (uses.length > 0) return passed({ title, actions: replaced });
  const otherwise = [underLock(context, actual, [alterTable(context.target, changes)])];
  return passed({ title, actions: [{ kind: 'attempt', actions: replaced, sqlstate: wouldLose, otherwise }] });
}

/** What a hook has made is kept like people's: in an incremental run, which follows, the hook may not make it again. */
function withoutHooks(actual: CatalogRelation): CatalogRelation {
  const { ownership } = actual;
  if (!ownership?.made) return actual;
  return { ...actual, ownership: { ...ownership, made: ownership.made.filter(({ origin }) => origin !== 'hook') } };
}

function describeChanges({ added, removed, retyped }: ColumnChanges): string {
  return [
    ...added.map(({ name, type }) => `add ${name} ${type}`),
    ...removed.map((name) => `drop ${name}`),
    ...retyped.map(({ name, to }) => `${name} becomes ${to.type}`),
  ].join(', ');
}

/** One statement: PostgreSQL drops first, then changes types, then adds, and reads the rows once at most. */
function alterTable(table: RelationName, { added, removed, retyped }: ColumnChanges): Sql {
  const clauses = [
    ...removed.map((name) => sql`drop column ${identifier(name)}`),
    ...retyped.map(({ name, to }) => sql`alter column ${identifier(name)} type ${typeOf(to)}`),
    ...added.map((column) => sql`add column ${identifier(column.name)} ${typeOf(column)}`),
  ];
  return sql`alter table ${qualified(table)}\n  ${join(clauses, ',\n  ')}`;
}

function typeOf({ type, collation }: QueryColumn): Sql {
  return collation === null ? catalogType(type) : sql`${catalogType(type)} collate ${raw(collation)}`;
}

/** The old rows are cast as INSERT does, which loses nothing in silence that ALTER would not. Others' writers wait, its readers do not. */
function replaceKeepingRows(context: Context, actual: CatalogRelation, changes: ColumnChanges): readonly Action[] {
  const { node, target, options } = context;
  const waiting = waitingPlace(context);
  const columns = columnsAfter(actual.columns, changes);
  const indexes = declaredIndexes(node);
  const names = indexes.map(({ name }) => name);
  const byHand = keptIndexes(
    actual,
    names,
    columns.map(({ name }) => name),
  );
  return [
    ...createLike(context, actual, changes),
    {
      kind: 'publish',
      locked: [actual.oid],
      shared: [],
      locks: [sql`lock table ${qualified(target)} in share mode`],
      premises: [],
      statements: [],
    },
    ...partitionsFor(context),
    run(copyRows(context, actual, changes)),
    ...indexes.map((index) => run(createIndex(waiting.relation, index, waiting.nameOf(index.name)))),
    ...byHand.map((index) => run(index.create(waiting.relation, waiting.nameOf(index.name)))),
    analyze(waiting.relation),
    publishReplacement(context, actual, {
      kind: 'table',
      indexes: names,
      kept: byHand.map(({ name }) => name),
    }),
    recordOwnership(context, {
      generation: actual.ownership?.generation ?? options.newGeneration,
      fingerprint: actual.ownership?.fingerprint ?? tableFingerprint(null, node.config.partitionBy),
    }),
  ];
}

function copyRows(context: Context, actual: CatalogRelation, { added, removed }: ColumnChanges): Sql {
  const kept = actual.columns.map(({ name }) => name).filter((name) => !removed.includes(name));
  const into = qualified(waitingPlace(context).relation);
  const [first] = added;
  // Of a row no column of which stays, it is kept that it was there.
  if (kept.length === 0 && first)
    return sql`insert into ${into} (${identifier(first.name)})\nselect null from ${qualified(context.target)}`;
  return sql`insert into ${into} (${identifiers(kept)})\nselect ${identifiers(kept)} from ${qualified(context.target)}`;
}

/** An empty table is changed first, whose key may be changed too: what is made like it then is divided as its config says. */
function createLike(context: Context, actual: CatalogRelation, changes: ColumnChanges): readonly Action[] {
  const { partitionBy } = context.node.config;
  const form = stageName(context.target, 'form');
  const { relation } = waitingPlace(context);
  const kind = raw(actual.persistence === 'unlogged' ? 'create unlogged table' : 'create table');
  return [
    run(sql`create temporary table ${qualified(form)} (like ${qualified(context.target)}) on commit drop`),
    run(alterTable(form, changes)),
    run(
      words(
        sql`${kind} ${qualified(relation)} (like ${qualified(form)})`,
        partitionBy ? partitionClause(partitionBy) : null,
      ),
    ),
    ...(partitionBy?.default ? [run(createDefaultPartition(relation, context.target.name))] : []),
  ];
}

/** As many as the rows that exist need. */
function partitionsFor(context: Context): readonly Action[] {
  const { partitionBy } = context.node.config;
  if (partitionBy === null) return [];
  return [
    {
      kind: 'expandPartitions',
      keys: partitionKeys(partitionBy, context.target),
      target: waitingPlace(context).relation,
      namedAfter: context.target.name,
      partitionBy: { ...partitionBy, maxNew: Number.MAX_SAFE_INTEGER },
      existing: [],
    },
  ];
}

function refusedChange(context: Context, uses: readonly ColumnUse[], hindrances: readonly string[]): Diagnostic {
  const { node } = context;
  const stays = hindrances.length > 0 ? hindrances : ['`publish: in_place` keeps the table'];
  return errorAt('PUBLISH_REFUSED', `columns of "${node.name}" cannot be changed while something depends on them`, {
    span: spanOfConfig(node, 'on_schema_change'),
    notes: [
      ...uses.map(({ column, by }) => ({ message: `column "${column}" is used by ${by}` })),
      ...stays.map((what) => ({ message: `the table cannot be replaced by a new one: ${what}` })),
    ],
    help: 'Drop what uses these columns, run again, and create it anew; or keep the columns: `on_schema_change: ignore`',
  });
}
