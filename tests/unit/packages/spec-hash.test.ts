// The hashes are dbt-core 1.12.6's own (`_create_sha1_hash` on the list as it reads it).

import { describe, expect, it } from 'vitest';
import { hashOfSpecs } from '../../../src/packages/spec-hash.ts';
import { readYaml } from '../../../src/project/read-yaml.ts';

const hashOf = (text: string) => {
  const yaml = readYaml({ path: 'packages.yml', text });
  if (!yaml.ok) throw new Error('no YAML');
  return hashOfSpecs(yaml.value, yaml.value);
};

describe('hashOfSpecs', () => {
  it.each([
    ['- package: a/b\n  version: 1.0.0', 'fbe59819b389dd3c16eebc554e4ec5b3ce2924bc'],
    [
      "- package: a/b\n  version: ['>=1.0.0','<2.0.0']\n  install_prerelease: true",
      '2f1e65f127f70e78eee5cc777c72e694c037f479',
    ],
    ['- git: https://x/y.git\n  revision: 1.0\n  warn-unpinned: false', '3f76bed134951fc3c466d762c2c7ef26288c9511'],
    ['- git: https://x/y.git\n  revision: 1', '97d6105b3f6054c6f8760c64c80ce89f4e99098c'],
    ['- git: https://x/y.git', 'f48a339deec875966716571e6eca5cf96910edd3'],
    ['- git: https://x/y.git\n  subdirectory: sub\n  revision: é', 'b80777efca6326c0e2fb4c3819c36c8bb562f276'],
    ['- tarball: https://x/y.tgz\n  name: z', 'f9894a283b8414b393c7af3e4ffa0345046b0f6f'],
    ['- private: a/b\n  revision: x', '74ab97c9e9e5d07ce089f2523350e0cac66d0457'],
    ['- package: a/b\n  version: [1.0.0, 2]', 'b34981c90da825a9d9c03dc8ea980ac65736ca09'],
    ['- package: a/b\n  version: [1.0, 2]', '8de43eb77bfd7ae1484b90f5dd8e69b76b9a4423'],
    ['- git: https://x/y.git\n  revision: 12345678901234567890123', '1b689776debea33b6b732b93bcaf68096db35a19'],
    ['- git: https://x/y.git\n  revision: 1234567\n  name: foo', '9ce748c6ed8e2f949d9ac7a6453cb68d1b901f9f'],
  ])('is dbt’s for %j', (text, hash) => {
    expect(hashOf(text)).toBe(hash);
  });
});
