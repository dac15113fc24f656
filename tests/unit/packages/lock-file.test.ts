// The lock is the one that dbt-core 1.12.6 wrote for the same packages, down to where PyYAML breaks a line.

import { expect, it } from 'vitest';
import { spanOf } from '../../../src/diagnostics/text-file.ts';
import { lockText } from '../../../src/packages/lock-file.ts';
import type { GitPin, ResolvedPackage } from '../../../src/packages/package-spec.ts';

const by = { way: [], span: spanOf({ path: 'packages.yml', text: '' }) };
const commit = '274d655d77714b8f6851b58d4a25a4c174f23c5d';
const tools: GitPin = {
  kind: 'git',
  url: 'file:///srv/tools',
  written:
    "{{ env_var('SCHEME') }}://{{ env_var('BASE') }}/{{ env_var('NAME', 'tools') }}{{ env_var('EMPTY', '') }}{{ env_var('EMPTY', '') }}",
  hosted: null,
  subdirectory: null,
  revision: 'v1.0',
  warnUnpinned: false,
  by,
};

it('is written as dbt writes it, for every kind of package', () => {
  const tarball = "http://{{ env_var('DBT_ENV_SECRET_HOST') }}:8977/tb.tgz";
  const packages: readonly ResolvedPackage[] = [
    { pin: tools, project: 'tools', commit, packages: [] },
    { pin: { kind: 'tarball', url: 'x', written: tarball, name: 'tb', by }, project: 'tb_named', packages: [] },
    { pin: { kind: 'local', path: '../loc', by }, project: 'loc', packages: [] },
    {
      pin: { ...tools, written: "file://{{ env_var('BASE') }}/tools", subdirectory: 'sub' },
      project: 'subproj',
      commit,
      packages: [],
    },
    { pin: { kind: 'hub', name: 'acme/base', version: '1.1.0', latest: '2.0.0', by }, project: 'base', packages: [] },
    {
      pin: { ...tools, written: 'shop/tools', hosted: { provider: 'gitlab' } },
      project: 'hosted',
      commit,
      packages: [],
    },
  ];
  expect(lockText(packages, 'de6a8f39a6f4a3e9826796688b207b540c089b67', [])).toBe(`packages:
  - git: '{{ env_var(''SCHEME'') }}://{{ env_var(''BASE'') }}/{{ env_var(''NAME'',
      ''tools'') }}{{ env_var(''EMPTY'', '''') }}{{ env_var(''EMPTY'', '''') }}'
    name: tools
    revision: ${commit}
  - name: tb_named
    tarball: ${tarball}
  - local: ../loc
    name: loc
  - git: file://{{ env_var('BASE') }}/tools
    name: subproj
    revision: ${commit}
    subdirectory: sub
  - name: base
    package: acme/base
    version: 1.1.0
  - name: hosted
    private: shop/tools
    provider: gitlab
    revision: ${commit}
sha1_hash: de6a8f39a6f4a3e9826796688b207b540c089b67
`);
});

it('keeps a hash or a revision of digits alone a text', () => {
  const pin = { ...tools, written: 'file:///srv/tools' };
  const text = lockText([{ pin, project: 'tools', commit: '1'.repeat(40), packages: [] }], '1'.repeat(40), []);
  expect(text).toContain(`    revision: '${'1'.repeat(40)}'\nsha1_hash: '${'1'.repeat(40)}'\n`);
});
