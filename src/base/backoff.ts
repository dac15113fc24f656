// How long is waited before something is tried again, the same way everywhere: twice as long each time, up to a most.

export interface Backoff {
  /** Before the second try, in milliseconds. */
  readonly first: number;
  /** Before any try, in milliseconds. */
  readonly most: number;
}

/** Milliseconds after so many failed tries, at least one. */
export function backoff(failed: number, { first, most }: Backoff): number {
  return Math.min(first * 2 ** (failed - 1), most);
}

/** With as much again by chance, so that those who met do not meet again. */
export function scattered(milliseconds: number): number {
  return milliseconds * (1 + Math.random());
}
