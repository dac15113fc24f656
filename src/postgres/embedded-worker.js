// @ts-check
// The thread in which PGlite runs: it makes the data directory when there is none, and carries bytes of the protocol to and
// fro. What they mean is the other side's (embedded-stream.ts). Plain JavaScript, because a Worker loads it as it stands,
// from the sources as well as from the built package.

import { existsSync, renameSync, rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

/** @typedef {import('./embedded-stream.ts').FromWorker} FromWorker */
/** @typedef {import('./embedded-stream.ts').ToWorker} ToWorker */

/** Answers travel in pieces of about this size, so that a large result is never held whole here. */
const pieceSize = 256 * 1024;

/** @param {FromWorker} message @param {ArrayBuffer[]} [transfer] */
function tell(message, transfer) {
  parentPort?.postMessage(message, transfer);
}

/** @typedef {import('./embedded-code.ts').EmbeddedCode} EmbeddedCode */

/** @param {string} directory @param {EmbeddedCode} code */
async function open(directory, code) {
  if (!existsSync(directory)) {
    // A directory half made by a killed process must not be taken for a database, so it gets its name when it is complete.
    const unfinished = `${directory}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    // Small WAL segments: the directory is 10 MB smaller and faster to make.
    const made = await PGlite.create(unfinished, { initDbStartParams: ['--wal-segsize=1'], pgliteWasmModule: code });
    await made.close();
    renameSync(unfinished, directory);
  }
  return PGlite.create(directory, { pgliteWasmModule: code });
}

/** Filled by one exchange after the other; what leaves is a copy as large as the answer, because most answers are small. */
const piece = new Uint8Array(pieceSize);

/** @param {PGlite} database @param {Uint8Array} request */
async function exchange(database, request) {
  let filled = 0;
  const send = () => {
    const bytes = piece.slice(0, filled);
    tell({ type: 'data', bytes }, [bytes.buffer]);
    filled = 0;
  };
  await database.execProtocolRawStream(request, {
    onRawData: (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const part = bytes.subarray(at, at + pieceSize - filled);
        piece.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled === pieceSize) send();
      }
    },
  });
  if (filled > 0) send();
  tell({ type: 'done' });
}

/** @param {PGlite} database */
function serve(database) {
  parentPort?.on('message', (/** @type {Exclude<ToWorker, { type: 'open' }>} */ message) => {
    const work =
      message.type === 'close'
        ? database.close().then(() => tell({ type: 'closed' }))
        : exchange(database, message.bytes);
    work.catch((error) => tell({ type: 'broken', reason: String(error?.message ?? error) }));
  });
  tell({ type: 'ready' });
}

/** @param {unknown} error */
function tellUnopened(error) {
  const known = error instanceof Error ? error : undefined;
  const code = known && 'code' in known && typeof known.code === 'string' ? known.code : undefined;
  tell({ type: 'unopened', reason: known?.message ?? String(error), code });
}

parentPort?.once('message', (/** @type {Extract<ToWorker, { type: 'open' }>} */ { code }) => {
  open(workerData.directory, code).then(serve, tellUnopened);
});
