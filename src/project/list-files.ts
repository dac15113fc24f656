// Walks a resource path and reads files: sorted, several at a time, symbolic links followed once.

import { isUtf8 } from 'node:buffer';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isUtf16 } from '../base/utf16.ts';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { TextFile } from '../diagnostics/text-file.ts';

const readsAtOnce = 32;
/** Nothing that people write is longer. */
const largestText = 64 * 1024 * 1024;

/**
 * All files below `directory` as paths relative to it, with forward slashes, sorted. Hidden entries and node_modules are
 * passed over, and so are the directories of `except` (absolute paths). A directory that does not exist is empty.
 */
export async function listFiles(directory: string, except: ReadonlySet<string>): Promise<readonly string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  const visit = async (absolute: string, relative: string): Promise<void> => {
    const real = await realpath(absolute);
    if (seen.has(real)) return;
    seen.add(real);
    for (const entry of await readdir(absolute, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const below = path.join(absolute, entry.name);
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (except.has(below)) continue;
      const kind = entry.isSymbolicLink() ? await stat(below).catch(() => null) : entry;
      if (kind?.isDirectory()) await visit(below, name);
      else if (kind?.isFile()) found.push(name);
    }
  };
  if ((await stat(directory).catch(() => null))?.isDirectory()) await visit(directory, '');
  return found.sort();
}

export interface FileToRead {
  /** Relative to the project's root. */
  readonly path: string;
  readonly absolute: string;
}

/** What is not held is of any size, and its text is left empty. */
export interface TextFileToRead extends FileToRead {
  readonly held?: boolean;
}

/** The texts in the order asked for; a file that cannot be read or is not UTF-8 is reported and left out. */
export async function readTextFiles(
  files: readonly TextFileToRead[],
  report: (diagnostic: Diagnostic) => void,
): Promise<ReadonlyMap<string, TextFile>> {
  const texts = new Array<TextFile | null>(files.length).fill(null);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < files.length; index = next++) {
      const file = files[index];
      if (file) texts[index] = await readTextFile(file, report);
    }
  };
  await Promise.all(Array.from({ length: Math.min(readsAtOnce, files.length) }, worker));
  return new Map(texts.flatMap((text) => (text ? [[text.path, text]] : [])));
}

/** The file's text without a byte order mark; null after a report. */
export async function readTextFile(
  file: TextFileToRead,
  report: (diagnostic: Diagnostic) => void,
): Promise<TextFile | null> {
  const unreadable = (reason: string, help: string) => {
    const span = { file: { path: file.path, text: '' }, start: 0, end: 0 };
    report(errorAt('PROJECT_FILE_UNREADABLE', `this file cannot be read: ${reason}`, { span, help }));
    return null;
  };
  let bytes: Buffer;
  try {
    if (file.held === false) return { path: file.path, text: '' };
    const { size } = await stat(file.absolute);
    if (size > largestText) return unreadable(`it has more than ${largestText} bytes`, 'Remove it, or divide it');
    bytes = await readFile(file.absolute);
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error), 'Make the file readable, or remove it');
  }
  if (isUtf16(bytes)) return unreadable('it is UTF-16 text', 'Save the file as UTF-8');
  if (!isUtf8(bytes)) return unreadable('it is not UTF-8 text', 'Save the file as UTF-8');
  return { path: file.path, text: new TextDecoder().decode(bytes) };
}

export async function isFile(absolute: string): Promise<boolean> {
  return (await stat(absolute).catch(() => null))?.isFile() ?? false;
}
