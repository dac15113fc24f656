// Archives of packages, made of dictionaries.

import { gzipSync } from 'node:zlib';
import { packTar, type TarEntry } from 'modern-tar';

/** Contents by path; a path that ends in `/` is a folder. */
export type ArchiveFiles = Readonly<Record<string, string>>;

/** A `.tar.gz` of these files below one folder. */
export function archiveOf(folder: string, files: ArchiveFiles): Promise<Buffer> {
  const entries = Object.entries(files).map(([path, body]) => fileEntry(`${folder}/${path}`, body));
  return archive([{ header: { name: `${folder}/`, size: 0, type: 'directory', mode: 0o755 } }, ...entries]);
}

export function fileEntry(name: string, body: string): TarEntry {
  return { header: { name, size: Buffer.byteLength(body), mode: 0o644 }, body };
}

export function linkEntry(name: string, linkname: string): TarEntry {
  return { header: { name, linkname, size: 0, type: 'symlink' } };
}

export async function archive(entries: readonly TarEntry[]): Promise<Buffer> {
  return gzipSync(await packTar([...entries]));
}

/** The files of a package that holds nothing but its name. */
export function packageFiles(name: string, version: string, more: ArchiveFiles = {}): ArchiveFiles {
  return { 'dbt_project.yml': `name: ${name}\nversion: ${version}\nconfig-version: 2\n`, ...more };
}
