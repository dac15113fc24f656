// Seeds: a table with the rows of a file. Unchanged content is left alone; changed content is written by key where the table
// has one, so that only rows that differ are touched.

import { failed, passed } from '../../base/checked.ts';
import type { CatalogRelation } from '../../catalog/relation.ts';
import { type Checked, errorAt } from '../../diagnostics/diagnostic.ts';
import { inferenceVersion } from '../../ingest/infer-type.ts';
import type { SeedFile } from '../../ingest/read-seed.ts';
import { identifiers, qualified, type RelationName, type Sql, sql } from '../../sql/sql.ts';
import { recordSeed } from '../../state/seed-rows.ts';
import { wouldLose } from '../../state/swap-losses.ts';
import { analyze, recordOwnership, rememberUnchanged, run } from '../common-actions.ts';
import { tableFingerprint } from '../fingerprint.ts';
import { type PlanContext, type SeedSubject, spanOfConfig } from '../input.ts';
import { leave, nameOf, oneStep } from '../node-plan.ts';
import { auditStatements } from '../shape/audit.ts';
import { reconcileContract, takesRows } from '../shape/contract-drift.ts';
import { createDeclaredTable, type DeclaredTable, declaredTable } from '../shape/declared-table.ts';
import { dependentsOf, staysBehind } from '../shape/dependents.ts';
import { keptIndexes } from '../shape/hand-made.ts';
import { declaredIndexes } from '../shape/indexes.ts';
import { stageName } from '../shape/names.ts';
import { seedColumnNames, seedColumns } from '../shape/seed-columns.ts';
import type { Action, NodePlan, SeedColumn } from '../step.ts';
import { finishTable, type TableParts } from '../write/build-table.ts';
import { reconcileIndexes } from '../write/change-indexes.ts';
import { checkChangeable } from '../write/check-changeable.ts';
import { countCreated, countReplaced } from '../write/count-rows.ts';
import { keepsOrder, swapHindrances, withHindrances } from '../write/rebuild-table.ts';
import { rewriteRows } from '../write/rewrite-table.ts';
import { publishReplacement, waitingPlace } from '../write/swap-relation.ts';
import { isUnloggedByHand, keyNames, waitingKeys } from '../write/swap-table.ts';

type Context = PlanContext<SeedSubject>;
type CopyRows = Extract<Action, { kind: 'copyRows' }>;

export function planSeed(context: Context): Checked<NodePlan> {
  const table = seedTable(context);
  if (!table.ok) return table;
  const audit = auditStatements(context, table.value);
  if (!audit.ok) return audit;
  const { actual, node, subject, options } = context;
  if (actual === null) {
    const parts = {
      relation: context.target,
      declared: table.value,
      indexes: declaredIndexes(node),
      triggers: audit.value,
      unlogged: node.config.unlogged,
    };
    return oneStep(context, {
      kind: 'create',
      summary: 'create',
      title: `create ${nameOf(context)} from its file`,
      actions: [
        ...buildSeed(context, parts),
        ...record(context, table.value, options.newGeneration),
        countCreated(context.target),
      ],
    });
  }
  const sameShape = hasShape(actual, table.value);
  const sameContent = actual.ownership?.contentFingerprint === subject.content.checksum && subject.content.unchanged;
  if (sameShape && sameContent && !options.fullRefresh) {
    const indexes = reconcileIndexes(actual, declaredIndexes(node));
    if (indexes.length === 0) return leave(context, 'neither its file nor its rows have changed');
    const title = `make the indexes of ${nameOf(context)} those of its config`;
    return oneStep(context, {
      kind: 'seed',
      summary: 'indexes',
      title,
      actions: [...indexes, ...rememberUnchanged(context)],
    });
  }
  if (!sameShape) return reshapeSeed(context, actual, table.value);
  // A publication that forbids to change its rows does not forbid to replace it.
  const mustStay = swapHindrances(context, actual, table.value).length > 0 || node.config.publish === 'in_place';
  const anew = actual.refusesChanges || (options.fullRefresh && !isAsFresh(context, actual, table.value));
  return anew && !mustStay ? swapSeed(context, actual, table.value) : rewriteSeed(context, actual, table.value, []);
}

