import { describe, expect, it } from 'vitest';
import { addToList, parseNewPackage } from '../../../src/packages/add-package.ts';

describe('parseNewPackage', () => {
  it.each([
    ['dbt-labs/dbt_utils@1.3.0', 'hub', 'dbt-labs/dbt_utils', '1.3.0'],
    ['dbt-labs/dbt_utils', 'hub', 'dbt-labs/dbt_utils', null],
    ['a/b@>=1.0.0,<2.0.0', 'hub', 'a/b', '>=1.0.0,<2.0.0'],
    ['git@github.com:a/b.git@v1', 'git', 'git@github.com:a/b.git', 'v1'],
    ['git@github.com:a/b.git@feature/x', 'git', 'git@github.com:a/b.git', 'feature/x'],
    ['git@github.com:a/b.git', 'git', 'git@github.com:a/b.git', null],
    ['https://ann@host.example/b.git', 'git', 'https://ann@host.example/b.git', null],
    ['../at@home', 'local', '../at@home', null],
  ] as const)('reads %s', (text, source, name, version) => {
    expect(parseNewPackage(text, source)).toEqual({ source, name, version });
  });
});

describe('addToList', () => {
  const added = { source: 'hub', name: 'dbt-labs/dbt_utils', version: '1.3.0' } as const;

  it('begins a list where there is none', () => {
    expect(addToList('', added)).toBe('packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n');
    expect(addToList('# ours\npackages: []\n', added)).toBe(
      '# ours\npackages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n',
    );
    expect(addToList('projects:\n  - name: x\n', added)).toContain('packages:\n  - package: dbt-labs/dbt_utils');
  });

  it('takes the place of the same package from anywhere, and keeps comments', () => {
    const before =
      'packages:\n  # dates\n  - package: calogica/dbt_date # pinned\n    version: 0.10.0\n' +
      '  - git: https://github.com/dbt-labs/dbt-utils.git\n    revision: main\n  - package: a/dbt_utils_more\n    version: 1.0.0\n';
    expect(addToList(before, { ...added, version: '>=1.0.0,<2.0.0' })).toBe(
      'packages:\n  # dates\n  - package: calogica/dbt_date # pinned\n    version: 0.10.0\n' +
        '  - package: a/dbt_utils_more\n    version: 1.0.0\n' +
        '  - package: dbt-labs/dbt_utils\n    version:\n      - ">=1.0.0"\n      - <2.0.0\n',
    );
  });
});
