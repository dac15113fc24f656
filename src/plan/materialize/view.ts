// Views: made when missing, left alone while they mean the same over parents of the same columns and types, replaced otherwise.

import { failed } from '../../base/checked.ts';
import type { CatalogRelation, Dependent } from '../../catalog/relation.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import { aroundText } from '../../sql/around-text.ts';
import { doBlock } from '../../sql/do-block.ts';
import { literal, qualified, type RelationName, raw, relationKey, type Sql, sql } from '../../sql/sql.ts';
import { dropUnreadVersions } from '../../state/retired-relations.ts';
import { wouldLose } from '../../state/swap-losses.ts';
import { modelText, recordOwnership, run } from '../common-actions.ts';
import { premiseOf } from '../facts.ts';
import { queryFingerprint } from '../fingerprint.ts';
import type { ModelSubject, PlanContext } from '../input.ts';
import { leave, nameOf, oneStep } from '../node-plan.ts';
import { circleOf, dependentsOf, readsPresentRelations, staysBehind } from '../shape/dependents.ts';
import { outputNames } from '../shape/output-shape.ts';
import type { Action, NodePlan } from '../step.ts';
import { columnsContract, keepsContract, refuseBrokenContract } from '../write/check-contract.ts';
import { selectNothing } from '../write/lock-read.ts';
import { publishLocked } from '../write/publish-locked.ts';
import { publishReplacement, waitingPlace } from '../write/swap-relation.ts';
import { refusedReplacement } from './materialized-view.ts';

type Context = PlanContext<ModelSubject>;

export function planView(context: Context): Checked<NodePlan> {
  const { actual } = context;
  const contract = columnsContract(context);
  if (!contract.ok) return contract;
  if (actual === null) {
    return viewStep(context, {
      kind: 'create',
      summary: 'create',
      title: `create view ${nameOf(context)}`,
      actions: [createView(context, sql`create view`, context.target), record(context)],
    });
  }
  if (isUnchanged(context, actual)) return leave(context, 'its definition is the same');
  const { others, ownMaterializedViews } = dependentsOf(actual, context.catalog);
  if (others.length === 0) {
    const stays = ownMaterializedViews.length > 0 && mayStay(context, actual);
    return stays ? replaceOrSwap(context, actual) : swapView(context, actual);
  }
  return actual.kind === 'view'
    ? replaceView(context, actual, others)
    : failed([
        refusedReplacement(
          context,
          others.map(({ description }) => description),
        ),
      ]);
}

/** The contract is looked at first. */
function viewStep(context: Context, parts: Parameters<typeof oneStep>[1]): Checked<NodePlan> {
  return oneStep(context, { ...parts, actions: [...refuseBrokenContract(context), ...parts.actions] });
}

/** Whether CREATE OR REPLACE may do: it adds columns behind those that exist, and changes none. Their types only the server says. */
function mayStay(context: Context, actual: CatalogRelation): boolean {
  if (actual.kind !== 'view') return false;
  const names = outputNames(context.subject.compiled, context.catalog);
  return names === null || actual.columns.every(({ name }, place) => names[place] === name);
}

/** The same meaning, reading the relations that have its parents' names now, with the columns that a `*` stands for now. */
function isUnchanged(context: Context, actual: CatalogRelation): boolean {
  const { compiled } = context.subject;
  if (actual.kind !== 'view' || context.options.fullRefresh) return false;
  if (actual.ownership?.fingerprint !== queryFingerprint(compiled, context.catalog)) return false;
  const names = outputNames(compiled, context.catalog);
  const existing = actual.columns.map((column) => column.name);
  if (names !== null && names.join('\0') !== existing.join('\0')) return false;
  return keepsContract(context, actual) && readsPresentRelations(compiled, actual, context.catalog);
}

/** Others depend on it: only what CREATE OR REPLACE can do keeps them; where columns would change it is refused, saying which. */
function replaceView(context: Context, actual: CatalogRelation, others: readonly Dependent[]): Checked<NodePlan> {
  const waiting = waitingPlace(context).relation;
  return viewStep(context, {
    kind: 'replace',
    summary: 'replace',
    title: `replace view ${nameOf(context)}`,
    actions: [
      {
        kind: 'attempt',
        actions: replaceActions(context, actual),
        sqlstate: columnsChanged,
        // What no column explains is reported by PostgreSQL, in another try.
        otherwise: [
          createView(context, sql`create view`, waiting),
          refuseChangedColumns(context, waiting, others),
          createView(context, sql`create or replace view`, context.target),
        ],
      },
    ],
  });
}

