// What a command is given of the world around it: where it writes, what it may read, how it is interrupted.

export interface ProcessIo {
  readonly workingDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
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