/** As it was recorded, and as it is: columns of the file that people have taken away, or that they ask for, make it another one. */
function hasShape(actual: CatalogRelation, table: DeclaredTable): boolean {
  return actual.ownership?.fingerprint === tableFingerprint(table, null) && takesRows(actual, table);
}

/** Whether a new table would have no other columns, and nothing of the contract that this one has lost. */
function isAsFresh(context: Context, actual: CatalogRelation, table: DeclaredTable): boolean {
  const names = table.columns.map(({ name }) => name);
  const altered = reconcileContract(context, actual, table, { mayBeStricter: true });
  return altered.ok && altered.value.length === 0 && keepsOrder(actual, names, false);
}

/** The contract where it is enforced, held against the file's header; else the columns of the file. */
export function seedTable(context: Context): Checked<DeclaredTable> {
  const { node, subject, project } = context;
  if (!node.config.contractEnforced) {
    return passed({ columns: seedColumns(node, subject.content), constraints: [], primaryKey: [] });
  }
  const declared = declaredTable(node, project);
  if (!declared.ok) return declared;
  const header = seedColumnNames(node, subject.content);
  const unknown = header.filter((name) => !declared.value.columns.some((column) => column.name === name));
  const missing = declared.value.columns.filter(
    (column) => column.default === null && !column.identity && !header.includes(column.name),
  );
  const notes = [
    ...unknown.map((name) => ({ message: `the file has "${name}", which is not declared` })),
    ...missing.map(({ name }) => ({ message: `"${name}" is declared, the file does not have it` })),
  ];
  if (notes.length === 0) return declared;
  return failed([
    errorAt('CONTRACT_BROKEN', `"${node.name}" does not have the columns of its contract`, {
      span: spanOfConfig(node, 'contract'),
      notes,
      help: "Change the file's header, or the columns in the properties file",
    }),
  ]);
}

/** The table's shape is what it was: rows are changed in place, which keeps everything that hangs on it. */
function rewriteSeed(
  context: Context,
  actual: CatalogRelation,
  table: DeclaredTable,
  alterations: readonly Sql[],
): Checked<NodePlan> {
  const changeable = checkChangeable(context.node, actual);
  if (!changeable.ok) return changeable;
  const written = rewriteActions(context, actual, table);
  if (!written.ok) return written;
  return oneStep(context, {
    kind: 'seed',
    summary: 'rewrite',
    title: `write the changed rows of ${nameOf(context)}`,
    alterations,
    actions: written.value,
  });
}

function rewriteActions(context: Context, actual: CatalogRelation, table: DeclaredTable): Checked<readonly Action[]> {
  const stage = stageName(context.target);
  const given = seedColumnNames(context.node, context.subject.content);
  const written = rewriteRows(context, actual, { declared: table, given, stage });
  if (!written.ok) return written;
  const columns = identifiers(given);
  return passed([
    run(sql`create temporary table ${qualified(stage)} on commit drop as
select ${columns} from ${qualified(context.target)} with no data`),
    ...rowsOfFile(context, stage, table),
    analyze(stage),
    ...written.value,
    ...reconcileIndexes(actual, declaredIndexes(context.node)),
    ...record(context, table, actual.ownership?.generation ?? context.options.newGeneration),
  ]);
}

/** Columns, types or constraints have changed: a new table, or, where something hangs on this one, new columns in it. */
function reshapeSeed(context: Context, actual: CatalogRelation, table: DeclaredTable): Checked<NodePlan> {
  const { node, catalog } = context;
  const hindrances = swapHindrances(context, actual, table);
  const mustStay = hindrances.length > 0 || node.config.publish === 'in_place';
  // A materialized view would have to be built anew over a new table, which `smelt seed` does not do.
  const names = table.columns.map(({ name }) => name);
  const read = dependentsOf(actual, catalog).ownMaterializedViews.length > 0;
  if (mustStay || (read && !actual.refusesChanges && keepsOrder(actual, names, true))) {
    const altered = reconcileContract(context, actual, table);
    if (altered.ok) return rewriteSeed(context, actual, table, altered.value);
    if (mustStay) return withHindrances(altered.problems, hindrances);
  }
  return swapSeed(context, actual, table);
}

