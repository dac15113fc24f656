// The files of a location: walks the folders below its fixed part, level by level, and looks at each file that matches.
// Nothing outside the fixed part is ever opened, whatever symbolic links say.

import { isUtf8 } from 'node:buffer';
import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import { inParallel } from './in-parallel.ts';
import { captureValues, isDay, type Location, type SegmentPattern } from './location.ts';

export interface ListedFile {
  /** Relative to the fixed part of the location, with forward slashes. */
  readonly file: string;
  /** Absolute; symbolic links are not followed in it. */
  readonly path: string;
  /** Bytes on the disk. */
  readonly size: number;
  /** Time of last change, nanoseconds since 1970. */
  readonly modified: bigint;
  /** In the order of the location's captures; dates as yyyy-MM-dd. */
  readonly captures: readonly string[];
}

interface Place {
  readonly relative: readonly string[];
  readonly groups: readonly string[];
  /** Whether the last part may be a symbolic link. */
  readonly perhapsLink: boolean;
}

const parallelCalls = 32;

/**
 * Files in the order of their paths' bytes. A folder that is missing or cannot be read is an error; names with an impossible
 * date, names that are not UTF-8, what is no file although its name matches, links out of the root, and a location that matches
 * nothing although there are files, are warnings.
 */
export async function listFiles(location: Location, root: string): Promise<Checked<readonly ListedFile[]>> {
  const base = resolve(root, location.fixed);
  const warnings: Diagnostic[] = [];
  try {
    const realBase = await realpath(base);
    const noFiles: NoFile[] = [];
    let anything = false;
    let places: readonly Place[] = [{ relative: [], groups: [], perhapsLink: false }];
    for (const [depth, segment] of location.segments.entries()) {
      const last = depth === location.segments.length - 1;
      const found = await inParallel(places, parallelCalls, async (place) => {
        const entries = await entriesOf(join(base, ...place.relative), segment, depth === 0);
        if (entries.length > 0) anything = true;
        return matching(place, entries, { ...segment, last }, (name) =>
          warnings.push(notUtf8(location, join(base, ...place.relative, name))),
        );
      });
      places = found.flat();
    }
    const realPathOf = realPaths();
    const files = await inParallel(places, parallelCalls, (place) =>
      fileAt(place, { location, base, realBase, realPathOf }, { warnings, noFiles }),
    );
    const present = files.flatMap((file) => (file === null ? [] : [file]));
    if (noFiles.length > 0) warnings.push(notFiles(location, noFiles));
    if (present.length === 0 && anything && warnings.length === 0) warnings.push(nothingMatches(location, base));
    return passed(
      present.sort((a, b) => comparePaths(a.file, b.file)),
      warnings,
    );
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'path' in error)) throw error;
    return failed([unreadable(location, String(error.path), String(error.code)), ...warnings]);
  }
}

/** The folder's entries; of a name that does not vary only that one, without reading the folder. */
async function entriesOf(folder: string, segment: SegmentPattern, isBase: boolean): Promise<readonly Entry[]> {
  if (segment.literal !== null && !isBase) return [{ name: segment.literal, kind: 'unknown' }];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const broken = entries.some(({ name }) => name.includes('\ufffd')) ? await namesNotUtf8(folder) : noNames;
    return entries.map((entry) => ({ name: entry.name, kind: broken.has(entry.name) ? 'unnameable' : kindOf(entry) }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // A folder that a literal part names need not be everywhere, and one may go away meanwhile; the base must be there.
    if (!isBase && (code === 'ENOENT' || code === 'ENOTDIR')) return [];
    throw error;
  }
}

interface Entry {
  readonly name: string;
  /** `unnameable`: the bytes of its name are not UTF-8, and a text cannot stand for them. */
  readonly kind: 'file' | 'folder' | 'other' | 'unknown' | 'unnameable';
}

const noNames: ReadonlySet<string> = new Set();

/** As texts, in which U+FFFD stands for what is not UTF-8. */
async function namesNotUtf8(folder: string): Promise<ReadonlySet<string>> {
  const names = await readdir(folder, { encoding: 'buffer' });
  return new Set(names.filter((name) => !isUtf8(name)).map((name) => name.toString()));
}

function kindOf(entry: Dirent): Entry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  // Links, and file systems that do not say.
  return entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice() ? 'other' : 'unknown';
}

function matching(
  place: Place,
  entries: readonly Entry[],
  { expression, last }: SegmentPattern & { readonly last: boolean },
  unnameable: (name: string) => void,
): readonly Place[] {
  return entries.flatMap(({ name, kind }) => {
    if (!last && (kind === 'other' || kind === 'file')) return [];
    const match = expression.exec(name);
    if (match && kind === 'unnameable') unnameable(name);
    return match && kind !== 'unnameable'
      ? [
          {
            relative: [...place.relative, name],
            groups: [...place.groups, ...match.slice(1)],
            perhapsLink: kind === 'unknown',
          },
        ]
      : [];
  });
}

