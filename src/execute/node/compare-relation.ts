// Compares a relation that Smelt did not make with the node in whose place it is, and says what would be recorded of it: its query, its
// columns, the rows of a seed. Whatever is made to compare is undone.

import type { Catalog, CatalogRelation, Ownership } from '../../catalog/relation.ts';
import type { CompiledModel } from '../../compile/compiled-model.ts';
import { DatabaseError, recordsOf, type Session } from '../../database/database.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { BuiltNode, SeedNode } from '../../graph/node.ts';
import { inferenceVersion } from '../../ingest/infer-type.ts';
import { columnDifferences, freshOwnership, indexesToRename, lostColumns, notAdopted } from '../../plan/adoption.ts';
import { queryFingerprint, tableFingerprint } from '../../plan/fingerprint.ts';
import type { ModelSubject, PlanContext, PlanOptions, SeedContent, SeedSubject, Subject } from '../../plan/input.ts';
import { copySeed, seedTable } from '../../plan/materialize/seed.ts';
import { takesRows } from '../../plan/shape/contract-drift.ts';
import { contractOf, type DeclaredTable } from '../../plan/shape/declared-table.ts';
import { declaredIndexes } from '../../plan/shape/indexes.ts';
import { stillPresent } from '../../plan/shape/judge-parts.ts';
import { stageName } from '../../plan/shape/names.ts';
import type { QueryShape } from '../../plan/shape/query-shape.ts';
import { seedColumnNames } from '../../plan/shape/seed-columns.ts';
import { readCatalog, scopeOf } from '../../postgres/introspect.ts';
import { aroundText } from '../../sql/around-text.ts';
import { identifiers, qualified, type RelationName, raw, sql, userText } from '../../sql/sql.ts';
import { sameView } from '../../state/adopted-relations.ts';
import { rowsDigest } from '../../state/seed-rows.ts';
import { currentParts } from '../hooks/remember-parts.ts';
import { copyRows } from '../load/copy-rows.ts';
import { NodeFailure } from '../node-failure.ts';
import type { Planning } from '../run.ts';
import { statementFailure } from '../statement-failure.ts';
import { undone } from '../undone.ts';
import { lookAtQuery } from './look-at-query.ts';
import { planOptions, subjectOf, withNamedRelations } from './prepare-node.ts';

/** What was Smelt's under the relation's name or OID before. */
export interface EarlierRecord {
  readonly relation: RelationName;
  readonly generation: string;
  readonly fingerprint: string;
  readonly made: Ownership['made'];
  /** How many files its ledger holds. */
  readonly files: number;
}

export interface Comparison {
  readonly subject: Subject;
  /** Of an incremental model, for its plan. */
  readonly shape: QueryShape | null;
  /** What is to be recorded. */
  readonly ownership: Ownership;
  /** Of a seed whose rows are those of its file, as `ownership` says: the file's columns in the table, and the rows' digest. */
  readonly rows: { readonly columns: readonly string[]; readonly digest: string } | null;
  /** As given, with what a view's text names besides. */
  readonly catalog: Catalog;
  /** What was compared and is the same, in words. */
  readonly same: readonly string[];
  /** What is not, each a clause. */
  readonly differences: readonly string[];
  /** Columns that a new relation in its place would not have. */
  readonly lost: readonly string[];
  /** Whether the seed, and `subject`, is as dbt reads its file, and not as its config says: `seed_decimals: double` is missing. */
  readonly wantsDouble: boolean;
}

export interface Compared {
  readonly node: BuiltNode;
  readonly subject: Subject;
  readonly actual: CatalogRelation;
  readonly earlier: EarlierRecord | null;
  /** Where all that is to be adopted is Smelt's already. */
  readonly catalog: Catalog;
}

type Outcome = Pick<Comparison, 'same' | 'differences' | 'lost' | 'wantsDouble' | 'rows' | 'shape' | 'subject'> & {
  readonly ownership: Partial<Ownership>;
};

