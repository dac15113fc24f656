// The environment variables that a project sees: the shell's, and those of a `.env` file where the shell has none.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';

export type Env = Readonly<Record<string, string | undefined>>;

/** Merges `.env` of the directory under the shell's variables. A missing file is no mistake. */
export async function loadEnv(directory: string, shell: Env): Promise<Env> {
  try {
    return { ...parseEnv(textOf(await readFile(path.join(directory, '.env')))), ...shell };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')) return shell;
    throw error;
  }
}

/** Editors on Windows begin a file with a byte order mark, and PowerShell's `>` writes UTF-16: neither may hide the first variable. */
function textOf(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

/** The variable's value, whatever its name is (`constructor` too). */
export function variableOf(env: Env, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}