/** Where a new table would lose something that only the server knows of, this one is changed, if its columns are those of the file. */
function swapSeed(context: Context, actual: CatalogRelation, table: DeclaredTable): Checked<NodePlan> {
  const mayStay = context.node.config.publish !== 'swap' && !actual.refusesChanges;
  const altered = reconcileContract(context, actual, table);
  const fits = hasShape(actual, table) || (altered.ok && altered.value.length === 0);
  const written = mayStay && fits ? rewriteActions(context, actual, table) : null;
  const actions = swapActions(context, actual, table);
  return oneStep(context, {
    kind: 'swap',
    summary: 'swap',
    title: `replace ${nameOf(context)}${staysBehind(actual, context.catalog)}`,
    actions: written?.ok ? [{ kind: 'attempt', actions, sqlstate: wouldLose, otherwise: written.value }] : actions,
  });
}

function swapActions(context: Context, actual: CatalogRelation, table: DeclaredTable): readonly Action[] {
  const { node, options } = context;
  const waiting = waitingPlace(context);
  const indexes = declaredIndexes(node);
  const names = [...indexes.map(({ name }) => name), ...keyNames(table)];
  const columns = table.columns.map(({ name }) => name);
  const kept = keptIndexes(actual, names, columns);
  return [
    ...buildSeed(context, {
      relation: waiting.relation,
      declared: waitingKeys(table, waiting),
      indexes: indexes.map((index) => ({ ...index, name: waiting.nameOf(index.name) })),
      triggers: [],
      unlogged: node.config.unlogged || isUnloggedByHand(actual),
    }),
    ...kept.map((index) => run(index.create(waiting.relation, waiting.nameOf(index.name)))),
    countReplaced(actual, waiting.relation, { counted: false }),
    publishReplacement(context, actual, {
      kind: 'table',
      indexes: names,
      kept: kept.map(({ name }) => name),
    }),
    ...record(context, table, options.newGeneration),
  ];
}

type SeedParts = TableParts & { readonly declared: DeclaredTable };

function buildSeed(context: Context, parts: SeedParts): readonly Action[] {
  const { relation, declared, unlogged } = parts;
  return [
    run(createDeclaredTable(relation, declared, { unlogged, partitionBy: null })),
    ...parts.triggers.map(run),
    ...rowsOfFile(context, relation, declared),
    ...finishTable(parts),
  ];
}

function rowsOfFile(context: Context, relation: RelationName, table: DeclaredTable): readonly Action[] {
  return context.subject.content.empty ? [] : [copySeed(context, relation, table)];
}

export function copySeed(context: Context, relation: RelationName, table: DeclaredTable): CopyRows {
  const { content } = context.subject;
  const typeOf = new Map(table.columns.map(({ name, type }) => [name, type]));
  return {
    kind: 'copyRows',
    relation,
    columns: seedColumnNames(context.node, content).map((name) => ({
      name,
      cells: cellsOf(typeOf.get(name) ?? '', content.file.decimals),
    })),
    file: content.file,
    checksum: content.checksum,
  };
}

function cellsOf(type: string, decimals: SeedFile['decimals']): SeedColumn['cells'] {
  if (!/^(?:smallint|integer|bigint|numeric|real|double precision)\b(?!.*\[)/.test(type)) return 'texts';
  return decimals === 'double' && /^(?:smallint|integer|bigint)/.test(type) ? 'whole numbers' : 'numbers';
}

/** With the rows as they are now: before the post-hooks, whose changes are made anew with the rows, as in dbt. */
function record(context: Context, table: DeclaredTable, generation: string): readonly Action[] {
  const { content } = context.subject;
  const { columns, types } = content;
  const checksum = content.empty ? `no rows of ${content.checksum}` : content.checksum;
  const fingerprint = tableFingerprint(table, null);
  const given = seedColumnNames(context.node, content);
  return [
    recordOwnership(context, { generation, fingerprint, contentFingerprint: checksum }),
    run(
      recordSeed(context.catalog.state.schema, context.target, { columns, types, inference: inferenceVersion }, given),
    ),
  ];
}
