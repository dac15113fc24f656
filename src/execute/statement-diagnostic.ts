// What the database says of a statement, carried back to what the user wrote: the code by SQLSTATE's class, the place
// through the model's source map, one help line.

import type { CompiledText } from '../compile/compiled-model.ts';
import { excerpt, renderedNote, varHelp } from '../compile/rendered-mistake.ts';
import type { DatabaseError } from '../database/database.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { type Diagnostic, errorAt, type Note } from '../diagnostics/diagnostic.ts';
import type { CallFrame } from '../diagnostics/source-map.ts';
import { type Span, wholeOf } from '../diagnostics/text-file.ts';
import type { ModelText } from '../plan/step.ts';
import { outputPlace } from '../sql/output-place.ts';
import type { Sql } from '../sql/sql.ts';
import { textOffsets } from '../sql/text-offsets.ts';
import { wouldLose } from '../state/swap-losses.ts';

interface Explanation {
  readonly code: DiagnosticCode;
  readonly help: string;
}

/** By SQLSTATE, longest match first; PostgreSQL's manual, appendix A. */
const explanations: readonly (readonly [string, Explanation])[] = [
  ['42601', { code: 'SQL_SYNTAX', help: 'Correct the SQL at the marked place; `smelt compile` shows what is sent' }],
  ['42703', { code: 'SQL_UNKNOWN_COLUMN', help: 'Check the name against the columns of the relations in FROM' }],
  [
    '42P01',
    {
      code: 'SQL_UNKNOWN_RELATION',
      help: "A model or seed is built with `smelt build --select +<model>`; others are named with source('…', '…')",
    },
  ],
  ['3F000', { code: 'SQL_UNKNOWN_RELATION', help: 'Create the schema, or name one that exists' }],
  [
    '42883',
    { code: 'SQL_UNKNOWN_FUNCTION', help: 'Check the name and the types of the arguments; a cast may be missing' },
  ],
  [
    '42501',
    { code: 'SQL_PERMISSION', help: "Grant the privilege to the target's role, or name another role in the target" },
  ],
  ['42', { code: 'SQL_MEANING', help: 'Correct the SQL at the marked place; `smelt compile` shows what is sent' }],
  [
    '22',
    {
      code: 'SQL_DATA',
      help: 'Guard the conversion (a CASE before the cast), or filter the rows that cannot be converted',
    },
  ],
  [
    '23',
    { code: 'SQL_CONSTRAINT', help: 'Filter or repair the rows that the message names, or change the constraint' },
  ],
  ['21', { code: 'SQL_MEANING', help: 'A subquery used as a value must give one row: add a limit or an aggregate' }],
  ['2B', { code: 'SQL_MEANING', help: 'Other objects depend on this one: remove them first, or leave it' }],
  ['44', { code: 'SQL_CONSTRAINT', help: 'The row does not fit the check option of the view' }],
  ['0A', { code: 'SQL_FEATURE', help: 'Write it in a way that this server supports' }],
  [
    '53',
    {
      code: 'SQL_RESOURCES',
      help: 'Free disk or memory on the database machine, then run again: nothing of this node was kept',
    },
  ],
  ['54', { code: 'SQL_FEATURE', help: "Make the statement smaller: it exceeds one of PostgreSQL's limits" }],
  ['40', { code: 'SQL_CONFLICT', help: 'Run again: nothing of this node was kept' }],
  [
    '25001',
    {
      code: 'SQL_FEATURE',
      help: "Set `transaction: false` on a hook; in an operation end its transaction first: run_query('commit')",
    },
  ],
  [
    '25006',
    {
      code: 'SQL_READ_ONLY',
      help: '`show`, `compile` and `plan` only read: leave out what locks or writes; in a run the server is a standby, or default_transaction_read_only is on',
    },
  ],
  [
    '55000',
    { code: 'SQL_CONFLICT', help: 'Bring what the message names into the state that it asks for, then run again' },
  ],
  ['55', { code: 'SQL_CONFLICT', help: 'Wait until other sessions have ended, then run again' }],
  [
    wouldLose,
    {
      code: 'PUBLISH_REFUSED',
      help: 'Take that away, or keep the columns of a table, which is then changed in place; see docs/publishing.md',
    },
  ],
  [
    '08P01',
    {
      code: 'SQL_SYNTAX',
      help: 'A model has no parameters: write `$1` in quotes, or give its value with `{{ var(…) }}`',
    },
  ],
  ['57', { code: 'SQL_CANCELLED', help: 'Raise the timeout that ended it, or run again' }],
  ['P0', { code: 'SQL_DATA', help: 'A function or trigger of the database raised this: follow its message' }],
];

const internal: Explanation = { code: 'SQL_INTERNAL', help: "Look into the server's log for the same moment" };
const lost: Explanation = {
  code: 'CONNECTION_LOST',
  help: 'Check that the server is up and run again: what was not committed was rolled back',
};

