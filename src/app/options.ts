// What commands take as options, as the command line has read them.

import type { LogLevelOptions } from '../diagnostics/log-level.ts';
import type { IndirectSelection } from '../graph/indirect-selection.ts';

/** Options that every command takes. */
export interface CommonOptions extends LogLevelOptions {
  readonly projectDir: string | undefined;
  readonly profilesDir: string | undefined;
  /** Of profiles.yml, also where the project file has targets. */
  readonly profile: string | undefined;
  readonly target: string | undefined;
  /** YAML or JSON of a mapping, as typed. */
  readonly vars: string | undefined;
  readonly logFormat: 'text' | 'json';
  readonly warnError: boolean;
  /** Whether `print()` of a template prints. */
  readonly print: boolean;
  /** In place of the project's `target-path`. */
  readonly targetPath: string | undefined;
  /** Whether packages have to be of the version of dbt that Smelt follows. */
  readonly versionCheck: boolean;
}

export interface SelectionOptions {
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  readonly resourceTypes: readonly string[];
  readonly excludeResourceTypes: readonly string[];
  /** Which tests come with what is selected. */
  readonly indirectSelection: IndirectSelection;
}

export interface RunOptions {
  readonly fullRefresh: boolean;
  readonly threads: number | undefined;
  readonly failFast: boolean;
  /** `load --retry-failed`: tries failed pages now. */
  readonly retryFailed: boolean;
  /** Whether references give no rows. */
  readonly empty: boolean;
}
