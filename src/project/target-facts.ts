// What templates see of the target as `target`, wherever they are: in settings, in models, in hooks. Never a password, and
// never the address as it is written, which may hold one.

import type { JsonObject } from '../base/json-value.ts';
import { percentDecoded } from '../base/percent-decoded.ts';
import type { Target } from './target.ts';

export interface TargetFacts {
  readonly name: string;
  /** Of dbt's profiles.yml, or as the project file names it; the project's name where it names none. */
  readonly profileName: string;
  readonly schema: string;
  readonly database: string;
  readonly threads: number;
  readonly host: string | null;
  readonly port: number | null;
  readonly user: string | null;
  /** What else dbt's `target` shows of a Postgres connection, by dbt's names: `role`, `sslmode`, `search_path`, … */
  readonly settings: JsonObject;
}

/** PGlite's database is always called `postgres`; a server's is known from the target before anything connects, which is when a malformed address is reported. */
export function targetFacts(target: Target, profileName: string): TargetFacts {
  const common = { name: target.name, profileName, schema: target.schema, threads: target.threads };
  if (target.kind === 'embedded')
    return { ...common, database: 'postgres', host: null, port: null, user: 'postgres', settings: {} };
  const url = target.url === undefined || !URL.canParse(target.url) ? undefined : new URL(target.url);
  const user = target.user ?? (url && percentDecoded(url.username)) ?? null;
  return {
    ...common,
    database: target.dbname ?? (url && percentDecoded(url.pathname.slice(1))) ?? user ?? 'postgres',
    host: target.host ?? url?.hostname ?? null,
    port: target.port ?? (url?.port ? Number(url.port) : null),
    user,
    settings: {
      role: target.role ?? null,
      search_path: target.searchPath ?? null,
      sslmode: target.sslmode ?? null,
      sslrootcert: target.sslrootcert ?? null,
      connect_timeout: target.connectTimeout ?? null,
      keepalives_idle: target.keepalivesIdle ?? null,
      retries: target.retries ?? null,
    },
  };
}

/** dbt's dictionary of it. */
export function targetValue(facts: TargetFacts): JsonObject {
  const { name, profileName, schema, database, threads, host, port, user, settings } = facts;
  return {
    ...settings,
    host,
    port,
    user,
    database,
    dbname: database,
    schema,
    type: 'postgres',
    threads,
    name,
    target_name: name,
    profile_name: profileName,
  };
}
