// dbt's grammar of versions, `(>=|>|<|<=|=)?X.Y.Z[-pre][+build]`, and how two of them compare. It is no other tool's: see
// tests/unit/packages for what npm and PyPI would answer otherwise. What several of them leave is version-range.ts.

export type Matcher = '=' | '>' | '>=' | '<' | '<=';

export interface VersionSpecifier {
  readonly matcher: Matcher;
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint];
  readonly prerelease: string | null;
  /** Never compared. */
  readonly build: string | null;
  /** As it was written. */
  readonly text: string;
}

const number = '(0|[1-9]\\d*)';
const part = '(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)';
const buildPart = '[0-9A-Za-z-]*';
/** A dash before the prerelease may be missing (`1.2.0rc1`), and then `1.2.03` is 1.2.0 with the prerelease 3. */
const grammar = new RegExp(
  `^(>=|>|<|<=|=)?${number}\\.${number}\\.${number}(?:-?(${part}(?:\\.${part})*))?(?:\\+(${buildPart}(?:\\.${buildPart})*))?\\n?$`,
);

/** Undefined where the text is no version. */
export function parseVersion(text: string): VersionSpecifier | undefined {
  const [, matcher = '=', major, minor, patch, prerelease, build] = grammar.exec(text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return {
    matcher: matcher as Matcher,
    numbers: [BigInt(major), BigInt(minor), BigInt(patch)],
    prerelease: prerelease ?? null,
    build: build ?? null,
    text: text.trimEnd(),
  };
}

/**
 * Below 0, 0 or above 0. Of bounds at one version the open one lies inside the closed one, and an upper bound is before a lower
 * one. It depends on which side is asked: a bound `<2.0.0` is below `2.0.0-rc1`, so that no prerelease of what it excludes gets in.
 */
export function compareVersions(a: VersionSpecifier, b: VersionSpecifier): number {
  for (const [place, one] of a.numbers.entries()) {
    const other = b.numbers[place] ?? 0n;
    if (one !== other) return one > other ? 1 : -1;
  }
  if (a.prerelease === null && b.prerelease !== null) return a.matcher === '<' ? -1 : 1;
  if (a.prerelease !== null && b.prerelease === null) return -1;
  return comparePrereleases(a.prerelease ?? '', b.prerelease ?? '') || compareMatchers(a.matcher, b.matcher);
}

/** Part by part: numbers by value and before texts, texts by their characters, so that `rc10` is before `rc2`. */
function comparePrereleases(a: string, b: string): number {
  const others = b.split('.');
  for (const [place, one] of a.split('.').entries()) {
    const other = others[place];
    if (other === undefined) break;
    const compared = compareParts(one, other);
    if (compared !== 0) return compared;
  }
  return Math.sign(a.length - b.length);
}

function compareParts(a: string, b: string): number {
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left !== right) return left ? -1 : 1;
  if (!left) return a < b ? -1 : Number(a > b);
  return BigInt(a) < BigInt(b) ? -1 : Number(BigInt(a) > BigInt(b));
}

const isUpper = (matcher: Matcher) => matcher.startsWith('<');
const isLower = (matcher: Matcher) => matcher.startsWith('>');

function compareMatchers(a: Matcher, b: Matcher): number {
  if ((a === '>=' && b === '<=') || (a === '<=' && b === '>=')) return 0;
  if ((a === '<' && b === '<=') || (a === '>=' && b === '>') || (isUpper(a) && isLower(b))) return -1;
  if ((a === '<=' && b === '<') || (a === '>' && b === '>=') || (isLower(a) && isUpper(b))) return 1;
  return 0;
}
