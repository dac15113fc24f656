// Protects the table of the keys of a `files:` block, and docs/file-sources.md with it: each key is read as its row says.

import { expect, test } from 'vitest';
import { fileKeys } from '../../../src/project/file-keys.ts';
import type { FileSettings } from '../../../src/project/project.ts';
import { loadedProject } from '../../support/load-project-files.ts';
import type { ProjectFiles } from '../../support/project-files.ts';

function files(lines: readonly string[]): ProjectFiles {
  const block = lines.map((line) => `          ${line}\n`).join('');
  return {
    'project.yml': 'name: shop\ntargets: { dev: { type: embedded } }\n',
    'models/sources.yml': `sources:\n  - name: web\n    tables:\n      - name: visits\n        files:\n${block}`,
  };
}

async function settings(lines: readonly string[]): Promise<FileSettings> {
  const project = await loadedProject(files(lines));
  const found = project.sources[0]?.files;
  if (!found) throw new Error('the source has no files');
  return found;
}

const needed = { location: 'location: a.json', format: 'format: json' };

test.each(Object.entries(fileKeys))('%s is read as its example has it', async (property, { name, example }) => {
  const stated = { ...needed, [name]: `${name}: ${example}` };
  const without = await settings(Object.values(needed));
  const found = await settings(Object.values(stated));
  const changed = Object.entries(found).filter(([key, value]) => {
    const before = new Map<string, unknown>(Object.entries(without)).get(key);
    return JSON.stringify(value, textOnly) !== JSON.stringify(before, textOnly);
  });
  expect(changed.map(([key]) => key)).toEqual([property]);
});

/** Without the places of values, which name a folder. */
function textOnly(key: string, value: unknown): unknown {
  return key === 'span' ? undefined : value;
}

test('what is absent is what its row says', async () => {
  const found = await settings(Object.values(needed));
  expect(found).toMatchObject({
    gzip: 'by name',
    records: fileKeys.records.absent.value,
    ok: fileKeys.ok.absent.value,
    maxRecords: 10_000_000,
    maxAttempts: 5,
    backoffMilliseconds: 60_000,
  });
  expect(fileKeys.maxRecords.absent.shown).toBe(`\`${found.maxRecords}\``);
  expect(fileKeys.maxAttempts.absent.shown).toBe(`\`${found.maxAttempts}\``);
  expect(
    await settings([...Object.values(needed), `backoff: ${fileKeys.backoffMilliseconds.absent.shown.slice(1, -1)}`]),
  ).toMatchObject({ backoffMilliseconds: found.backoffMilliseconds });
});
