// What taking in one file source came to: counts, and the pages that failed with the reason and the place.

export interface FailedPage {
  /** Relative to the fixed part of the location. */
  readonly file: string;
  readonly reason: string;
  /** Offset in the (decompressed) file where reading ended, where that is known. */
  readonly byte: number | null;
  readonly attempt: number;
  /** True when max_attempts is used up: only a changed file or --retry-failed tries it again. */
  readonly exhausted: boolean;
}

export interface LoadReport {
  /** `affiliate_api.deposits`. */
  readonly source: string;
  readonly filesListed: number;
  readonly filesRead: number;
  readonly records: number;
  readonly unchanged: number;
  /** Pages tried in this run that failed. */
  readonly failed: readonly FailedPage[];
  /** Pages that failed in earlier runs and are not tried yet, or no more. */
  readonly standing: readonly FailedPage[];
}
