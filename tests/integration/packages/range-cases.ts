// Lists of packages, and a hub that they are resolved against. What `dbt deps` of dbt-core 1.12.6 answered to each is kept in
// fixtures/dbt-deps.json: the lock, or the message it ended with.

import type { HubContent } from '../../support/small-hub.ts';

const base = { package: 'acme/base' };
const anyBase = { packages: [{ ...base, version: ['>=1.0.0', '<2.0.0'] }] };

export const hubContent: HubContent = {
  'acme/base': {
    '0.9.0': {},
    '1.0.0': {},
    '1.1.0': {},
    '1.2.0-rc1': {},
    '1.2.0-rc2': {},
    '1.2.0-rc10': {},
    '1.10.0': {},
    '1.9.0': {},
    '2.0.0-beta.2': {},
    '2.0.0-beta.11': {},
    '2.0.0': {},
    '2.1.0rc1': {},
  },
  'acme/left': {
    '1.0.0': anyBase,
    '1.1.0': { packages: [{ ...base, version: '>=1.1.0' }] },
    '2.0.0': { packages: [{ ...base, version: ['>=2.0.0'] }] },
  },
  'acme/right': {
    '1.0.0': { packages: [{ ...base, version: ['<1.1.0'] }] },
    '2.0.0': { packages: [{ ...base, version: ['>=1.10.0', '<=2.0.0'] }] },
  },
  'acme/exact': { '1.0.0': { packages: [{ ...base, version: '1.1.0' }] } },
  'acme/early': { '1.0.0': { packages: [{ ...base, version: ['>=1.2.0-rc1', '<1.9.0'] }] } },
  'acme/deep': {
    '1.0.0': {
      packages: [
        { package: 'acme/right', version: '1.0.0' },
        { package: 'acme/left', version: '<1.1.0' },
      ],
    },
    '1.0.1': { packages: [{ package: 'acme/left', version: ['>=1.0.0', '<=1.1.0'] }] },
  },
  'acme/chooser': {
    '1.0.0': { packages: [{ package: 'acme/deep', version: '1.0.0' }] },
    '1.1.0': { packages: [{ package: 'acme/left', version: '2.0.0' }] },
  },
  'acme/aged': {
    '0.5.0': { forDbt: ['>=1.0.0', '<2.0.0'] },
    '1.0.0': { forDbt: ['>=0.20.0', '<1.0.0'] },
    '1.1.0': { forDbt: ['>=2.0.0'] },
  },
  'acme/too_old': { '1.0.0': { forDbt: ['<1.0.0'] } },
};

const list = (entries: readonly string[]) => `packages:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`;
const hub = (name: string, version: string, more = '') => `{package: acme/${name}, version: ${version}${more}}`;

/** packages.yml by the name of the case. */
export const rangeCases: Readonly<Record<string, string>> = {
  'one version': list([hub('base', '1.0.0')]),
  'one version in a list': list([hub('base', '["1.1.0"]')]),
  'an equals sign': list([hub('base', '"=1.1.0"')]),
  'two bounds': list([hub('base', '[">=1.0.0", "<2.0.0"]')]),
  'two bounds, the other way round': list([hub('base', '["<2.0.0", ">=1.0.0"]')]),
  'an open lower bound': list([hub('base', '">1.1.0"')]),
  'a closed upper bound': list([hub('base', '"<=1.1.0"')]),
  'an open upper bound': list([hub('base', '"<1.1.0"')]),
  'bounds that meet': list([hub('base', '[">=1.1.0", "<=1.1.0"]')]),
  'bounds that exclude each other': list([hub('base', '[">1.1.0", "<=1.1.0"]')]),
  'between two releases': list([hub('base', '[">1.1.0", "<1.9.0"]')]),
  'between two releases, with prereleases': list([hub('base', '[">1.1.0", "<1.9.0"]', ', install_prerelease: true')]),
  'a bound that is a prerelease': list([hub('base', '[">=1.2.0-rc1", "<1.9.0"]')]),
  'a prerelease itself': list([hub('base', '1.2.0-rc10')]),
  'prereleases of what is shut out': list([hub('base', '"<2.0.0"', ', install_prerelease: true')]),
  'prereleases up to a release': list([hub('base', '"<=2.0.0"', ', install_prerelease: true')]),
  'numbers in prereleases': list([hub('base', '[">=2.0.0-beta.1", "<2.0.0-beta.12"]')]),
  'a prerelease without a dash': list([hub('base', '2.1.0rc1')]),
  'the latest of all': list([hub('base', '">=0.0.1"', ', install_prerelease: true')]),
  'build metadata': list([hub('base', '1.9.0+build.7')]),
  'more than there is': list([hub('base', '">=3.0.0"')]),
  'what others ask for': list([hub('left', '1.0.0')]),
  'the same package by two ways': list([hub('left', '1.0.0'), hub('right', '1.0.0')]),
  'a conflict of two ways': list([hub('left', '1.1.0'), hub('right', '1.0.0')]),
  'own bounds behind those of others': list([hub('left', '1.1.0'), hub('base', '"<1.10.0"')]),
  'own bounds before those of others': list([hub('base', '"<1.10.0"'), hub('left', '1.1.0')]),
  'a version that others pin': list([hub('left', '1.1.0'), hub('exact', '1.0.0')]),
  'a version that others shut out': list([hub('right', '2.0.0'), hub('exact', '1.0.0')]),
  'a prerelease that others ask for': list([hub('base', '">=1.0.0"'), hub('early', '1.0.0')]),
  'three levels': list([hub('deep', '[">=1.0.0", "<2.0.0"]')]),
  'three levels, narrowed': list([hub('chooser', '1.0.0'), hub('deep', '">=1.0.0"')]),
  'an old choice that stays in the way': list([hub('left', '">=1.0.0"'), hub('chooser', '1.0.0')]),
  'one package twice': list([hub('base', '">=1.0.0"'), hub('base', '"<1.9.0"')]),
  'several, in the order of the list': list([hub('right', '2.0.0'), hub('aged', '0.5.0'), hub('base', '">=1.0.0"')]),
  'those for this dbt': list([hub('aged', '">=0.1.0"')]),
  'none for this dbt': list([hub('too_old', '">=0.1.0"')]),
  'no such package': list([hub('bass', '1.0.0')]),
  'two numbers': list([hub('base', '"1.0"')]),
  'a number': list([hub('base', '1.0')]),
  'a caret': list([hub('base', '"^1.0.0"')]),
  'a space': list([hub('base', '">= 1.0.0"')]),
  'both bounds in one text': list([hub('base', '">=1.0.0,<2.0.0"')]),
};
