// One hook at its place: its template rendered as a coroutine, each of its questions asked of the session there and then, and
// the statements that it gives run, in order. Whether that is in a transaction is the caller's.

import type { CompiledText } from '../compile/compiled-model.ts';
import type { HookText } from '../compile/hook.ts';
import type { Ask } from '../compile/render-node.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { loadParser, splitStatements } from '../sql/parser.ts';
import { raw } from '../sql/sql.ts';
import { askDatabase } from './ask-database.ts';
import type { Session } from './database.ts';
import { NodeFailure, statementFailure } from './perform-actions.ts';

export type RenderHook = (hook: HookText, ask: Ask) => Promise<Checked<CompiledText>>;

/**
 * Answers the warnings of the rendering. Throws NodeFailure with places where the hook is written, or a DatabaseError of kind
 * `connection` or `cancelled` or of a conflict that a retry may mend.
 */
export async function performHook(
  hook: HookText,
  session: Session,
  render: RenderHook,
): Promise<readonly Diagnostic[]> {
  const rendered = await render(hook, async (...question) => {
    try {
      return await askDatabase(session, ...question);
    } catch (error) {
      throw toldOfHook(error, hook);
    }
  });
  if (!rendered.ok) throw toldOfHook(new NodeFailure(rendered.problems), hook);
  await loadParser();
  for (const { text, offset } of splitStatements(rendered.value.sql)) {
    const statement = raw(text);
    try {
      await session.query(statement);
    } catch (error) {
      const model = { compiled: rendered.value, offset: -offset };
      throw toldOfHook(statementFailure(error, statement, model, hook.span), hook);
    }
  }
  return rendered.warnings;
}

/** A mistake that stands in a macro's file also names the hook that led there. */
function toldOfHook(error: unknown, { span }: HookText): unknown {
  if (!(error instanceof NodeFailure)) return error;
  const isHere = (place: Diagnostic['span']) =>
    place !== undefined && place.source === span.source && place.start >= span.start && place.start <= span.end;
  return error.told((diagnostic) =>
    isHere(diagnostic.span) || diagnostic.notes.some((note) => isHere(note.span))
      ? diagnostic
      : { ...diagnostic, notes: [...diagnostic.notes, { message: 'in this hook', span }] },
  );
}
