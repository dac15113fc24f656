// COPY into PGlite: the statement and a bounded batch of its data in one piece, because a COPY that waits for data would wait
// for ever there. On a server the data is streamed instead (server-database.ts).

import type { Client, Connection, Submittable } from 'pg';

/**
 * Runs the COPY statement once for each batch of about `batchSize` bytes, at least once; answers the rows of all. The chunks
 * hold whole rows, so a batch does too. Outside a transaction the batches before a refused one would stay: the caller sees to one.
 */
export async function copyInBatches(
  client: Client,
  statement: string,
  chunks: AsyncIterable<Uint8Array>,
  batchSize: number,
): Promise<number> {
  let rows = 0;
  let batch: Uint8Array[] = [];
  let size = 0;
  let sent = false;
  const send = async () => {
    try {
      rows += await runBatch(client, statement, batch);
    } catch (error) {
      throw new BatchError(error, rows);
    }
    batch = [];
    size = 0;
    sent = true;
  };
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    batch.push(chunk);
    size += chunk.length;
    if (size >= batchSize) await send();
  }
  if (size > 0 || !sent) await send();
  return rows;
}

/** What a batch failed with, which counts its lines from its own first. */
export class BatchError extends Error {
  override readonly name = 'BatchError';
  /** Of the batches before. */
  readonly rows: number;
  constructor(cause: unknown, rows: number) {
    super('a batch of a COPY failed', { cause });
    this.rows = rows;
  }
}

function runBatch(client: Client, statement: string, batch: readonly Uint8Array[]): Promise<number> {
  return new Promise((resolve, reject) => {
    client.query(new BatchedCopy(statement, batch, resolve, reject));
  });
}

/** What a `pg` client calls while it runs a query of ours. */
class BatchedCopy implements Submittable {
  readonly #message: Uint8Array;
  readonly #resolve: (rows: number) => void;
  readonly #reject: (error: Error) => void;
  #rows = 0;

  constructor(
    statement: string,
    batch: readonly Uint8Array[],
    resolve: (rows: number) => void,
    reject: (error: Error) => void,
  ) {
    const query = frame('Q', [Buffer.from(statement), Uint8Array.of(0)]);
    const done = frame('c', []);
    this.#message = Buffer.concat([...query, ...batch.flatMap((chunk) => frame('d', [chunk])), ...done]);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: Connection): void {
    connection.stream.write(this.#message);
  }

  handleCopyInResponse(): void {
    // The data is already there.
  }

  handleCommandComplete(message: { readonly text: string }): void {
    this.#rows = Number(/^COPY (\d+)$/.exec(message.text)?.[1] ?? 0);
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#rows);
  }

  handleError(error: Error): void {
    this.#reject(error);
  }
}

/** A message of the protocol: its type, its length with the four bytes of the length itself, its parts. */
function frame(type: string, parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const header = Buffer.alloc(5, type);
  header.writeUInt32BE(4 + parts.reduce((size, part) => size + part.length, 0), 1);
  return [header, ...parts];
}
