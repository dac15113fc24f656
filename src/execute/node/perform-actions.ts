// Carries out the actions of one step inside its transaction. Which actions, and why, is plan/'s.

import { assertNever } from '../../base/assert-never.ts';
import { DatabaseError, type QueryResult, recordsOf } from '../../database/database.ts';
import { type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/text-file.ts';
import { guardKept } from '../../plan/shape/guards.ts';
import { expandPartitions } from '../../plan/shape/partitions.ts';
import type { Action, ModelText, PublishAction } from '../../plan/step.ts';
import type { Hook } from '../../project/model-config.ts';
import { qualified, type Sql, sql } from '../../sql/sql.ts';
import { wouldLose } from '../../state/swap-losses.ts';
import { noRows, type RowCounts } from '../event.ts';
import { rememberParts } from '../hooks/remember-parts.ts';
import { copyRows } from '../load/copy-rows.ts';
import { NodeFailure } from '../node-failure.ts';
import { statementFailure } from '../statement-failure.ts';
import { applyDifferences } from './apply-differences.ts';
import { type PublishContext, publish } from './publish.ts';

export interface ActionContext extends Omit<PublishContext, 'run'> {
  readonly loadFiles: (action: Extract<Action, { kind: 'loadFiles' }>) => Promise<void>;
  readonly performHook: (hook: Hook) => Promise<void>;
  readonly warn: (warning: Diagnostic) => void;
}

export interface StepResult {
  readonly counts: RowCounts;
  /** False when a `stopUnless` found nothing to do. */
  readonly changed: boolean;
  /** Whether another relation is there than before, though the step was to write into that one. */
  readonly replaced: boolean;
}

/** Throws NodeFailure, PremisesChanged, or a DatabaseError of kind `connection` or `cancelled` or of a conflict that a retry may mend. */
export async function performActions(actions: readonly Action[], context: ActionContext): Promise<StepResult> {
  const counts = { ...noRows };
  let replaced = false;
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
          warn: (part) => context.warn(guardKept(action.relation, action.noun, part, context.span)),
          whenLocked: (statement) => publishIn(context, { ...alone, locks: [statement], statements: [] }),
        });
        break;
      case 'loadFiles':
        await context.loadFiles(action);
        break;
      case 'copyRows':
        await copyRows(context.session, action);
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
        await publishIn(context, action);
        break;
      case 'attempt': {
        const result = await performAttempt(action, context);
        counts.inserted += result.counts.inserted;
        counts.updated += result.counts.updated;
        counts.deleted += result.counts.deleted;
        replaced ||= result.replaced;
        if (!result.changed) return { counts, changed: false, replaced };
        break;
      }
      case 'count': {
        const [row] = (await runStatement(context, action.query, undefined)).rows;
        counts.inserted += Number(row?.[0] ?? 0);
        counts.updated += Number(row?.[1] ?? 0);
        counts.deleted += Number(row?.[2] ?? 0);
        replaced ||= action.replaces === true;
        break;
      }
      case 'stopUnless': {
        const { rows } = await runStatement(context, action.query, undefined);
        if (rows[0]?.[0] === false) return { counts, changed: false, replaced };
        break;
      }
      case 'describe':
      case 'grant': {
        const placed = action.kind === 'grant' ? { ...context, span: action.span } : context;
        await applyDifferences(action, (statement) => runStatement(placed, statement, undefined));
        break;
      }
      default:
        assertNever(action);
    }
  }
  return { counts, changed: true, replaced };
}

/** Attaching a partition beside a default one locks readers out of that: it waits for them no longer than a publish does. */
async function addPartitions(
  action: Extract<Action, { kind: 'expandPartitions' }>,
  statements: readonly Sql[],
  context: ActionContext,
): Promise<void> {
  const existingDefault = action.existing.find(({ bound }) => bound === 'DEFAULT');
  if (existingDefault && statements.length > 0) {
    const locks = [sql`lock table ${qualified(existingDefault.name)} in access exclusive mode`];
    await publishIn(context, { ...alone, locks, statements });
  } else {
    for (const statement of statements) await runStatement(context, statement, undefined);
  }
}

/** A publish that is no part of the plan: it locks what nobody else does, and rests on no premise. */
const alone = { kind: 'publish', locked: [], shared: [], premises: [] } as const;

function publishIn(context: ActionContext, action: PublishAction): Promise<void> {
  return publish(action, { ...context, run: (statement) => runStatement(context, statement, undefined) });
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
    return performInstead(action, context, cause);
  }
}

/** Where that fails as well because of what the first way would have lost, its failure names it. */
async function performInstead(
  action: Extract<Action, { kind: 'attempt' }>,
  context: ActionContext,
  cause: DatabaseError,
): Promise<StepResult> {
  try {
    return await performActions(action.otherwise, context);
  } catch (error) {
    if (action.sqlstate !== wouldLose || !(error instanceof NodeFailure)) throw error;
    throw error.map((problem) => ({ ...problem, notes: [...problem.notes, { message: cause.message }] }));
  }
}

function refusal(
  action: Extract<Action, { kind: 'refuse' }>,
  rows: QueryResult['rows'],
  fallback: Span | undefined,
): Diagnostic {
  const examples = rows.slice(0, 5).map((row) => ({ message: `for example: ${row.map(printed).join(', ')}` }));
  const notes = [...examples, ...(action.notes ?? []).map((message) => ({ message }))];
  return errorAt(action.code, action.message, { span: action.span ?? fallback, notes, help: action.help });
}

function printed(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'string' ? value : typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
