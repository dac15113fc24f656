// What is fetched over HTTP: JSON of the hub, and archives into files. Each has a time in which bytes must come, and is tried
// again as dbt does: five times, a second apart. What trying again cannot mend (404, a refusal) fails at once.

import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { percentDecoded } from '../base/percent-decoded.ts';
import type { Env } from '../project/env.ts';
import { limits } from './limits.ts';
import { shownAddress } from './package-spec.ts';

export interface DownloadOptions {
  /** Aborts what is under way; then DownloadError is not thrown, but what the signal says. */
  readonly signal: AbortSignal;
  /** Milliseconds without a byte. */
  readonly patience: number;
  /** Milliseconds before another try. */
  readonly pause: number;
}

/** Why something cannot be had; its words hold no password. */
export class DownloadError extends Error {
  /** HTTP's status, where there was an answer. */
  readonly status: number | undefined;
  readonly again: boolean;
  constructor(message: string, { status, again }: { readonly status?: number; readonly again: boolean }) {
    super(message);
    this.status = status;
    this.again = again;
  }
}

const retries = 5;

/** dbt's DBT_HTTP_TIMEOUT, in seconds; else 30 s. */
export function downloadOptions(env: Env, signal: AbortSignal): DownloadOptions {
  const seconds = Number(env.DBT_HTTP_TIMEOUT || '30');
  return { signal, patience: 1000 * (seconds > 0 ? seconds : 30), pause: 1000 };
}

/** Throws DownloadError. */
export function downloadJson(address: string, options: DownloadOptions): Promise<unknown> {
  return retried(options, () =>
    request(address, options, async (body) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      try {
        return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
      } catch {
        throw new DownloadError(`${shownAddress(address)} answers with something that is no JSON`, { again: true });
      }
    }),
  );
}

/** Writes the answer into a file. Throws DownloadError. */
export function downloadFile(address: string, file: string, options: DownloadOptions): Promise<void> {
  return retried(options, () => request(address, options, (body) => pipeline(body, createWriteStream(file))));
}

async function retried<T>({ signal, pause }: DownloadOptions, work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DownloadError) || !error.again || attempt === retries) throw error;
      await wait(pause, undefined, { signal });
    }
  }
}

async function request<T>(
  address: string,
  { signal, patience }: DownloadOptions,
  read: (body: Readable) => Promise<T>,
): Promise<T> {
  const { url, headers } = requestOf(address);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), patience);
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.any([signal, silence.signal]) });
    if (!response.ok || !response.body) throw refusal(address, response);
    const counted = countBytes(address, () => timer.refresh());
    const body = Readable.fromWeb(response.body);
    body.on('error', (error) => counted.destroy(error));
    return await read(body.pipe(counted));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DownloadError) throw error;
    const reason = silence.signal.aborted ? `no answer within ${patience / 1000} s` : reasonOf(error);
    throw new DownloadError(`${shownAddress(address)} cannot be reached: ${reason}`, { again: true });
  } finally {
    clearTimeout(timer);
  }
}

/** User and password go into a header: fetch takes no address that holds them. */
function requestOf(address: string): { readonly url: URL; readonly headers: Record<string, string> } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new DownloadError(`${shownAddress(address)} is no address of http or https`, { again: false });
  const { username, password } = url;
  if (username === '' && password === '') return { url, headers: {} };
  url.username = '';
  url.password = '';
  const decoded = [username, password].map((text) => percentDecoded(text) ?? text).join(':');
  return { url, headers: { authorization: `Basic ${Buffer.from(decoded, 'utf8').toString('base64')}` } };
}

function refusal(address: string, { status }: Response): DownloadError {
  const again = status >= 500 || status === 408 || status === 429;
  return new DownloadError(`${shownAddress(address)} answers with HTTP ${status}`, { status, again });
}

function countBytes(address: string, alive: () => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      alive();
      bytes += chunk.length;
      if (bytes <= limits.bytes) return done(null, chunk);
      done(new DownloadError(`${shownAddress(address)} is larger than ${limits.bytesShown}`, { again: false }));
    },
  });
}

/** The library says only that it failed; why is below it. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const inner = cause instanceof Error ? cause : error;
  if (!(inner instanceof Error)) return String(inner);
  return inner.message || ('code' in inner ? String(inner.code) : inner.name);
}
