// Where a server is and how to get in: a target's own settings, then its URL, then libpq's environment, then libpq's defaults.
// Nothing here connects. No text made here ever holds a password.

import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { failed, passed } from '../base/checked.ts';
import { type Checked, errorAt } from '../diagnostics/diagnostic.ts';
import { type ServerTarget, type SslMode, sslModes } from '../project/target.ts';

export type ServerOptions = Omit<ServerTarget, 'kind' | 'name' | 'schema'>;

export interface ServerAddress {
  /** A name, an address, or the absolute directory of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly sslmode: SslMode;
  /** PEM file of the authorities to trust; undefined: those of Node. */
  readonly sslrootcert: string | undefined;
  /** Seconds. */
  readonly connectTimeout: number;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** What a target does not say; `retries` and the timeout are dbt's. */
export const serverDefaults = { port: 5432, connectTimeout: 10, retries: 1 } as const;

export function resolveAddress(options: ServerOptions, env: Env): Checked<ServerAddress> {
  const url = options.url === undefined ? passed<UrlParameters, never>({}) : parseUrl(options.url);
  if (!url.ok) return url;
  const given = url.value;
  const user = options.user ?? given.user ?? env.PGUSER ?? userInfo().username;
  const portText = given.port ?? env.PGPORT;
  const sslmode = options.sslmode ?? given.sslmode ?? env.PGSSLMODE ?? 'prefer';
  const timeoutText = given.connect_timeout ?? env.PGCONNECT_TIMEOUT;
  const port = options.port ?? (portText === undefined ? serverDefaults.port : Number(portText));
  const connectTimeout =
    options.connectTimeout ?? (timeoutText === undefined ? serverDefaults.connectTimeout : Number(timeoutText));
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    return notAnAddress('the port is not a number from 1 to 65535');
  if (!Number.isFinite(connectTimeout) || connectTimeout < 0)
    return notAnAddress('connect_timeout is not a number of seconds');
  if (!isSslMode(sslmode)) return notAnAddress(`sslmode is not one of ${sslModes.join(', ')}`);
  return passed({
    host: options.host ?? given.host ?? env.PGHOST ?? 'localhost',
    port,
    user,
    password: options.password ?? given.password ?? env.PGPASSWORD,
    database: options.dbname ?? given.dbname ?? env.PGDATABASE ?? user,
    sslmode,
    sslrootcert: options.sslrootcert ?? given.sslrootcert ?? env.PGSSLROOTCERT ?? usersRootCertificate(),
    connectTimeout,
  });
}

/** `user@host:port/database`, for people. */
export function describeAddress(address: ServerAddress): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${address.user}@${host}:${address.port}/${address.database}`;
}

type UrlParameters = Readonly<
  Partial<
    Record<'host' | 'port' | 'user' | 'password' | 'dbname' | 'sslmode' | 'sslrootcert' | 'connect_timeout', string>
  >
>;

const urlParameters = [
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'sslmode',
  'sslrootcert',
  'connect_timeout',
] as const;

/**
 * `postgresql://user:password@host:port/database?parameter=value`. The message names neither the URL nor any part of it. An `@` behind the
 * first `/`, `?` or `#`, but in the value of a parameter, says that one of these is in a password: what would be read as host and port is a part
 * of that.
 */
function parseUrl(text: string): Checked<UrlParameters> {
  if (/^[^:]*:\/\/[^/?#@]*:[^/?#@]*(?!\/[^/?#@]*\?[a-z_]+=)[/?#].*@/s.test(text)) {
    return notAnAddress(
      'a "/", "?" or "#" is in its password, where %2F, %3F or %23 has to; or an "@" behind them, where %40 has to',
    );
  }
  let settings: Record<string, string>;
  try {
    const url = new URL(text);
    if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
      return notAnAddress(`the url begins with ${url.protocol}//`);
    }
    settings = {
      host: decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1'),
      port: url.port,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      dbname: decodeURIComponent(url.pathname.slice(1)),
    };
    for (const name of urlParameters) settings[name] = url.searchParams.get(name) ?? settings[name] ?? '';
  } catch {
    return notAnAddress('the url cannot be read as one');
  }
  return passed(Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== '')));
}

function notAnAddress(reason: string): Checked<never> {
  return failed([
    errorAt('DATABASE_URL', `The address of the database is not usable: ${reason}`, {
      help: 'Write it as postgresql://user@host:5432/database; a password goes into PGPASSWORD, or behind the user and a colon with special characters as %XX',
    }),
  ]);
}

function isSslMode(text: string): text is SslMode {
  return (sslModes as readonly string[]).includes(text);
}

/** Where libpq looks. */
function usersRootCertificate(): string | undefined {
  const file = join(homedir(), '.postgresql', 'root.crt');
  return existsSync(file) ? file : undefined;
}