/** In a transaction. Throws NodeFailure where it cannot be the node's. */
export async function compareRelation(session: Session, asked: Compared, planning: Planning): Promise<Comparison> {
  const { node, subject, actual, earlier } = asked;
  const read = (relations: readonly RelationName[]) => readCatalog(session, scopeOf(relations));
  const catalog = await withNamedRelations(subject, asked.catalog, read);
  const compared = { ...asked, catalog };
  const options = planOptions(node, planning);
  const context = contextOf(compared, planning, options);
  const outcome =
    subject.kind === 'seed'
      ? await compareSeed(session, { ...context, subject, node: subject.node }, compared, planning)
      : await compareModel(session, { ...context, subject, node: subject.node }, compared);
  const indexes = indexesToRename(actual, declaredIndexes(node)).length;
  const base = freshOwnership(node, earlier?.generation ?? options.newGeneration);
  return {
    ...outcome,
    catalog,
    same: indexes > 0 ? [...outcome.same, 'indexes'] : outcome.same,
    ownership: { ...base, made: await rememberedParts(session, node, earlier), ...outcome.ownership },
  };
}

/**
 * What was remembered, where all of it is there still, as after a restore. Else nothing is: what hooks of dbt, say, have put on a relation
 * that dbt made anew is then found by a trial of the hooks.
 */
async function rememberedParts(
  session: Session,
  { relation }: BuiltNode,
  earlier: EarlierRecord | null,
): Promise<Ownership['made']> {
  const made = earlier?.made ?? [];
  if (made.length === 0) return null;
  const parts = (await currentParts(session, { relation }))?.parts ?? [];
  return stillPresent(made, parts).length === made.length ? made : null;
}

function orThrow<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new NodeFailure(checked.problems);
  return checked.value;
}

function contextOf(
  { node, actual, catalog }: Compared,
  { relations }: Planning,
  options: PlanOptions,
): Omit<PlanContext, 'subject' | 'node'> {
  return { target: node.relation, actual, catalog, shape: null, project: relations, options };
}

function compareModel(session: Session, context: PlanContext<ModelSubject>, compared: Compared): Promise<Outcome> {
  const { materialized } = context.node.config;
  return materialized === 'view' || materialized === 'materialized_view'
    ? compareView(session, context)
    : compareTable(session, context, compared);
}

const nothing = { same: [], differences: [], lost: [], wantsDouble: false, rows: null, shape: null };

/** The server parses the model's query into a view beside, and writes both down in its own words. */
async function compareView(session: Session, context: PlanContext<ModelSubject>): Promise<Outcome> {
  const { subject, target, catalog, actual } = context;
  const beside = stageName(target, 'look');
  const [row] = await undone(session, async () => {
    await makeView(session, subject.compiled, beside);
    return recordsOf(await session.query(sameView(target, beside)));
  });
  const isSame = row?.query === true && row.columns === true && actual?.readsRetired !== true;
  const fingerprint = isSame ? queryFingerprint(subject.compiled, catalog) : '';
  const shared = { ...nothing, subject, ownership: { fingerprint } };
  if (isSame) return { ...shared, same: ['query', 'columns'] };
  const what = row?.columns === true ? 'its query is another one' : 'its columns are others';
  return { ...shared, same: row?.columns === true ? ['columns'] : [], differences: [what] };
}

async function makeView(session: Session, compiled: CompiledModel, name: RelationName): Promise<void> {
  const { statement, offset } = aroundText(sql`create temporary view ${qualified(name)} as`, compiled.sql, raw(''));
  try {
    if (compiled.sqlHeader !== null) await session.query(userText(compiled.sqlHeader));
    await session.query(statement);
  } catch (error) {
    const start = { file: compiled.file, start: 0, end: 0 };
    throw statementFailure(error, statement, { compiled, offset }, start);
  }
}

async function compareTable(
  session: Session,
  context: PlanContext<ModelSubject>,
  { node, actual, earlier }: Compared,
): Promise<Outcome> {
  const { subject, project } = context;
  const { materialized, partitionBy } = node.config;
  if (materialized === 'incremental' && subject.compiled.fileRelations.length > 0 && earlier === null) {
    const help = 'Let Smelt build the model under another `alias`, or empty the place: it then takes in all files';
    throw new NodeFailure([
      notAdopted(node, 'has rows of which nobody knows the files: all of them would be taken in again', { help }),
    ]);
  }
  const declared = orThrow(contractOf(node, project));
  const fingerprint = earlier?.fingerprint ?? tableFingerprint(declared, partitionBy);
  const shape = await lookAtQuery(session, subject.compiled, null);
  const names = declared?.columns.map(({ name }) => name) ?? shape.columns.map(({ name }) => name);
  const differences = declared === null ? columnDifferences(shape) : [];
  const lost = materialized === 'incremental' ? [] : lostColumns(actual, names);
  const same = differences.length + lost.length === 0 ? ['columns'] : [];
  return { ...nothing, subject, shape, ownership: { fingerprint }, differences, lost, same };
}

