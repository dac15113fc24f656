// One connection to a server: TCP or socket, TLS as `sslmode` says, the pinned settings. Which connections there are, and who
// has them, is server-database.ts's.

import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { Client, DatabaseError as ServerError } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { assertNever } from '../base/assert-never.ts';
import { InternalError } from '../base/internal-error.ts';
import { type CopyRows, DatabaseError } from '../database/database.ts';
import { columnTypes } from './decode.ts';
import type { ServerAddress } from './server-address.ts';
import { ClientSession, connectionCheckStatement, type SessionOptions } from './session.ts';

export interface ServerConnection {
  readonly session: ClientSession;
  /** Of the server's process. */
  readonly pid: number;
  /** `server_version_num`. */
  readonly version: number;
  /** False once it broke. */
  readonly alive: boolean;
  /** Says goodbye; never fails. */
  end(): Promise<void>;
  /** Cuts it off at once. */
  cut(): void;
}

export interface ConnectionOptions extends SessionOptions {
  /** Seconds; 0 or absent leaves the system's own. */
  readonly keepalivesIdle?: number | undefined;
}

/** Errors are those of `pg` and the system: connection-errors.ts makes them diagnostics. */
export async function connectToServer(address: ServerAddress, options: ConnectionOptions): Promise<ServerConnection> {
  const { client, life } = await connectClient(address, options);
  let copying = false;
  const session = new ClientSession(
    client,
    async (statement, rows) => {
      copying = true;
      try {
        return await copyStream(client, statement, rows);
      } finally {
        copying = false;
      }
    },
    options.stateSchema,
  );
  // `COPY … FROM STDIN` as a query: `pg` fails it, but after its Sync, which the server has swallowed as part of the data.
  client.connection.on('copyInResponse', () => {
    if (!copying) client.connection.sync();
  });
  let pid: number;
  let version: number;
  try {
    ({ pid, version } = await session.start(options));
    await session.query(connectionCheckStatement).catch((error: unknown) => {
      if (!(error instanceof DatabaseError) || error.code !== '22023') throw error;
    });
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return {
    session,
    pid,
    version,
    get alive() {
      return life.alive;
    },
    end: () => client.end().catch(() => undefined),
    cut: () => client.connection.stream.destroy(),
  };
}

interface Connected {
  readonly client: Client;
  /** Not alive once the connection broke. */
  readonly life: { alive: boolean };
}

async function connectClient(address: ServerAddress, options: ConnectionOptions): Promise<Connected> {
  const attempts = encryptionAttempts(address);
  for (const [index, ssl] of attempts.entries()) {
    const client = new Client({
      host: address.host,
      port: address.port,
      user: address.user,
      ...(address.password === undefined ? {} : { password: address.password }),
      database: address.database,
      ssl,
      connectionTimeoutMillis: address.connectTimeout * 1000,
      keepAlive: true,
      keepAliveInitialDelayMillis: (options.keepalivesIdle ?? 0) * 1000,
      types: columnTypes,
    });
    const life = { alive: true };
    // What was running fails with the error itself; between statements the pool finds the connection dead. An end may come with the
    // server's first word, before anybody has seen that the session is open: without a listener that would end the process.
    for (const event of ['error', 'end'] as const) {
      client.on(event, () => {
        life.alive = false;
      });
    }
    try {
      await client.connect();
      return { client, life };
    } catch (error) {
      await client.end().catch(() => undefined);
      if (index === attempts.length - 1 || !isAboutEncryption(error)) throw error;
    }
  }
  throw new InternalError('no way of connecting was tried');
}

type Encryption = false | TlsOptions;

/** The ways that `sslmode` allows, in libpq's order. */
function encryptionAttempts(address: ServerAddress): readonly Encryption[] {
  const unverified = { rejectUnauthorized: false };
  if (address.host.startsWith('/')) return [false];
  switch (address.sslmode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, unverified];
    case 'prefer':
      return [unverified, false];
    case 'require':
      // With authorities at hand libpq checks the certificate here too.
      return [
        address.sslrootcert === undefined
          ? unverified
          : { ...authorities(address), checkServerIdentity: () => undefined },
      ];
    case 'verify-ca':
      // Without a file the public authorities would vouch for anybody's server, so its name must be right as well.
      return [
        address.sslrootcert === undefined ? {} : { ...authorities(address), checkServerIdentity: () => undefined },
      ];
    case 'verify-full':
      return [authorities(address)];
    default:
      return assertNever(address.sslmode);
  }
}

function authorities(address: ServerAddress): TlsOptions {
  const file = address.sslrootcert;
  return file === undefined || file === 'system' ? {} : { ca: readFileSync(file, 'utf8') };
}

/** Whether the other way, with or without encryption, may fare better: the server has none, or lets this user in only so. */
function isAboutEncryption(error: unknown): boolean {
  if (error instanceof ServerError) return error.code === '28000';
  return error instanceof Error && error.message === 'The server does not support SSL connections';
}

async function copyStream(client: Client, statement: string, rows: CopyRows): Promise<number> {
  const copy = client.query(copyFrom(statement));
  try {
    await pipeline(Readable.from(rows.chunks), copy);
  } catch (error) {
    // The pipeline fails before the server has given the COPY up. What comes next in the queue is answered after that.
    await client.query('').catch(() => undefined);
    throw error;
  }
  return copy.rowCount;
}
