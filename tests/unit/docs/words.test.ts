// Protects the code from words of its own where the field has one (CONTRIBUTING.md, "How code looks").

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../src/', import.meta.url);
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** `standing` is a key of the events that users read. */
const ownWords =
  /\b(?:told|tells?|surroundings|(?<!load\.)standing(?!:|\.map| \}))\b|[a-z](?:Told|Standing)\b|\b(?:told|tells?|standing)[A-Z]/i;

test('what is reported, exists or is given has the name that the field has for it', () => {
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((name) =>
    readFileSync(new URL(name, root), 'utf8')
      .split('\n')
      .flatMap((line, at) => (ownWords.test(line) ? [`${name}:${at + 1}: ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});
