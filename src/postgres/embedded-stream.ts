// The wire between a `pg` client and PGlite in its Worker: a duplex stream for the one, messages for the other. One write of
// the client is one exchange, answered whole before the next. It also notices when PGlite has crashed without saying so.

import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { InternalError } from '../base/internal-error.ts';
import { type EmbeddedCode, embeddedCode } from './embedded-code.ts';
import { ResponseReader } from './protocol-response.ts';

export type ToWorker =
  /** The first, while the Worker loads what is around it. */
  | { readonly type: 'open'; readonly code: EmbeddedCode }
  | { readonly type: 'exchange'; readonly bytes: Uint8Array }
  | { readonly type: 'close' };

export type FromWorker =
  | { readonly type: 'ready' }
  /** The directory could not be opened; `code` is the system's (ENOSPC) where it has one. */
  | { readonly type: 'unopened'; readonly reason: string; readonly code: string | undefined }
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'done' }
  | { readonly type: 'broken'; readonly reason: string }
  | { readonly type: 'closed' };

export type Opened =
  | { readonly ok: true; readonly stream: EmbeddedStream }
  | { readonly ok: false; readonly reason: string; readonly code: string | undefined };

/** Deeply nested SQL overflows the default stack of 4 MB, after which PGlite answers with nothing at all. */
const defaultStackSizeMb = 64;

/** Starts a Worker on the data directory, which is made when it does not exist: that takes some seconds. */
export function openEmbeddedStream(directory: string, stackSizeMb = defaultStackSizeMb): Promise<Opened> {
  const worker = new Worker(new URL('./embedded-worker.js', import.meta.url), {
    workerData: { directory },
    resourceLimits: { stackSizeMb },
  });
  return new Promise((resolve) => {
    const settle = (opened: Opened) => {
      worker.off('error', onError).off('exit', onExit).off('message', onMessage);
      if (!opened.ok) void worker.terminate();
      resolve(opened);
    };
    const onError = (error: unknown) => settle({ ok: false, reason: reasonOf(error), code: undefined });
    const onExit = () => settle({ ok: false, reason: 'its thread ended', code: undefined });
    const onMessage = (message: FromWorker) => {
      if (message.type === 'ready') settle({ ok: true, stream: new EmbeddedStream(worker) });
      else if (message.type === 'unopened') settle({ ok: false, reason: message.reason, code: message.code });
      else throw new InternalError(`the embedded database answers ${message.type} before it is open`);
    };
    worker.on('error', onError).on('exit', onExit).on('message', onMessage);
    embeddedCode().then((code) => worker.postMessage({ type: 'open', code } satisfies ToWorker), onError);
  });
}

const sync = Uint8Array.of(0x53, 0, 0, 0, 4);
/** CopyFail without a reason. */
const copyFail = Uint8Array.of(0x66, 0, 0, 0, 5, 0);

/** What a `pg` client takes for its socket. */
export class EmbeddedStream extends Duplex {
  readonly #worker: Worker;
  #response = new ResponseReader();
  #written: ((error?: Error | null) => void) | undefined;
  #closed: (() => void) | undefined;

  constructor(worker: Worker) {
    super();
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error) => this.destroy(crashed(reasonOf(error))));
    worker.on('exit', () => this.destroy(this.#closed ? undefined : crashed('its thread ended')));
  }

  /** Ends PGlite in order, with a checkpoint; the thread is gone afterwards. */
  async shutDown(): Promise<void> {
    if (!this.destroyed) {
      const closed = new Promise<void>((resolve) => {
        this.#closed = resolve;
        this.once('close', resolve);
      });
      this.#send({ type: 'close' });
      await closed;
    }
    await this.terminate();
  }

  /** Ends the thread at once, whatever it is doing: what was not committed is lost, as after a crash. */
  async terminate(): Promise<void> {
    this.destroy();
    await this.#worker.terminate();
  }

  #receive(message: FromWorker): void {
    if (message.type === 'data') {
      this.#response.read(message.bytes);
      if (this.#response.crashed) this.destroy(crashed('a statement was not answered'));
      else this.push(message.bytes);
    } else if (message.type === 'done') {
      const { complete, ended } = this.#response;
      this.#response = new ResponseReader();
      if (ended) this.destroy(crashed('it gave up'));
      else if (!complete) this.destroy(crashed('a statement was not answered'));
      else this.#settleWrite();
    } else if (message.type === 'closed') this.#closed?.();
    else this.destroy(crashed(message.type === 'broken' ? message.reason : message.type));
  }

  #settleWrite(error?: Error): void {
    const written = this.#written;
    this.#written = undefined;
    written?.(error);
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message, message.type === 'exchange' ? [message.bytes.buffer as ArrayBuffer] : []);
  }

  #exchange(chunks: readonly Uint8Array[], written: (error?: Error | null) => void): void {
    // The client's own CopyFail comes after the one that went along with the statement.
    if (chunks.every(([type]) => type === copyFail[0])) {
      written();
      return;
    }
    this.#written = written;
    const last = chunks.at(-1);
    // `COPY … FROM STDIN` as a query would wait for its data for ever, and nothing can interrupt it. A CopyFail before the
    // closing Sync makes it the error that it is on a server; in any other place the protocol says to ignore it.
    const endsInSync =
      last !== undefined && last.length >= 5 && sync.every((byte, at) => last[last.length - 5 + at] === byte);
    const parts = endsInSync ? [...chunks.slice(0, -1), last.subarray(0, -5), copyFail, sync] : chunks;
    const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#send({ type: 'exchange', bytes });
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, written: (error?: Error | null) => void): void {
    this.#exchange([chunk], written);
  }

  override _writev(chunks: { chunk: Uint8Array }[], written: (error?: Error | null) => void): void {
    this.#exchange(
      chunks.map(({ chunk }) => chunk),
      written,
    );
  }

  override _read(): void {
    // PGlite answers when it is asked; there is nothing to pull.
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    void this.#worker.terminate();
    this.#settleWrite(error ?? new Error('the database was closed'));
    done(error);
  }

  // What a client asks of a socket besides.
  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

function crashed(reason: string): Error {
  return new Error(`the embedded PostgreSQL has crashed (${reason})`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
