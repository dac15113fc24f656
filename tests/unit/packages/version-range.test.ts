import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { highestIn, installable, meets, rangeOf } from '../../../src/packages/version-range.ts';
import { parseVersion } from '../../../src/packages/version-specifier.ts';

const range = (...texts: string[]) => {
  const specifiers = texts.map((text) => parseVersion(text));
  if (!specifiers.every((one) => one !== undefined)) throw new Error(`no versions: ${texts.join(' ')}`);
  return rangeOf(specifiers);
};

/** By the plain meaning of bounds. */
const meaning: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};

const versions = ['0.0.0', '0.0.1', '0.1.0', '0.1.1', '1.0.0', '1.0.1', '1.1.0', '1.1.1'];

describe('rangeOf and highestIn', () => {
  it('take the highest release that meets every bound, whatever the bounds are and their order', () => {
    const asked = Object.keys(meaning).flatMap((matcher) => versions.map((text, place) => ({ matcher, text, place })));
    const wrong: string[] = [];
    for (const one of asked) {
      for (const two of asked) {
        for (const three of [asked[5], asked[20], asked[33]]) {
          const all = [one, two, three].filter((bound) => bound !== undefined);
          const wanted = versions.findLast((_, place) =>
            all.every(({ matcher, place: bound }) => meaning[matcher]?.(place, bound)),
          );
          const texts = all.map(({ matcher, text }) => matcher + text);
          const found = range(...texts);
          if ((found && highestIn(found, versions)) !== wanted) wrong.push(texts.join(' '));
        }
      }
    }
    expect(asked).toHaveLength(40);
    expect(wrong).toEqual([]);
  });

  // Drawn at random, with prereleases of every spelling, and answered by dbt_common 1.39 (semver.py).
  const recorded = JSON.parse(
    readFileSync(new URL('./fixtures/dbt-ranges.json', import.meta.url), 'utf8'),
  ) as readonly {
    readonly asked: readonly string[];
    readonly installable: readonly string[];
    readonly taken: string | null;
  }[];

  it.each(recorded)('take what dbt takes for $asked', ({ asked, installable: available, taken }) => {
    const found = range(...asked);
    expect((found && highestIn(found, available)) ?? null).toBe(taken);
  });

  it('say at once where bounds exclude each other', () => {
    expect(range('>=2.0.0', '<2.0.0')).toBeUndefined();
    expect(range('1.0.0', '1.0.1')).toBeUndefined();
    expect(range('>1.0.0', '1.0.0')).toBeUndefined();
  });

  it('take no prerelease of a version that an open bound shuts out', () => {
    const found = range('<2.0.0');
    expect(found && highestIn(found, ['1.0.0', '2.0.0-rc1'])).toBe('1.0.0');
  });

  it('answer with the text of the hub, and pass over what is no version', () => {
    const found = range('>=1.0.0');
    expect(found && highestIn(found, ['nonsense', '1.2.0rc1'])).toBe('1.2.0rc1');
    expect(found && highestIn(found, [])).toBeUndefined();
  });
});

describe('installable', () => {
  it('has prereleases only where they are wanted, from low to high', () => {
    const all = ['1.10.0', '1.2.0-rc1', '1.9.0', 'latest'];
    expect(installable(all, false)).toEqual(['1.9.0', '1.10.0']);
    expect(installable(all, true)).toEqual(['1.2.0-rc1', '1.9.0', '1.10.0']);
  });
});

describe('meets', () => {
  it('asks for nothing where no version is named', () => {
    expect(meets('1.12.0', [])).toBe(true);
    expect(meets('1.12.0', ['>=1.3.0', '<2.0.0'])).toBe(true);
    expect(meets('1.12.0', ['>=2.0.0'])).toBe(false);
  });
});
