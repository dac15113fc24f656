// Where a run goes: one target of the project file or of profiles.yml, with its settings as values. Reading it from those
// files is loading's; connecting to it is postgres/'s.

export type Target = EmbeddedTarget | ServerTarget;

/** PostgreSQL inside Smelt, on a data directory of the user's machine. */
export interface EmbeddedTarget {
  readonly kind: 'embedded';
  readonly name: string;
  /** Absolute path of the data directory; it is made at first use. */
  readonly path: string;
  /** Where models go unless they say otherwise. */
  readonly schema: string;
  readonly threads: number;
  /** Where Smelt keeps its state; `smelt` when absent. */
  readonly stateSchema?: string;
  /** TimeZone of the sessions; UTC when absent. */
  readonly timeZone?: string;
}

/** A PostgreSQL server. What is absent comes from `url`, then from libpq's environment (`PGHOST`, …), then from libpq's defaults. */
export interface ServerTarget {
  readonly kind: 'server';
  readonly name: string;
  readonly schema: string;
  /** Sessions at once. */
  readonly threads: number;
  /** Where Smelt keeps its state; `smelt` when absent. */
  readonly stateSchema?: string;
  readonly url?: string;
  /** A name, an address, or the directory of a Unix socket. */
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly dbname?: string;
  readonly sslmode?: SslMode;
  /** Path of a PEM file. */
  readonly sslrootcert?: string;
  /** The text of `search_path`, such as `analytics, public`. */
  readonly searchPath?: string;
  /** SET ROLE after connecting. */
  readonly role?: string;
  /** Seconds. */
  readonly connectTimeout?: number;
  /** Seconds; 0 leaves the system's own. */
  readonly keepalivesIdle?: number;
  /** How often a failed connection is tried again. */
  readonly retries?: number;
  /** TimeZone of the sessions; UTC when absent. */
  readonly timeZone?: string;
}

export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];
