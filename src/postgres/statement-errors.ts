// What `pg` throws, as the port's DatabaseError: refused statements with their code and position, and connections that broke.
// Errors of opening a database are diagnostics: see connection-errors.ts.

import { DatabaseError as ServerError } from 'pg';
import { DatabaseError } from '../database/database.ts';
import { BatchError } from './protocol-copy.ts';

/** SQLSTATEs after which the server ends the session: shutdown, crash, starting up, database dropped, idle limits. (Class 08 may be of a foreign server.) */
const sessionEnding = /^(57P0[1-5]|25P0[34])$/;

/** `cancelled`: whether Smelt itself asked for the end of what was running on that connection. */
export function databaseErrorOf(error: unknown, cancelled: boolean): DatabaseError {
  if (error instanceof DatabaseError) return error;
  if (error instanceof BatchError) return errorOf(error.cause, cancelled, error.rows);
  return errorOf(error, cancelled, 0);
}

function errorOf(error: unknown, cancelled: boolean, rowsBefore: number): DatabaseError {
  if (error instanceof ServerError) {
    const ended = error.severity === 'FATAL' || error.severity === 'PANIC' || sessionEnding.test(error.code ?? '');
    const kind = cancelled && (ended || error.code === '57014') ? 'cancelled' : ended ? 'connection' : 'statement';
    return new DatabaseError(kind, error.message, {
      code: error.code,
      detail: error.detail,
      hint: error.hint,
      position: error.position === undefined ? undefined : Number(error.position),
      where: error.where,
      rowsBefore,
      cause: error,
    });
  }
  if (cancelled) return new DatabaseError('cancelled', 'the statement was cancelled', { cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseError('connection', `the connection to the database was lost: ${reason}`, { cause: error });
}
