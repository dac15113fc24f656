// Archives of packages into folders, within limits, and the look at what has come of it: nothing in a package leads out of it.

import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar/fs';
import { limits } from './limits.ts';

/** Why a package is not taken. */
export class UnsafePackage extends Error {}

const kept: ReadonlySet<string> = new Set(['file', 'directory', 'symlink', 'link']);

/** Into a folder that does not exist yet, which is to be checked then. Throws UnsafePackage, also where the archive is broken. */
export async function unpack(archive: string, folder: string, signal: AbortSignal): Promise<void> {
  let entries = 0;
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      done(bytes > limits.bytes ? tooLarge() : null, chunk);
    },
  });
  const filter = ({ type = 'file' }: { readonly type?: string }) => {
    if (++entries > limits.entries) throw tooMany();
    return kept.has(type);
  };
  const target = unpackTar(folder, { filter, strict: true, fmode: 0o644, dmode: 0o755 });
  try {
    await pipeline(createReadStream(archive), createGunzip(), counted, target, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UnsafePackage || isOfDisk(error)) throw error;
    throw new UnsafePackage(error instanceof Error ? error.message : String(error));
  }
}

/** No fault of the archive. */
function isOfDisk(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EMFILE', 'EIO'].includes(code);
}

/** Throws UnsafePackage where a link leads out of the folder, or it holds more than a package may. */
export async function checkFolder(folder: string): Promise<void> {
  const root = await realpath(folder);
  let entries = 0;
  let bytes = 0;
  const visit = async (directory: string): Promise<void> => {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      const absolute = path.join(directory, entry.name);
      if (++entries > limits.entries) throw tooMany();
      if (entry.isSymbolicLink()) await checkLink(absolute, root);
      else if (entry.isDirectory()) await visit(absolute);
      else if (!entry.isFile()) throw new UnsafePackage(`${entry.name} is neither a file nor a folder`);
      else if ((bytes += (await lstat(absolute)).size) > limits.bytes) throw tooLarge();
    }
  };
  await visit(root);
}

async function checkLink(link: string, root: string): Promise<void> {
  const written = path.resolve(path.dirname(link), await readlink(link));
  // Where it leads to nothing, it may lead to something later.
  const real = await realpath(link).catch(() => written);
  if ([written, real].every((target) => target === root || target.startsWith(root + path.sep))) return;
  throw new UnsafePackage(`the link ${path.relative(root, link)} leads out of the package`);
}

function tooMany(): UnsafePackage {
  return new UnsafePackage(`it holds more than ${limits.entries.toLocaleString('en-US')} files and folders`);
}

function tooLarge(): UnsafePackage {
  return new UnsafePackage(`it is larger than ${limits.bytesShown} when it is unpacked`);
}
