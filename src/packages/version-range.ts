// Which versions several specifiers leave, by dbt's rules, and which of those there are is taken: the highest.

import { compareVersions, parseVersion, type VersionSpecifier } from './version-specifier.ts';

/** A null bound is none. Where one version is asked for, it is both. */
export interface VersionRange {
  readonly start: VersionSpecifier | null;
  readonly end: VersionSpecifier | null;
}

/** Undefined where no version can meet all of them. */
export function rangeOf(specifiers: readonly VersionSpecifier[]): VersionRange | undefined {
  // dbt begins with the last; it decides which of two equal bounds is kept.
  const last = specifiers.at(-1);
  let range: VersionRange | undefined = last ? boundsOf(last) : { start: null, end: null };
  for (const specifier of specifiers.slice(0, -1)) range = range && meet(range, boundsOf(specifier));
  return range;
}

/** The highest of the versions that are in the range, as it is written there; of equals the first. What is no version is passed over. */
export function highestIn(range: VersionRange, available: readonly string[]): string | undefined {
  let highest: VersionSpecifier | undefined;
  let found: string | undefined;
  for (const text of available) {
    const version = parseVersion(text);
    if (!version || !areCompatible([version, range.start, range.end])) continue;
    if (highest && compareVersions(highest, version) >= 0) continue;
    highest = version;
    found = text;
  }
  return found;
}

/** Those that may be taken at all, from low to high: prereleases only where they are wanted. */
export function installable(versions: readonly string[], prereleases: boolean): readonly string[] {
  return versions
    .flatMap((text) => {
      const version = parseVersion(text);
      return version && (prereleases || version.prerelease === null) ? [{ version, text }] : [];
    })
    .sort((a, b) => compareVersions(a.version, b.version))
    .map(({ text }) => text);
}

/** Whether a version meets what is asked for; a text that says no version asks for nothing. */
export function meets(version: string, asked: readonly string[]): boolean {
  return areCompatible([version, ...asked].map((text) => parseVersion(text) ?? null));
}

function areCompatible(specifiers: readonly (VersionSpecifier | null)[]): boolean {
  return rangeOf(specifiers.filter((one) => one !== null)) !== undefined;
}

function boundsOf(specifier: VersionSpecifier): VersionRange {
  const { matcher } = specifier;
  return {
    start: matcher.startsWith('<') ? null : specifier,
    end: matcher.startsWith('>') ? null : specifier,
  };
}

function meet(a: VersionRange, b: VersionRange): VersionRange | undefined {
  if (a.start?.matcher === '=' && b.start?.matcher === '=')
    return compareVersions(a.start, b.start) === 0 ? { start: a.start, end: a.start } : undefined;
  const start = innerBound(a.start, b.start, 'lower');
  const end = innerBound(a.end, b.end, 'upper');
  if (start === undefined || end === undefined) return undefined;
  return start && end && compareVersions(start, end) > 0 ? undefined : { start, end };
}

/** The narrower of two bounds; undefined where one is an exact version that the other shuts out. */
function innerBound(
  a: VersionSpecifier | null,
  b: VersionSpecifier | null,
  side: 'lower' | 'upper',
): VersionSpecifier | null | undefined {
  if (!a || !b) return a ?? b;
  const sign = side === 'lower' ? 1 : -1;
  if (a.matcher !== '=' && b.matcher !== '=') return sign * compareVersions(a, b) < 0 ? b : a;
  const [bound, exact] = a.matcher === '=' ? [b, a] : [a, b];
  const compared = sign * compareVersions(bound, exact);
  const isClosed = bound.matcher === '>=' || bound.matcher === '<=';
  return compared < 0 || (compared === 0 && isClosed) ? exact : undefined;
}
