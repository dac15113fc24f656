// Carries out the actions of one step inside its transaction. Which actions, and why, is plan/'s.

import { setTimeout as sleep } from 'node:timers/promises';
import { assertNever } from '../base/assert-never.ts';
import type { Catalog } from '../catalog/relation.ts';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source-text.ts';
import type { NodeId } from '../graph/node.ts';
import { premisesHold } from '../plan/facts.ts';
import { expandPartitions } from '../plan/partitions.ts';
import type { Action, ModelText, Premise } from '../plan/step.ts';
import type { Hook } from '../project/model-config.ts';
import { literal, qualified, type RelationName, type Sql, sql } from '../sql/sql.ts';
import { copyRows } from './copy-rows.ts';
import { DatabaseError, type QueryResult, recordsOf, type Session } from './database.ts';
import { type Emit, noRows, type RowCounts } from './event.ts';
import type { LoadReport } from './load-report.ts';
import { rememberParts } from './remember-parts.ts';
import { statementDiagnostic } from './statement-diagnostic.ts';

/** Stops a node with what its user must know; the transaction is rolled back on the way out. */
export class NodeFailure extends Error {
  override readonly name = 'NodeFailure';
  readonly diagnostics: readonly Diagnostic[];
  /** `cause`: the database's own error, where there is one. */
  constructor(diagnostics: readonly Diagnostic[], cause?: DatabaseError) {
    super(diagnostics[0]?.message ?? 'failed', { cause });
    this.diagnostics = diagnostics;
  }

  /** The same failure, each diagnostic told otherwise. */
  told(otherwise: (diagnostic: Diagnostic) => Diagnostic): NodeFailure {
    const { cause } = this;
    return new NodeFailure(this.diagnostics.map(otherwise), cause instanceof DatabaseError ? cause : undefined);
  }
}

/** What the plan stood on is no longer so: the node is planned again. */
export class PremisesChanged extends Error {
  override readonly name = 'PremisesChanged';
}

export interface ActionContext {
  readonly session: Session;
  readonly nodeId: NodeId;
  readonly emit: Emit;
  readonly cancelled: () => boolean;
  /** What failed pages, waits and the like of the file sources came to; loads the files of one action. */
  readonly loadFiles: (action: Extract<Action, { kind: 'loadFiles' }>) => Promise<LoadReport>;
  readonly performHook: (hook: Hook) => Promise<void>;
  readonly readCatalog: (relations: readonly RelationName[]) => Promise<Catalog>;
  /** The model's file, for errors of statements that carry no place of their own. */
  readonly span: Span | undefined;
}

export interface StepResult {
  readonly counts: RowCounts;
  readonly loads: readonly LoadReport[];
  /** False when a `stopUnless` found nothing to do. */
  readonly changed: boolean;
}

/** Throws NodeFailure, PremisesChanged, or a DatabaseError of kind `connection` or `cancelled` or of a conflict that a retry may mend. */
export async function performActions(actions: readonly Action[], context: ActionContext): Promise<StepResult> {
  const counts = { ...noRows };
  const loads: LoadReport[] = [];
  for (const action of actions) {
    switch (action.kind) {
      case 'run': {
        const result = await runStatement(context, action.statement, action.model);
        if (action.counts) counts[action.counts] += result.count;
        break;
      }
      case 'hook':
        await context.performHook(action.hook);
        break;
      case 'remember':
        await rememberParts(action, {
          session: context.session,
          performHook: context.performHook,
          whenLocked: (statement) =>
            publish({ kind: 'publish', locks: [statement], premises: [], statements: [] }, context),
        });
        break;
      case 'loadFiles':
        loads.push(await context.loadFiles(action));
        break;
      case 'copyRows':
        await attempt(context, undefined, undefined, () => copyRows(context.session, action.target, action.rows));
        break;
      case 'refuse': {
        const { rows } = await runStatement(context, action.query, undefined);
        if (rows.length > 0) throw new NodeFailure([refusal(action, rows, context.span)]);
        break;
      }
      case 'expandPartitions': {
        const keys = await runStatement(context, action.keys, undefined);
        const expanded = expandPartitions(action, recordsOf(keys), context.span);
        if (!expanded.ok) throw new NodeFailure(expanded.problems);
        await addPartitions(action, expanded.value, context);
        break;
      }
      case 'publish':
        await publish(action, context);
        break;
      case 'attempt': {
        const result = await performAttempt(action, context);
        counts.inserted += result.counts.inserted;
        counts.updated += result.counts.updated;
        counts.deleted += result.counts.deleted;
        loads.push(...result.loads);
        if (!result.changed) return { counts, loads, changed: false };
        break;
      }
      case 'count': {
        const [row] = (await runStatement(context, action.query, undefined)).rows;
        counts.inserted += Number(row?.[0] ?? 0);
        counts.updated += Number(row?.[1] ?? 0);
        counts.deleted += Number(row?.[2] ?? 0);
        break;
      }
      case 'stopUnless': {
        const { rows } = await runStatement(context, action.query, undefined);
        if (rows[0]?.[0] === false) return { counts, loads, changed: false };
        break;
      }
      default:
        assertNever(action);
    }
  }
  return { counts, loads, changed: true };
}

