// `smelt deps` comes to the same packages as `dbt deps`, and writes the same lock, byte for byte. What dbt answered was recorded from
// dbt-core 1.12.6 on the same hub.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeProject } from '../../support/project-files.ts';
import { deps, installed, lockOf, rootProject } from '../../support/run-deps.ts';
import { openSmallHub, type SmallHub } from '../../support/small-hub.ts';
import { hubContent, rangeCases } from './range-cases.ts';

type Answer = { readonly lock: string; readonly installed: readonly string[] } | { readonly refused: string };

const answers = JSON.parse(readFileSync(new URL('./fixtures/dbt-deps.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Answer>
>;

describe('smelt deps beside dbt deps', () => {
  let hub: SmallHub;
  beforeAll(async () => {
    hub = await openSmallHub(hubContent);
  });
  afterAll(() => hub.close());

  it('knows what dbt answers to every case', () => {
    expect(Object.keys(answers)).toEqual(Object.keys(rangeCases));
  });

  it.each(Object.entries(rangeCases))('%s', async (name, list) => {
    const answer = answers[name];
    const root = await writeProject({ 'dbt_project.yml': rootProject, 'packages.yml': list });
    const ran = await deps(root, {}, { DBT_PACKAGE_HUB_URL: hub.url });
    if (answer && 'lock' in answer) {
      expect(ran.errors).toBe('');
      expect(await lockOf(root)).toBe(answer.lock);
      expect(await installed(root)).toEqual(answer.installed);
    } else {
      expect(ran.exitCode).toBe(2);
      expect(ran.errors).toMatch(/^error\[PACKAGE_(?:CONFLICT|NO_VERSION|UNKNOWN|VERSION)\]/);
      expect([await lockOf(root), await installed(root)]).toEqual([null, null]);
    }
  });
});