/** As its config says, or else as dbt reads decimals. */
async function compareSeed(
  session: Session,
  context: PlanContext<SeedSubject>,
  compared: Compared,
  planning: Planning,
): Promise<Outcome> {
  const table = orThrow(seedTable(context));
  const node = context.node;
  if (!takesRows(compared.actual, table) && node.config.seedDecimals !== 'double') {
    const asDbt = await asDoubles(session, node, compared, planning);
    if (asDbt) {
      const outcome = await compareRows(session, asDbt.context, compared, asDbt.table);
      if (outcome.rows !== null) return { ...outcome, wantsDouble: true };
    }
  }
  return compareRows(session, context, compared, table);
}

async function asDoubles(session: Session, node: SeedNode, compared: Compared, planning: Planning) {
  const other: SeedNode = { ...node, config: { ...node.config, seedDecimals: 'double' } };
  const subject = await subjectOf(other, session, compared.catalog, planning);
  if (!subject.ok || subject.value.kind !== 'seed') return undefined;
  const context = {
    ...contextOf(compared, planning, planOptions(other, planning)),
    subject: subject.value,
    node: other,
  };
  const table = seedTable(context);
  return table.ok && takesRows(compared.actual, table.value) ? { context, table: table.value } : undefined;
}

/** The file's rows beside the table's, in columns of the table's types. */
async function compareRows(
  session: Session,
  context: PlanContext<SeedSubject>,
  { actual }: Compared,
  table: DeclaredTable,
): Promise<Outcome> {
  const { node, subject } = context;
  const { content } = subject;
  const names = seedColumnNames(node, content);
  const lost = lostColumns(actual, names);
  const fingerprint = tableFingerprint(table, null);
  const base = { ...nothing, subject, lost, ownership: { fingerprint } };
  const missing = names.filter((name) => !actual.columns.some((column) => column.name === name));
  const types = table.columns.flatMap(({ name, type }) => {
    const found = actual.columns.find((column) => column.name === name);
    return found &&
      !takesRows(
        { ...actual, columns: [found] },
        { ...table, columns: table.columns.filter((one) => one.name === name) },
      )
      ? [`column ${name} is ${found.type}, the file gives ${type}`]
      : [];
  });
  const differences = [...missing.map((name) => `column ${name} is not there`), ...types];
  if (missing.length > 0) return { ...base, differences };
  const digest = types.length === 0 ? await sameRows(session, context, table, names) : null;
  if (types.length > 0) return { ...base, differences: types };
  if (digest === null) return { ...base, differences: ['its rows are not those of the file'], same: ['columns'] };
  return {
    ...base,
    rows: { columns: names, digest },
    same: ['columns', 'rows'],
    ownership: { fingerprint, ...contentOf(content) },
  };
}

function contentOf({ columns, types, checksum }: SeedContent): Pick<Ownership, 'contentFingerprint' | 'seed'> {
  return { contentFingerprint: checksum, seed: { columns, types, inference: inferenceVersion, rows: '' } };
}

/** The digest of both; null where the rows differ, or the table's types do not take those of the file. */
async function sameRows(
  session: Session,
  context: PlanContext<SeedSubject>,
  table: DeclaredTable,
  names: readonly string[],
): Promise<string | null> {
  const { target } = context;
  const stage = stageName(target, 'look');
  try {
    return await undone(session, async () => {
      await session.query(sql`create temporary table ${qualified(stage)} on commit drop as
select ${identifiers(names)} from ${qualified(target)} with no data`);
      await copyRows(session, copySeed(context, stage, table));
      const digestOf = async (relation: RelationName) => {
        const digest = recordsOf(await session.query(rowsDigest(relation, names)))[0]?.digest;
        return typeof digest === 'string' ? digest : null;
      };
      const digest = await digestOf(target);
      return digest === (await digestOf(stage)) ? digest : null;
    });
  } catch (error) {
    if (error instanceof NodeFailure) return null;
    if (error instanceof DatabaseError && error.kind === 'statement' && /^2[23]/.test(error.code ?? '')) return null;
    throw error;
  }
}
