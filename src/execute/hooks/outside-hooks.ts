// Hooks outside a node's transactions (`transaction: false`), each statement for itself. Those before run in each attempt that
// has work to do. Those after begin only once the commit is known, and none is tried again: it may have done its work.

import { DatabaseError, type Session } from '../../database/database.ts';
import { type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import type { Hook } from '../../project/model-config.ts';
import { NodeFailure } from '../node-failure.ts';
import { statementDiagnostic } from '../statement-diagnostic.ts';
import { performHook, type RenderHook } from './perform-hook.ts';
import { rememberAfterCommit } from './remember-after-commit.ts';
import type { Whose } from './remember-parts.ts';

interface HookSession {
  readonly session: Session;
  readonly render: RenderHook;
  readonly nodeName: string;
  readonly whose: Whose;
}

/** Throws as performHook does: nothing of the node has been written yet. Answers warnings. */
export async function performBefore(
  hooks: readonly Hook[],
  { session, render }: HookSession,
): Promise<readonly Diagnostic[]> {
  const warnings: Diagnostic[] = [];
  for (const hook of hooks) warnings.push(...(await performHook(hook, session, render)));
  return warnings;
}

/** A post-hook after the commit has failed: unlike after any other failure, what the node wrote stays. */
export class CommittedFailure extends Error {
  override readonly name = 'CommittedFailure';
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[], options: ErrorOptions) {
    super(diagnostics[0]?.message ?? 'failed', options);
    this.diagnostics = diagnostics;
  }
}

/** Up to the first that fails. Throws CommittedFailure, or a DatabaseError of kind `cancelled`. Answers warnings. */
export async function performAfterCommit(
  hooks: readonly Hook[],
  { session, render, nodeName, whose }: HookSession,
): Promise<readonly Diagnostic[]> {
  if (hooks.length === 0) return [];
  const warnings: Diagnostic[] = [];
  const memory = await rememberAfterCommit(session, whose);
  for (const [index, hook] of hooks.entries()) {
    try {
      warnings.push(...(await performHook(hook, session, render)));
      await memory.performed(hook);
      if (index === hooks.length - 1) await memory.finish();
    } catch (error) {
      await memory.failed(hook);
      const left = hooks.length - index - 1;
      throw committedFailure(error, hook, left, nodeName);
    }
  }
  return warnings;
}

function committedFailure(error: unknown, hook: Hook, left: number, nodeName: string): unknown {
  if (error instanceof DatabaseError && error.kind === 'cancelled') return error;
  const causes =
    error instanceof NodeFailure
      ? error.diagnostics.filter(({ severity }) => severity === 'error')
      : error instanceof DatabaseError
        ? [statementDiagnostic(error, undefined, undefined, hook.span)]
        : undefined;
  if (!causes) return error;
  const others = left === 0 ? '' : `, and ${left} more ${left === 1 ? 'hook' : 'hooks'} did not run`;
  const diagnostics = causes.map((cause) =>
    errorAt('HOOK_AFTER_COMMIT', `a post-hook of "${nodeName}" failed after its data was committed: ${cause.message}`, {
      span: cause.span,
      notes: cause.notes,
      help: `Correct the hook and run again: what the node wrote stays${others}`,
    }),
  );
  return new CommittedFailure(diagnostics, { cause: error });
}
