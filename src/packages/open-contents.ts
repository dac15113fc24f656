// Contents of packages on the disk: archives and repositories, each brought once into a folder of the scratch folder.

import { createHash } from 'node:crypto';
import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { type DownloadOptions, downloadFile } from './download.ts';
import { checkOut, GitError, type GitOptions } from './git.ts';
import { readGitAddress } from './git-address.ts';
import type { GitPin, PackagePin } from './package-spec.ts';
import { checkFolder, UnsafePackage, unpack } from './unpack.ts';

export interface ContentOptions {
  readonly git: GitOptions;
  /** Texts that the arguments of no process may hold. */
  readonly secrets: readonly string[];
  readonly download: DownloadOptions;
  /** Exists, and is nobody else's. */
  readonly scratch: string;
}

export interface Content {
  /** What is to be installed, and nothing beside it. */
  readonly folder: string;
  /** Of a repository. */
  readonly commit?: string;
}

export interface Contents {
  /** Throws GitError, DownloadError, UnsafePackage. */
  clone(pin: GitPin): Promise<Content>;
  /** An archive that holds one folder. Throws likewise. */
  unpack(pin: PackagePin, address: string): Promise<Content>;
}

export function openContents(options: ContentOptions): Contents {
  const known = new Map<string, Content>();
  const once = async (what: readonly unknown[], bring: (place: string) => Promise<Content>): Promise<Content> => {
    const key = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);
    const content = known.get(key) ?? (await bring(path.join(options.scratch, key)));
    known.set(key, content);
    return content;
  };
  return {
    clone: (pin) => once([pin.url, pin.revision, pin.subdirectory], (place) => clone(pin, place, options)),
    unpack: ({ kind }, address) => once([kind, address], (place) => download(address, place, options)),
  };
}

async function clone(
  { url, revision, subdirectory }: GitPin,
  place: string,
  { git, secrets }: ContentOptions,
): Promise<Content> {
  const address = readGitAddress(url, secrets);
  if ('problem' in address) throw new GitError(`its address ${address.problem}`);
  if (subdirectory !== null && !isBelow(subdirectory))
    throw new GitError('its subdirectory is not below the repository');
  const { commit } = await checkOut({ address, revision, subdirectory }, place, git);
  const root = await realpath(place);
  const folder = subdirectory === null ? root : await realpath(path.join(root, subdirectory)).catch(() => null);
  if (folder === null) throw new GitError(`it has no folder ${subdirectory}`);
  if (!`${folder}${path.sep}`.startsWith(`${root}${path.sep}`))
    throw new UnsafePackage('its subdirectory leads out of the repository');
  await checkFolder(folder);
  return { folder, commit };
}

async function download(address: string, place: string, { download: options }: ContentOptions): Promise<Content> {
  await mkdir(place, { recursive: true });
  const archive = path.join(place, 'archive.tar.gz');
  await downloadFile(address, archive, options);
  const content = path.join(place, 'content');
  await unpack(archive, content, options.signal);
  await rm(archive);
  const [top, ...others] = await readdir(content, { withFileTypes: true });
  if (!top?.isDirectory() || others.length > 0) throw new UnsafePackage('the archive does not hold exactly one folder');
  const folder = path.join(content, top.name);
  await checkFolder(folder);
  return { folder };
}

function isBelow(folder: string): boolean {
  return !path.isAbsolute(folder) && !folder.startsWith('-') && !folder.split(/[\\/]/).includes('..');
}