/** Attaching a partition beside a default one locks readers out of that: it waits for them no longer than a publish does. */
async function addPartitions(
  action: Extract<Action, { kind: 'expandPartitions' }>,
  statements: readonly Sql[],
  context: ActionContext,
): Promise<void> {
  const standingDefault = action.existing.find(({ bound }) => bound === 'DEFAULT');
  if (standingDefault && statements.length > 0) {
    const lock = sql`lock table ${qualified(standingDefault.name)} in access exclusive mode`;
    await publish({ kind: 'publish', locks: [lock], premises: [], statements }, context);
  } else {
    for (const statement of statements) await runStatement(context, statement, undefined);
  }
}

async function runStatement(
  context: ActionContext,
  statement: Sql,
  model: ModelText | undefined,
): Promise<QueryResult> {
  return attempt(context, statement, model, () => context.session.query(statement));
}

async function attempt<T>(
  context: ActionContext,
  statement: Sql | undefined,
  model: ModelText | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw statementFailure(error, statement, model, context.span);
  }
}

/** What to throw for a statement's error: the error itself where another attempt may succeed, else what its user must know. */
export function statementFailure(
  error: unknown,
  statement: Sql | undefined,
  model: ModelText | undefined,
  span: Span | undefined,
): unknown {
  if (!(error instanceof DatabaseError) || error.kind !== 'statement' || mayPass(error)) return error;
  return new NodeFailure([statementDiagnostic(error, statement, model, span)], error);
}

async function performAttempt(
  action: Extract<Action, { kind: 'attempt' }>,
  context: ActionContext,
): Promise<StepResult> {
  await context.session.query(sql`SAVEPOINT smelt_attempt`);
  try {
    const result = await performActions(action.actions, context);
    await context.session.query(sql`RELEASE SAVEPOINT smelt_attempt`);
    return result;
  } catch (error) {
    const { cause } = error instanceof NodeFailure ? error : {};
    if (!(cause instanceof DatabaseError) || cause.code !== action.sqlstate) throw error;
    await context.session.query(sql`ROLLBACK TO SAVEPOINT smelt_attempt`);
    return performActions(action.otherwise, context);
  }
}

/** Deadlocks, serialization failures and locks not granted: another try may succeed. */
export function mayPass(error: DatabaseError): boolean {
  return error.code === '40P01' || error.code === '40001' || error.code === '55P03';
}

function refusal(
  action: Extract<Action, { kind: 'refuse' }>,
  rows: QueryResult['rows'],
  fallback: Span | undefined,
): Diagnostic {
  const examples = rows.slice(0, 5).map((row) => ({ message: `for example: ${row.map(printed).join(', ')}` }));
  return errorAt(action.code, action.message, { span: action.span ?? fallback, notes: examples, help: action.help });
}

function printed(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'string' ? value : typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

/** All waiting of one lock phase: under half of deadlock_timeout (1 s), so that no reader becomes a deadlock's victim. */
const lockPhaseMilliseconds = 450;
const lockAttempts = 40;

async function publish(action: Extract<Action, { kind: 'publish' }>, context: ActionContext): Promise<void> {
  const { session } = context;
  await session.query(sql`SAVEPOINT smelt_publish`);
  for (let attemptNumber = 1; ; attemptNumber += 1) {
    try {
      const end = Date.now() + lockPhaseMilliseconds;
      for (const lock of action.locks) {
        await session.query(sql`SET LOCAL lock_timeout = ${literal(`${Math.max(1, end - Date.now())}ms`)}`);
        await session.query(lock);
      }
      await session.query(sql`SET LOCAL lock_timeout = 0`);
      break;
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== '55P03') throw error;
      await session.query(sql`ROLLBACK TO SAVEPOINT smelt_publish`);
      if (context.cancelled() || attemptNumber >= lockAttempts) throw new NodeFailure([notGranted(error, context)]);
      context.emit({ kind: 'lockWaited', nodeId: context.nodeId, attempt: attemptNumber });
      await sleep(100 + Math.random() * 400);
    }
  }
  await checkPremises(action.premises, context);
  for (const statement of action.statements) await runStatement(context, statement, undefined);
  await session.query(sql`RELEASE SAVEPOINT smelt_publish`);
}

function notGranted(error: DatabaseError, context: ActionContext): Diagnostic {
  return errorAt('LOCK_NOT_GRANTED', `the relation could not be locked for publishing: ${error.message}`, {
    span: context.span,
    help: 'End the long-running sessions that use it (pg_stat_activity shows them), then run again: nothing was changed',
  });
}

/** Reads the premises' facts again and compares them. */
export async function checkPremises(premises: readonly Premise[], context: ActionContext): Promise<void> {
  if (premises.length === 0) return;
  const catalog = await context.readCatalog(premises.map((premise) => premise.relation));
  if (!premisesHold(premises, catalog)) throw new PremisesChanged('the catalog changed while the node was planned');
}