/** Resolves each folder once, and a name in it only where it may be a link. */
function realPaths(): (folder: string, name: string, perhapsLink: boolean) => Promise<string> {
  const folders = new Map<string, Promise<string>>();
  return async (folder, name, perhapsLink) => {
    if (perhapsLink) return realpath(join(folder, name));
    const known = folders.get(folder) ?? realpath(folder);
    folders.set(folder, known);
    return join(await known, name);
  };
}

/** Where a listing begins. */
interface Listing {
  readonly location: Location;
  readonly base: string;
  /** Without links. */
  readonly realBase: string;
  readonly realPathOf: (folder: string, name: string, perhapsLink: boolean) => Promise<string>;
}

async function fileAt(
  place: Place,
  { location, base, realBase, realPathOf }: Listing,
  { warnings, noFiles }: { readonly warnings: Diagnostic[]; readonly noFiles: NoFile[] },
): Promise<ListedFile | null> {
  const file = place.relative.join('/');
  const path = join(base, ...place.relative);
  try {
    const found = await stat(path, { bigint: true });
    if (!found.isFile()) {
      noFiles.push({ path, what: nounOf(found) });
      return null;
    }
    const real = await realPathOf(dirname(path), basename(path), place.perhapsLink);
    if (!real.startsWith(realBase.endsWith(sep) ? realBase : realBase + sep)) {
      warnings.push(outside(location, path, real));
      return null;
    }
    const captures = captureValues(location, place.groups);
    const wrong = location.captures.findIndex(
      (capture, index) => capture.type === 'date' && !isDay(captures[index] ?? ''),
    );
    if (wrong >= 0) {
      warnings.push(noSuchDay(location, path, captures[wrong] ?? ''));
      return null;
    }
    return { file, path, size: Number(found.size), modified: found.mtimeNs, captures };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // It went away since the folder was read, or a link leads nowhere.
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ELOOP') throw error;
    if (place.perhapsLink && (await isLink(path))) noFiles.push({ path, what: 'a link that leads nowhere' });
    return null;
  }
}

/** Something whose name is that of a page. */
interface NoFile {
  readonly path: string;
  readonly what: string;
}

function nounOf(found: Pick<Stats, 'isDirectory' | 'isFIFO' | 'isSocket'>): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a named pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.isSymbolicLink() ?? false;
}

/** As `COLLATE "C"` orders UTF-8: by code points, where JavaScript's `<` goes by UTF-16 units. */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    const surrogates = Number(left >= 0xd800 && left <= 0xdfff) - Number(right >= 0xd800 && right <= 0xdfff);
    return surrogates !== 0 && left >= 0xd800 && right >= 0xd800 ? surrogates : left - right;
  }
  return a.length - b.length;
}

function unreadable(location: Location, path: string, code: string): Diagnostic {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'does not exist',
    ENOTDIR: 'is not a folder',
    EACCES: 'may not be read (permission denied)',
  };
  return errorAt('FILES_FOLDER', `the folder ${path} ${reasons[code] ?? `cannot be read (${code})`}`, {
    span: location.text.span,
    help: 'Correct the location of the source, or create the folder; an empty one is fine',
  });
}

function nothingMatches(location: Location, base: string): Diagnostic {
  return warningAt('FILES_NO_MATCH', `no file below ${base} matches ${location.text.value}`, {
    span: location.text.span,
    help: 'Compare the location with the names of the files; hidden files and folders are not looked at',
  });
}

function outside(location: Location, path: string, real: string): Diagnostic {
  return warningAt(
    'FILES_OUTSIDE_ROOT',
    `${path} was left out: it is a link to ${real}, outside the location's folder`,
    {
      span: location.text.span,
      help: 'Put the file below the location, or point the location at the folder that holds it',
    },
  );
}

function notUtf8(location: Location, path: string): Diagnostic {
  return warningAt('FILES_NAME_ENCODING', `${path} was left out: its name is not UTF-8`, {
    span: location.text.span,
    help: 'Rename it; U+FFFD (\ufffd) stands here for each byte that is no UTF-8',
  });
}

const mostListed = 20;

function notFiles(location: Location, found: readonly NoFile[]): Diagnostic {
  const sorted = [...found].sort((a, b) => comparePaths(a.path, b.path));
  const left = sorted.map(({ path, what }) => `${path} is ${what}`);
  const more = left.length > mostListed ? [`and ${left.length - mostListed} more`] : [];
  const [only = ''] = left;
  const message =
    left.length === 1
      ? `${only}, not a file, and was left out`
      : `${left.length} things were left out that are named like pages, and are no files`;
  return warningAt('FILES_NOT_A_FILE', message, {
    span: location.text.span,
    notes: left.length === 1 ? [] : [...left.slice(0, mostListed), ...more].map((text) => ({ message: text })),
    help: 'Remove or rename what is no page; only files and links to files are read',
  });
}

function noSuchDay(location: Location, path: string, day: string): Diagnostic {
  return warningAt('FILES_NO_SUCH_DAY', `${path} was left out: ${day} is not a day of the calendar`, {
    span: location.text.span,
    help: 'Move the file to the folder of its day',
  });
}
