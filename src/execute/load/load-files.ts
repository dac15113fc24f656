// Takes in the files of one source, inside the transaction of the model that reads them: chooses those that are new, fills the
// temporary relation with their records, and writes the ledger beside. How bytes become records is ingest/'s.

import { InternalError } from '../../base/internal-error.ts';
import type { FileRelation } from '../../compile/compiled-model.ts';
import { recordsOf, type Session } from '../../database/database.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { errorAt } from '../../diagnostics/diagnostic.ts';
import type { SourceNode } from '../../graph/node.ts';
import { type ListedFile, listFiles } from '../../ingest/list-files.ts';
import { type Location, parseLocation } from '../../ingest/location.ts';
import { createSourceRelation } from '../../ingest/source-relation.ts';
import type { Action } from '../../plan/step.ts';
import type { FileSettings } from '../../project/project.ts';
import type { RelationName } from '../../sql/sql.ts';
import { sql } from '../../sql/sql.ts';
import { chooseFiles, type FileChoice, goneFiles } from '../../state/choose-files.ts';
import {
  failureEntryOf,
  forgetFailures,
  forgetOtherGenerations,
  type LedgerKey,
  ledgerEntryOf,
  type NewFailure,
  readFailures,
  readLedger,
  readTakenFiles,
  recordFailures,
  recordTakenFiles,
  recordTouchedFiles,
} from '../../state/ledger.ts';
import { numberIn, textIn } from '../../state/row.ts';
import { NodeFailure } from '../node-failure.ts';
import type { Run } from '../run.ts';
import { type Filling, fillRelation } from './fill-relation.ts';
import type { FailedPage, LoadReport } from './load-report.ts';

/** What reading files asks of a run; warnings about locations and files are reported. */
type Reading = Pick<Run, 'root' | 'emit'>;

interface Pending {
  readonly of: Pick<LedgerKey, 'target' | 'source'>;
  readonly failures: readonly NewFailure[];
  readonly failedAt: string;
}

/** What a load has recorded of pages that failed, in a transaction that may be rolled back. */
const pendingOf = new WeakMap<LoadReport, Pending>();

/** Fills `action.files.relation`, which must not exist yet. Throws NodeFailure, DatabaseError. */
export async function loadFiles(
  session: Session,
  run: Pick<Run, 'id' | 'root' | 'emit' | 'options'>,
  action: Extract<Action, { kind: 'loadFiles' }>,
): Promise<LoadReport> {
  const { report, pending } = await load(session, action, run);
  pendingOf.set(report, pending);
  return report;
}

/** Writes the failed pages of loads again whose transaction was rolled back. */
export async function recordFailedPages(session: Session, reports: readonly LoadReport[]): Promise<void> {
  for (const report of reports) {
    const pending = pendingOf.get(report);
    if (!pending || pending.failures.length === 0) continue;
    await session.query(recordFailures(session.state, pending.of, pending.failures, pending.failedAt));
  }
}

/** Fills the relation with the records of all files that can be read, until `limit` records are there; nothing is recorded. */
export async function previewFiles(
  session: Session,
  files: FileRelation,
  settings: Reading,
  limit: number | null,
): Promise<LoadReport> {
  const format = settingsOf(files.source);
  const { location, listed } = await look(format, settings);
  const clock = await readClock(session);
  await createRelation(session, files.relation, location, clock.text);
  const everything = chooseFiles(files.empty ? [] : listed, [], [], choiceOptions(format, clock.milliseconds, false));
  const filling = await fillRelation(session, { relation: files.relation, location, format }, everything.read, limit);
  return reportOf(files.source, listed, everything, filling);
}

async function load(
  session: Session,
  action: Extract<Action, { kind: 'loadFiles' }>,
  run: Pick<Run, 'id' | 'root' | 'emit' | 'options'>,
): Promise<{ readonly report: LoadReport; readonly pending: Pending }> {
  const { source, relation, empty } = action.files;
  const format = settingsOf(source);
  const looked = BigInt(Date.now()) * 1_000_000n;
  const { location, listed } = await look(format, run);
  const key: LedgerKey = { target: action.target, generation: action.generation, source: nameOf(source) };
  if (action.fullRefresh) await refuseGoneFiles(session, key, listed, location);

  const clock = await readClock(session);
  const ledger = recordsOf(await session.query(readLedger(session.state, key))).map(ledgerEntryOf);
  const known = recordsOf(await session.query(readFailures(session.state, key.target, key.source))).map(failureEntryOf);
  const options = choiceOptions(format, clock.milliseconds, run.options.retryFailed);
  const choice = chooseFiles(empty ? [] : listed, ledger, known, options);
  await createRelation(session, relation, location, clock.text);
  const filling = await fillRelation(session, { relation, location, format }, choice.read, null);

  if (ledger.length === 0) await session.query(forgetOtherGenerations(session.state, key));
  const entry = (file: ListedFile, checksum: string) => ({
    file: file.file,
    size: file.size,
    modified: file.modified,
    looked,
    checksum,
  });
  const taken = filling.taken.map(({ file, checksum, records }) => ({ ...entry(file, checksum), records }));
  if (taken.length > 0)
    await session.query(recordTakenFiles(session.state, key, taken, { loadedAt: clock.text, runId: run.id }));
  const touched = filling.same.map(({ file, checksum }) => entry(file, checksum));
  if (touched.length > 0) await session.query(recordTouchedFiles(session.state, key, touched));

  const failedBefore = new Set(known.map((failure) => failure.file));
  const mended = [...taken, ...touched, ...choice.mended].flatMap(({ file }) => (failedBefore.has(file) ? [file] : []));
  if (mended.length > 0) await session.query(forgetFailures(session.state, key.target, key.source, mended));
  const failures = filling.failed.map(({ next, failure }) => ({
    file: next.file.file,
    attempts: next.attempt,
    forgiven: next.forgiven,
    size: next.file.size,
    modified: next.file.modified,
    ...failure,
  }));
  if (failures.length > 0) await session.query(recordFailures(session.state, key, failures, clock.text));
  return {
    report: reportOf(source, listed, choice, filling),
    pending: { of: key, failures, failedAt: clock.text },
  };
}

