// One hook at its place: its template rendered as a coroutine, each of its questions asked of the session there and then, and
// the statements that it gives run, in order. Whether that is in a transaction is the caller's.

import type { CompiledText } from '../../compile/compiled-model.ts';
import type { Ask } from '../../compile/render-node.ts';
import type { Session } from '../../database/database.ts';
import { type Checked, type Diagnostic, errorAt, warningAt } from '../../diagnostics/diagnostic.ts';
import type { Hook } from '../../project/model-config.ts';
import { type TransactionEdge, transactionPairs } from '../../sql/ends-transaction.ts';
import { loadParser, splitStatements } from '../../sql/parser.ts';
import { userText } from '../../sql/sql.ts';
import { askDatabase, askFreely } from '../ask-database.ts';
import { endOfTransaction } from '../end-of-transaction.ts';
import { passNestedEdge } from '../nested-pair.ts';
import { NodeFailure } from '../node-failure.ts';
import { templateOrigin } from '../statement-diagnostic.ts';
import { statementFailure } from '../statement-failure.ts';

export type RenderHook = (hook: Hook, ask: Ask) => Promise<Checked<CompiledText>>;

export interface HookStatement {
  readonly text: string;
  /** UTF-16, in the rendered text. */
  readonly offset: number;
  /** Of a pair `begin … commit` that the hook holds whole. */
  readonly edge: TransactionEdge | null;
}

export interface RenderedHook {
  readonly compiled: CompiledText;
  readonly statements: readonly HookStatement[];
  readonly warnings: readonly Diagnostic[];
}

/**
 * In a transaction, none of its statements may end that, and a pair `begin … commit` is a savepoint; outside, the hook must leave none
 * open. Answers the warnings. Throws NodeFailure with places where the hook is written, or a DatabaseError of kind `connection` or
 * `cancelled` or of a conflict that a retry may mend.
 */
export async function performHook(hook: Hook, session: Session, render: RenderHook): Promise<readonly Diagnostic[]> {
  const inside = session.inTransaction;
  const rendered = await renderStatements(hook, session, render);
  await sendStatements(hook, rendered, session);
  if (!inside && session.inTransaction) throw new NodeFailure([leftOpen(hook)]);
  const nested = inside && rendered.statements.some(({ edge }) => edge !== null);
  return nested ? [...rendered.warnings, isSavepoint(hook)] : rendered.warnings;
}

/** Asks its questions of the session. Throws as performHook does. */
export async function renderStatements(
  hook: Hook,
  session: Session,
  render: RenderHook,
  answer: typeof askDatabase = session.inTransaction ? askDatabase : askFreely,
): Promise<RenderedHook> {
  await loadParser();
  const rendered = await render(hook, async (...question) => {
    try {
      return await answer(session, ...question);
    } catch (error) {
      throw failureOfHook(error, hook);
    }
  });
  if (!rendered.ok) throw failureOfHook(new NodeFailure(rendered.problems), hook);
  const found = splitStatements(rendered.value.sql);
  const edges = transactionPairs(found.map(({ text }) => text));
  const statements = found.map((statement, at) => ({ ...statement, edge: edges[at] ?? null }));
  return { compiled: rendered.value, statements, warnings: rendered.warnings };
}

/** In a transaction its pairs are savepoints. Throws as performHook does. */
export async function sendStatements(
  hook: Hook,
  { compiled, statements }: Pick<RenderedHook, 'compiled' | 'statements'>,
  session: Session,
): Promise<void> {
  const inside = session.inTransaction;
  for (const { text, offset, edge } of statements) {
    if (inside && edge !== null) {
      await passNestedEdge(session, edge);
      continue;
    }
    const statement = userText(text);
    const end = inside && endOfTransaction(text, session, placeOf(compiled, text, offset) ?? hook.span);
    if (end) throw failureOfHook(new NodeFailure([end]), hook);
    try {
      await session.run(statement);
    } catch (error) {
      const model = { compiled, offset: -offset };
      throw failureOfHook(statementFailure(error, statement, model, hook.span), hook);
    }
  }
}

function placeOf(compiled: CompiledText, text: string, offset: number) {
  return templateOrigin(compiled, offset + (/^\s*/.exec(text)?.[0].length ?? 0))?.span;
}

function isSavepoint({ span }: Hook): Diagnostic {
  return warningAt('TRANSACTION_NESTED', '`begin … commit` in this hook is a savepoint: the node commits as a whole', {
    span,
    help: 'Leave both out; what must be committed by itself goes into a hook with `transaction: false`',
  });
}

/** The session ends with it, and what the transaction did is rolled back. */
function leftOpen({ span }: Hook): Diagnostic {
  return errorAt('TRANSACTION_ENDED', 'this hook begins a transaction and does not end it', {
    span,
    help: 'End it with `commit` in the same hook, or leave out `begin`: outside of a transaction each statement commits by itself',
  });
}

/** A mistake that is in a macro's file also names the hook that led there. */
function failureOfHook(error: unknown, { span }: Hook): unknown {
  if (!(error instanceof NodeFailure)) return error;
  const isHere = (place: Diagnostic['span']) =>
    place !== undefined && place.file === span.file && place.start >= span.start && place.start <= span.end;
  return error.map((diagnostic) =>
    isHere(diagnostic.span) || diagnostic.notes.some((note) => isHere(note.span))
      ? diagnostic
      : { ...diagnostic, notes: [...diagnostic.notes, { message: 'in this hook', span }] },
  );
}
