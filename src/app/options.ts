// What commands take as options, as the command line has read them.

import type { IndirectSelection } from '../graph/indirect-selection.ts';

/** Options that every command takes. */
export interface CommonOptions {
  readonly projectDir: string | undefined;
  readonly profilesDir: string | undefined;
  /** Of profiles.yml, also where the project file has targets. */
  readonly profile: string | undefined;
  readonly target: string | undefined;
  /** YAML or JSON of a mapping, as typed. */
  readonly vars: string | undefined;
  readonly logFormat: 'text' | 'json';
  readonly warnError: boolean;
}

export interface SelectionOptions {
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  readonly resourceTypes: readonly string[];
  /** Which tests come with what is selected. */
  readonly indirectSelection: IndirectSelection;
}

export interface RunOptions {
  readonly fullRefresh: boolean;
  readonly threads: number | undefined;
  readonly failFast: boolean;
  /** `load --retry-failed`: tries failed pages now. */
  readonly retryFailed: boolean;
}
