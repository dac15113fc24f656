// The machine code of PGlite, compiled once for a process: each Worker would do it anew, which is a third of what opening takes.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** A `WebAssembly.Module`; a Worker that is sent one shares what is compiled of it. */
export type EmbeddedCode = object;

// It is there in every version of Node; its types are among those of browsers alone.
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<EmbeddedCode> };

let compiled: Promise<EmbeddedCode> | undefined;

/** Rejects where the file of the library cannot be read; another call tries again. */
export function embeddedCode(): Promise<EmbeddedCode> {
  compiled ??= compile().catch((error: unknown) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

async function compile(): Promise<EmbeddedCode> {
  const file = createRequire(import.meta.url).resolve('@electric-sql/pglite/pglite.wasm');
  return WebAssembly.compile(await readFile(file));
}
