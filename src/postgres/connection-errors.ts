// Why a server could not be reached or would not begin a session, as one diagnostic each. Statements' errors are
// statement-errors.ts's. The texts are made of the address, whose password they never hold, and of the server's own words.

import { DatabaseError as ServerError } from 'pg';
import { DatabaseError } from '../database/database.ts';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { quoteIdentifier } from '../sql/sql.ts';
import { describeAddress, type ServerAddress } from './server-address.ts';

/** `error` is what connecting or the first statement threw. */
export function connectionDiagnostic(error: unknown, address: ServerAddress): Diagnostic {
  const cause = error instanceof DatabaseError && error.cause !== undefined ? error.cause : error;
  return cause instanceof ServerError ? refusedByServer(cause, address) : notReached(cause, address);
}

/** Whether another attempt may fare better: nobody listens yet, the server is starting, all its places are taken. */
export function isTransient(diagnostic: Diagnostic): boolean {
  return diagnostic.code === 'DATABASE_UNREACHABLE' || diagnostic.code === 'DATABASE_BUSY';
}

/** Whether there is no place for one more session: of the server, the database or the role, or of a pooler before them. */
export function isFull(error: unknown): boolean {
  const cause = error instanceof DatabaseError && error.cause !== undefined ? error.cause : error;
  return cause instanceof ServerError && (cause.code === '53300' || /^no more connections allowed/.test(cause.message));
}

function refusedByServer(error: ServerError, address: ServerAddress): Diagnostic {
  const where = describeAddress(address);
  switch (isFull(error) ? '53300' : error.code) {
    case '28P01':
      return errorAt('DATABASE_AUTHENTICATION', `The password for ${where} is wrong`, {
        help: 'Correct the password of the target, or PGPASSWORD',
      });
    case '28000':
      return errorAt('DATABASE_AUTHENTICATION', `The server does not let ${where} in: ${error.message}`, {
        help: "See that the user exists and that the server's pg_hba.conf admits it from here, with this sslmode",
      });
    case '42501':
      return errorAt('DATABASE_AUTHENTICATION', `The user may not do that on ${where}: ${error.message}`, {
        help: 'Grant it, or change the user or the role of the target',
      });
    case '3D000':
      return errorAt(
        'DATABASE_MISSING',
        `The database ${address.database} does not exist on ${address.host}:${address.port}`,
        {
          help: `Create it (createdb ${address.database}), or correct dbname in the target`,
        },
      );
    case '53300':
      return errorAt('DATABASE_BUSY', `The server takes no more sessions at ${where}: ${error.message}`, {
        help: fullHelp(error, address),
      });
    case '57P03':
      return errorAt('DATABASE_BUSY', `The server at ${where} is not ready: ${error.message}`, {
        help: 'Try again in a moment, or raise `retries` in the target',
      });
    case '22023':
    case '42704':
      return errorAt('DATABASE_SETTING', `The server refuses a setting of the target: ${error.message}`, {
        help: 'Correct role, search_path or the time zone in the target',
      });
    default:
      return errorAt(
        'DATABASE_REFUSED',
        `The server refuses the session of ${where}: ${error.message} (${error.code ?? 'no code'})`,
        {
          help: "The server's log says more",
        },
      );
  }
}

/** Whose limit it is follows from PostgreSQL's routine, in whatever language its message is; a pooler has none. */
function fullHelp(error: ServerError, { user, database }: ServerAddress): string {
  switch (error.routine) {
    case 'InitializeSessionUserId':
      return `End other sessions of the role, or raise its limit: alter role ${quoteIdentifier(user)} connection limit 10`;
    case 'CheckMyDatabase':
      return `End other sessions in the database, or raise its limit: alter database ${quoteIdentifier(database)} connection limit 100`;
    case 'InitPostgres':
      return "End other sessions: the places that are left are kept for administrators; or raise the server's max_connections";
    case undefined:
      return "Lower `threads` in the target, or raise the pooler's limit of connections";
    default:
      return "Lower `threads` in the target, or raise the server's max_connections";
  }
}

const systemReasons: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nobody listens there'],
  ['ENOENT', 'there is no such socket'],
  ['ENOTFOUND', 'the host name is not known'],
  ['EAI_AGAIN', 'the host name cannot be looked up now'],
  ['ETIMEDOUT', 'it does not answer'],
  ['EHOSTUNREACH', 'no network leads there'],
  ['ENETUNREACH', 'no network leads there'],
  ['ECONNRESET', 'the connection was cut while it was made'],
]);

function notReached(error: unknown, address: ServerAddress): Diagnostic {
  const place = `${address.host}:${address.port}`;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  // What `pg` says instead of a code of its own.
  if (/password must be a string|no password/i.test(message)) {
    return errorAt(
      'DATABASE_AUTHENTICATION',
      `The server wants a password for ${describeAddress(address)}, and none is given`,
      {
        help: 'Set `password` in the target, PGPASSWORD, or a line of ~/.pgpass',
      },
    );
  }
  if (/SSL connection/.test(message)) {
    return errorAt('DATABASE_TLS', `The server at ${place} has no TLS, and sslmode is ${address.sslmode}`, {
      help: 'Turn on TLS on the server, or set sslmode to prefer where the network is your own',
    });
  }
  if (code !== undefined && tlsCode.test(code)) {
    return errorAt('DATABASE_TLS', `The certificate of ${place} is not accepted: ${message}`, {
      help: 'Name the file of its authority as sslrootcert, and the host as the certificate does',
    });
  }
  const reason = /timeout expired/.test(message)
    ? `it does not answer within ${address.connectTimeout} s`
    : (systemReasons.get(code ?? '') ?? message);
  return errorAt('DATABASE_UNREACHABLE', `The server at ${place} cannot be reached: ${reason}`, {
    help: 'See that it runs, and that host and port of the target are right; `--target` chooses another',
  });
}

const tlsCode = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO)/;

/** A host with several addresses fails with all their errors together. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
