// Reporters take a run's events one by one, free of secrets (execute/mask-event.ts); each decides what its reader sees. A run has a
// list of them.

import type { RunEvent } from '../execute/event.ts';

export interface Reporter {
  /** Takes the next event. */
  event(event: RunEvent): void;
  /** Once, however the run has ended: what is shown for the moment only is taken away. No event comes after it. */
  close(): void;
}

export interface ReporterOptions {
  readonly write: (text: string) => void;
  readonly color: boolean;
  readonly warnError: boolean;
  /** Options of the command that a next one needs too, as typed, each with a blank before it: ` --target prod`. */
  readonly repeated: string;
}

/** Each event goes to each of them, in their order. */
export function toEach(reporters: readonly Reporter[]): Reporter {
  return {
    event(event) {
      for (const reporter of reporters) reporter.event(event);
    },
    close() {
      for (const reporter of reporters) reporter.close();
    },
  };
}
