import { describe, expect, it } from 'vitest';
import { compareVersions, parseVersion, type VersionSpecifier } from '../../../src/packages/version-specifier.ts';

function version(text: string): VersionSpecifier {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
}

describe('parseVersion', () => {
  it.each([
    ['1.2.3', '=', [1n, 2n, 3n], null, null],
    ['>=0.0.0', '>=', [0n, 0n, 0n], null, null],
    ['<10.20.30', '<', [10n, 20n, 30n], null, null],
    ['=1.0.0-rc.1+build.5', '=', [1n, 0n, 0n], 'rc.1', 'build.5'],
    ['1.2.0rc1', '=', [1n, 2n, 0n], 'rc1', null],
    ['1.2.03', '=', [1n, 2n, 0n], '3', null],
    ['1.0.0-', '=', [1n, 0n, 0n], '-', null],
    ['1.0.0--', '=', [1n, 0n, 0n], '-', null],
    ['99999999999999999999.0.0', '=', [99999999999999999999n, 0n, 0n], null, null],
    ['1.0.0\n', '=', [1n, 0n, 0n], null, null],
  ])('reads %j', (text, matcher, numbers, prerelease, build) => {
    expect(parseVersion(text)).toMatchObject({ matcher, numbers, prerelease, build });
  });

  it.each([
    '',
    '1',
    '1.0',
    '1.x',
    '1.0.0.0',
    'v1.0.0',
    '^1.0.0',
    '~1.0.0',
    '~=1.0',
    '>= 1.0.0',
    ' 1.0.0',
    '1.0.0 ',
    '==1.0.0',
    '!=1.0.0',
    '01.0.0',
    '1.0.0-a..b',
    '>=1.0.0,<2.0.0',
    '*',
    '1.0.0\n\n',
  ])('refuses %j', (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });
});

describe('compareVersions', () => {
  it.each([
    ['1.0.0', '1.0.1'],
    ['1.9.0', '1.10.0'],
    ['1.0.0-rc1', '1.0.0'],
    ['1.0.0-rc10', '1.0.0-rc2'],
    ['1.0.0-rc.2', '1.0.0-rc.10'],
    ['1.0.0-1', '1.0.0-a'],
    ['1.0.0-a', '1.0.0-a.1'],
    ['<2.0.0', '2.0.0-rc1'],
    ['<2.0.0', '<=2.0.0'],
    ['>=2.0.0', '>2.0.0'],
    ['<2.0.0', '>2.0.0'],
  ])('%s is below %s', (lower, higher) => {
    expect(compareVersions(version(lower), version(higher))).toBe(-1);
  });

  it.each([
    ['1.0.0+a', '1.0.0+b'],
    ['>=1.0.0', '<=1.0.0'],
    ['1.0.0', '>=1.0.0'],
  ])('%s is where %s is', (one, other) => {
    expect(compareVersions(version(one), version(other))).toBe(0);
  });

  it('turns round between releases', () => {
    expect(compareVersions(version('2.0.0'), version('2.0.0-rc1'))).toBe(1);
    expect(compareVersions(version('>=2.0.0'), version('2.0.0-rc1'))).toBe(1);
  });
});