function explain(error: DatabaseError): Explanation {
  if (error.kind === 'connection' && !error.code?.startsWith('53')) return lost;
  const code = error.code ?? '';
  return explanations.find(([prefix]) => code.startsWith(prefix))?.[1] ?? internal;
}

/**
 * The diagnostic of a failed statement. The place is the template's where the statement carries its text and the error a
 * position in it or the name of a column, else `fallback` or the file as a whole; for a statement of Smelt's own, PostgreSQL's words are all there is.
 */
export function statementDiagnostic(
  error: DatabaseError,
  statement: Sql | undefined,
  model: ModelText | undefined,
  fallback?: Span,
): Diagnostic {
  const { code, help } = explain(error);
  const notes: Note[] = [];
  if (error.detail) notes.push({ message: error.detail });
  if (error.hint) notes.push({ message: error.hint });
  const origin = model && statement ? (modelOrigin(error, statement, model) ?? columnOrigin(error, model)) : undefined;
  const at = statement && error.position !== undefined ? offsetOf(statement, error.position) : undefined;
  if (origin && !origin.verbatim && error.code === '42601' && statement && at !== undefined)
    notes.push(renderedNote(statement.text, at));
  if (origin) notes.push(...origin.notes);
  else if (statement && at !== undefined && !model) notes.push({ message: `in: ${excerpt(statement.text, at)}` });
  const span = origin?.span ?? fallback ?? (model && wholeOf(model.compiled.file));
  return errorAt(code, sentence(error.message), { span, notes, help: mistakeHelp(error, model, origin) ?? help });
}

/** Help for mistakes that are common and can be distinguished: more than the SQLSTATE says. */
function mistakeHelp(
  error: DatabaseError,
  model: ModelText | undefined,
  origin: ReturnType<typeof templateOrigin>,
): string | undefined {
  const { code = '' } = error;
  if (code === '42704' && /^role /.test(error.message))
    return `Create the role, or correct its name: names are as SQL has them, '"re-ader"' where they need quotes`;
  if (origin && !origin.verbatim && /^(42|22)/.test(code)) {
    const help = varHelp(origin.span);
    if (help !== undefined) return help;
  }
  if (code === '42703' && model && model.compiled.fileRelations?.length) {
    const [, quoted, plain] = /^column (?:"([^"]+)"|(\S+)) does not exist$/.exec(error.message) ?? [];
    const [column = '', ...qualifier] = (quoted ?? plain ?? '').split('.').reverse();
    if (column !== '')
      return `A file source has its fields in "record": if this is one, write ${[...qualifier, 'record'].join('.')}->>'${column}'; else check the name against the columns of the relations in FROM`;
  }
  return undefined;
}

function modelOrigin(error: DatabaseError, statement: Sql, model: ModelText) {
  if (error.position === undefined) return undefined;
  const offset = offsetOf(statement, error.position) - model.offset;
  return templateOrigin(model.compiled, offset);
}

/** Where the message names a column of the query, and the server no position. */
function columnOrigin({ position, message }: DatabaseError, { compiled }: ModelText) {
  const [, column] = /^column "([^"]+)" has pseudo-type/.exec(message) ?? [];
  const offset = position === undefined && column !== undefined ? outputPlace(compiled.sql, column) : null;
  return offset === null ? undefined : templateOrigin(compiled, offset);
}

/** The place in the template of a UTF-16 offset in compiled SQL, with the macro calls that led there as notes. */
export function templateOrigin(compiled: Pick<CompiledText, 'sql' | 'map'>, offset: number) {
  if (offset < 0 || offset > compiled.sql.length) return undefined;
  const origin = compiled.map.originAt(Math.min(offset, Math.max(0, compiled.sql.length - 1)));
  if (!origin) return undefined;
  const length = origin.verbatim ? wordLength(compiled.sql, offset) : 0;
  const end = origin.verbatim ? origin.span.start + length : origin.span.end;
  return {
    /** Whether the text is in the template as it was sent. */
    verbatim: origin.verbatim,
    span: { ...origin.span, end: Math.max(origin.span.start, end) },
    notes: callNotes(origin.calls),
  };
}

/** The calls of macros that led to a place, innermost first. */
export function callNotes(calls: readonly CallFrame[]): readonly Note[] {
  return calls.map(({ name, span }) => ({ message: `in the macro '${name}', called here`, span }));
}

function wordLength(text: string, offset: number): number {
  return /^("[^"]*"|[\p{L}\p{N}_$.]+|.)?/su.exec(text.slice(offset))?.[0].length ?? 0;
}

/** The UTF-16 offset of PostgreSQL's position, which counts code points from 1. */
function offsetOf({ text }: Sql, position: number): number {
  return textOffsets(text).fromCodePoints(position - 1);
}

function sentence(message: string): string {
  return message.trim().replace(/\.$/, '');
}
