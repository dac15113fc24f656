// What a command is given of the world around it: where it writes, what it may read, how it is interrupted.

export interface Surroundings {
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the command was asked for: rows, compiled SQL, the progress of a run. */
  write(text: string): void;
  /** Diagnostics and whatever else is not the answer. */
  writeError(text: string): void;
  /** Whether the answer goes to a terminal. */
  readonly interactive: boolean;
  readonly color: boolean;
  columns(): number;
  /** Aborted by the first interrupt. */
  readonly interrupted: AbortSignal;
  /** Aborted once nobody reads the answer any more; absent where that cannot be. */
  readonly readerGone?: AbortSignal;
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly projectDir: string | undefined;
  readonly profilesDir: string | undefined;
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
}

export interface RunOptions {
  readonly fullRefresh: boolean;
  readonly threads: number | undefined;
  readonly failFast: boolean;
  /** `load --retry-failed`: tries failed pages now. */
  readonly retryFailed: boolean;
}