async function look(
  format: FileSettings,
  settings: Reading,
): Promise<{ readonly location: Location; readonly listed: readonly ListedFile[] }> {
  const location = parseLocation(format.location);
  if (!location.ok) throw new NodeFailure(location.problems);
  const listed = await listFiles(location.value, settings.root);
  if (!listed.ok) throw new NodeFailure(listed.problems);
  for (const diagnostic of listed.warnings) settings.emit({ kind: 'diagnostic', diagnostic });
  return { location: location.value, listed: listed.value };
}

async function createRelation(
  session: Session,
  relation: RelationName,
  location: Location,
  loadedAt: string,
): Promise<void> {
  for (const statement of createSourceRelation(relation, location.captures, loadedAt)) await session.query(statement);
}

/** The load's time: the database's clock when the transaction first loads, the same for all of its sources. */
async function readClock(session: Session): Promise<{ readonly text: string; readonly milliseconds: number }> {
  const result =
    await session.query(sql`select loaded_at as text, (extract(epoch from loaded_at::pg_catalog.timestamptz) * 1000)::pg_catalog.float8 as ms
from (select coalesce(nullif(pg_catalog.current_setting('smelt.loaded_at', true), ''),
  pg_catalog.set_config('smelt.loaded_at', pg_catalog.clock_timestamp()::pg_catalog.text, true)) as loaded_at) clock`);
  const [row] = recordsOf(result);
  if (!row) throw new InternalError('the database has no clock');
  return { text: textIn(row, 'text'), milliseconds: numberIn(row, 'ms') };
}

async function refuseGoneFiles(
  session: Session,
  key: LedgerKey,
  listed: readonly ListedFile[],
  location: Location,
): Promise<void> {
  const taken = recordsOf(await session.query(readTakenFiles(session.state, key.target, key.source))).map((row) =>
    textIn(row, 'file'),
  );
  const gone = goneFiles(taken, listed);
  if (gone.length > 0) throw new NodeFailure([gonePages(gone, key, location)]);
}

const mostListed = 20;

function gonePages(gone: readonly string[], key: LedgerKey, location: Location): Diagnostic {
  const shown = gone.slice(0, mostListed).map((file) => ({ message: file }));
  const more = gone.length > mostListed ? [{ message: `and ${gone.length - mostListed} more` }] : [];
  const files = gone.length === 1 ? 'a file' : `${gone.length} files`;
  return errorAt('FILES_GONE', `a full refresh would lose the records of ${files} of ${key.source} no longer there`, {
    span: location.text.span,
    notes: [...shown, ...more],
    help: 'Put the files back; or drop the table by hand, if their records may go',
  });
}

function choiceOptions(format: FileSettings, now: number, retryFailed: boolean) {
  return { now, retryFailed, maxAttempts: format.maxAttempts, backoffMilliseconds: format.backoffMilliseconds };
}

function settingsOf(source: SourceNode): FileSettings {
  if (source.files === null) throw new InternalError(`${source.id} has no files`);
  return source.files;
}

function nameOf(source: SourceNode): string {
  return `${source.sourceName}.${source.name}`;
}

function reportOf(
  source: SourceNode,
  listed: readonly ListedFile[],
  choice: FileChoice<ListedFile>,
  filling: Filling,
): LoadReport {
  const { maxAttempts } = settingsOf(source);
  const untried =
    (exhausted: boolean) =>
    (entry: FileChoice<ListedFile>['exhausted'][number]): FailedPage => ({
      file: entry.file.file,
      reason: entry.failure.reason,
      byte: entry.failure.byte,
      attempt: entry.failure.attempts,
      exhausted,
    });
  return {
    source: nameOf(source),
    filesListed: listed.length,
    filesRead: filling.taken.length,
    records: filling.taken.reduce((sum, page) => sum + page.records, 0),
    unchanged: choice.unchanged.length + filling.same.length,
    failed: filling.failed.map(({ next, failure }) => ({
      file: next.file.file,
      ...failure,
      attempt: next.attempt,
      exhausted: next.attempt - next.forgiven >= maxAttempts,
    })),
    standing: [...choice.waiting.map(untried(false)), ...choice.exhausted.map(untried(true))],
  };
}