function refuseChangedColumns(context: Context, wanted: RelationName, others: readonly Dependent[]): Action {
  const columnsOf = (relation: RelationName) => sql`select pg_catalog.row_number() over (order by attnum) as place,
    pg_catalog.quote_ident(attname) as name, pg_catalog.format_type(atttypid, atttypmod) as type, attcollation
  from pg_catalog.pg_attribute
  where attrelid = ${literal(relationKey(relation))}::pg_catalog.regclass and attnum > 0 and not attisdropped`;
  return {
    kind: 'refuse',
    query: sql`select case
  when wanted.name is null then pg_catalog.format('column %s would be gone', existing.name)
  when wanted.name <> existing.name then pg_catalog.format('column %s would be %s', existing.name, wanted.name)
  when wanted.type <> existing.type
    then pg_catalog.format('column %s is %s and would be %s', existing.name, existing.type, wanted.type)
  else pg_catalog.format('column %s would have another collation', existing.name) end
from (${columnsOf(context.target)}) as existing left join (${columnsOf(wanted)}) as wanted using (place)
where (wanted.name, wanted.type, wanted.attcollation) is distinct from (existing.name, existing.type, existing.attcollation)
order by place`,
    notes: others.map(({ description }) => `it is read by ${description}`),
    code: 'PUBLISH_REFUSED',
    message: `"${context.node.name}" cannot be replaced: its columns change while others depend on it`,
    help: 'Keep these columns as they are, or drop these dependents, run again, and create them anew',
    span: { file: context.node.file, start: 0, end: 0 },
  };
}

function replaceActions(context: Context, actual: CatalogRelation): readonly Action[] {
  return [
    // What the view reads is waited for before the view itself is locked, not while its readers wait.
    selectNothing(context.subject.compiled),
    publishLocked([], actual, {
      premises: [premiseOf(context.catalog, context.target)],
      statements: [rememberOptions(context.target)],
    }),
    createView(context, sql`create or replace view`, context.target),
    refuseCircle(context, context.target),
    { kind: 'run', statement: restateOptions(context.target) },
    record(context),
    ...(actual.readsRetired ? [run(dropUnreadVersions(context.catalog.state.schema))] : []),
  ];
}

/** SQLSTATE of CREATE OR REPLACE where the columns that exist would not stay (invalid_table_definition). */
const columnsChanged = '42P16';

/** A view that it reads is built after it now, reads it still, and was not built before it. */
function refuseCircle(context: Context, view: RelationName): Action {
  const { name, file } = context.node;
  return {
    kind: 'refuse',
    query: circleOf(view, context.target),
    code: 'PUBLISH_REFUSED',
    message: `"${name}" would come to read itself, through a view that still reads it`,
    help: `Build what it reads first: \`smelt run --select +${name}\``,
    span: { file, start: 0, end: 0 },
  };
}

/** A materialized view reads it, which would have to be built anew over a new one: the view stays where its columns do. */
function replaceOrSwap(context: Context, actual: CatalogRelation): Checked<NodePlan> {
  return viewStep(context, {
    kind: 'replace',
    summary: 'replace',
    title: `replace view ${nameOf(context)}`,
    actions: [
      {
        kind: 'attempt',
        actions: replaceActions(context, actual),
        sqlstate: columnsChanged,
        otherwise: swapActions(context, actual),
      },
    ],
  });
}

/** CREATE OR REPLACE VIEW drops what people have set, such as security_barrier. */
function rememberOptions(view: RelationName): Sql {
  return sql`select pg_catalog.set_config('smelt.view_options', coalesce(pg_catalog.array_to_string(reloptions, ', '), ''), true)
from pg_catalog.pg_class where oid = ${literal(relationKey(view))}::pg_catalog.regclass`;
}

function restateOptions(view: RelationName): Sql {
  return doBlock(sql`begin
  if pg_catalog.current_setting('smelt.view_options') <> '' then
    execute pg_catalog.format('alter view %s set (%s)', ${literal(relationKey(view))}::pg_catalog.regclass,
      pg_catalog.current_setting('smelt.view_options'));
  end if;
end`);
}

function swapView(context: Context, actual: CatalogRelation): Checked<NodePlan> {
  return viewStep(context, {
    kind: 'swap',
    summary: 'replace',
    title: `replace view ${nameOf(context)}${staysBehind(actual, context.catalog)}`,
    actions:
      actual.kind === 'view'
        ? [
            {
              kind: 'attempt',
              actions: swapActions(context, actual),
              sqlstate: wouldLose,
              otherwise: replaceActions(context, actual),
            },
          ]
        : swapActions(context, actual),
  });
}

function swapActions(context: Context, actual: CatalogRelation): readonly Action[] {
  return [
    createView(context, sql`create view`, waitingPlace(context).relation),
    refuseCircle(context, waitingPlace(context).relation),
    publishReplacement(context, actual, { kind: 'view', indexes: [], kept: [] }),
    record(context),
  ];
}

function createView(context: Context, create: Sql, relation: RelationName): Action {
  const { statement, offset } = aroundText(
    sql`${create} ${qualified(relation)} as`,
    context.subject.compiled.sql,
    raw(''),
  );
  return { kind: 'run', statement, model: modelText(context, offset) };
}

function record(context: Context): Action {
  return recordOwnership(context, {
    generation: context.options.newGeneration,
    fingerprint: queryFingerprint(context.subject.compiled, context.catalog),
  });
}
