// What a hostile input is: files of a project, the command that meets them, and what must be true afterwards beside what must be
// true of all (run-case.ts).

import type { ProjectFiles } from '../support/project-files.ts';

export interface HostileCase {
  readonly name: string;
  /** Made when the case is run: some are large. */
  readonly files: () => ProjectFiles;
  readonly words: readonly string[];
  /** Whether it is over in a moment where it is borne. */
  readonly small?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** What texts cannot state: links, pipes, privileges. Answers what undoes what would be in the way later. */
  readonly prepare?: (root: string) => Promise<(() => Promise<void>) | undefined>;
  /** Only these exit codes are right; else 0 and 1 are. */
  readonly exit?: 0 | 1;
  /** What is reported. */
  readonly tells?: RegExp;
  /** Values that went in, as the database has them; for these the exit code is 0. */
  readonly values?: { readonly query: string; readonly expected: readonly (readonly unknown[])[] };
  /** Beside the password of the database and the value of DBT_ENV_SECRET_TOKEN. */
  readonly secrets?: readonly string[];
  /** The address of its own target; else the one of the server, with a password. */
  readonly address?: string;
}

/** The value of DBT_ENV_SECRET_TOKEN in every case. */
export const token = 'Tok3n-hostile-Zw9';
/** The password in the address of every case that has none of its own. */
export const password = 'Pa55-hostile-Qx7';

export function model(name: string, sql: string | (() => string), rest: Partial<HostileCase> = {}): HostileCase {
  const files = () => ({ 'models/m.sql': typeof sql === 'string' ? sql : sql() });
  return { name, files, words: ['build'], ...rest };
}
