// The lines of a log scrolling by on a terminal, and below them a status that says what is running and for how long.

import { firstColumns } from '../diagnostics/text-width.ts';
import type { RunEvent } from '../execute/event.ts';
import type { Clock } from './clock.ts';
import { lineReporter } from './line-reporter.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { duration, painter } from './text.ts';

export interface LiveOptions extends ReporterOptions {
  readonly columns: () => number;
  readonly clock: Clock;
  /** Aborted by an interrupt: the status is taken away, lines still come. */
  readonly interrupted: AbortSignal;
  /** Aborted once nobody reads the output any more; absent where that cannot be. */
  readonly readerGone?: AbortSignal | undefined;
}

/** How often the status is reported anew while nothing happens, in milliseconds. */
const pace = 200;

/** Back to the beginning of the line, and nothing on it. */
const blank = '\r\u001b[2K';

export function liveReporter(options: LiveOptions): Reporter {
  return new LiveReporter(options);
}

class LiveReporter implements Reporter {
  readonly #options: LiveOptions;
  readonly #lines: Reporter;
  /** Lines of the event at hand: they are written in one piece with the status below them. */
  #pending = '';
  readonly #running = new Map<string, { readonly label: string; readonly since: number }>();
  #total = 0;
  #done = 0;
  /** What is below the lines. */
  #shown = '';
  #ended = false;
  #stopTimer: (() => void) | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    const write = (text: string) => {
      this.#pending += text;
    };
    this.#lines = lineReporter({ ...options, write });
    for (const signal of [options.interrupted, options.readerGone]) {
      if (signal?.aborted) this.#end();
      signal?.addEventListener('abort', this.#end, { once: true });
    }
  }

  event(event: RunEvent): void {
    this.#note(event);
    this.#lines.event(event);
    this.#show();
    this.#keepTime();
  }

  close(): void {
    const { interrupted, readerGone } = this.#options;
    for (const signal of [interrupted, readerGone]) signal?.removeEventListener('abort', this.#end);
    this.#lines.close();
    this.#end();
  }

  readonly #end = (): void => {
    this.#ended = true;
    this.#keepTime();
    this.#show();
  };

  #note(event: RunEvent): void {
    if (event.kind === 'runStarted') this.#total = event.nodes + event.tests;
    if (event.kind === 'nodeStarted')
      this.#running.set(event.nodeId, { label: event.label, since: this.#options.clock.now() });
    if (event.kind === 'nodeFinished' || event.kind === 'testFinished') {
      this.#done += 1;
      this.#running.delete(event.nodeId);
    }
  }

  /** The timer runs while there is a status to say anew. */
  #keepTime(): void {
    if (this.#ended || this.#running.size === 0) {
      this.#stopTimer?.();
      this.#stopTimer = undefined;
    } else this.#stopTimer ??= this.#options.clock.every(pace, () => this.#show());
  }

  #show(): void {
    const { write, color, readerGone } = this.#options;
    const lines = this.#pending;
    this.#pending = '';
    const status = this.#ended ? '' : this.#status();
    if (lines === '' && status === this.#shown) return;
    const cleared = this.#shown === '' ? '' : blank;
    this.#shown = status;
    if (lines === '' && readerGone?.aborted) return;
    write(`${cleared}${lines}${status === '' ? '' : painter(color)('quiet', status)}`);
  }

  #status(): string {
    if (this.#running.size === 0) return '';
    const { clock, columns } = this.#options;
    const names = [...this.#running.values()].map(({ label, since }) => `${label} ${duration(clock.now() - since)}`);
    return firstColumns(`  ${this.#done}/${this.#total} ${names.join(', ')}`, Math.max(20, columns() - 1));
  }
}
