// Protects against options that are taken for something else than was typed: each of these ends with 2 before anything is opened.

import { expect, test, vi } from 'vitest';
import { runCommandLine } from '../../../src/cli/command-line.ts';

test.each([
  ['run -t prod --target prod', '--target can be given once only'],
  ['run --target dev --target prod', '--target can be given once only'],
  ['ls --project-dir a --project-dir b', '--project-dir can be given once only'],
  ['ls --output json --output name', '--output can be given once only'],
  ['parse --log-format json --log-format json', '--log-format can be given once only'],
  ['compile --inline a --inline b', '--inline can be given once only'],
  ['run-operation m --args {} --args {}', '--args can be given once only'],
  ['run --threads 2 --threads 3', '--threads takes a whole number'],
  ['run --select', '--select needs a value'],
  ['run --select --full-refresh', '--select needs a value'],
  ['build --exclude', '--exclude needs a value'],
  ['ls --resource-type', '--resource-type needs a value'],
  ['ls --target', '--target needs a value'],
  ['ls -t -s m', '-t needs a value'],
  ['ls --output --select m', '--output needs a value'],
  ['ls --project-dir', '--project-dir needs a value'],
  ['show m --limit', '--limit needs a value'],
  ['run --threads', '--threads needs a value'],
  ['run --threads 1001', '--threads takes a whole number from 1 to 1000'],
  ['show m --inline q', '--inline is a query of its own: a model cannot be given beside it'],
  ['show --inline q --select m', '--inline is a query of its own: --select cannot be given beside it'],
  ['show --inline q -s m', '--inline is a query of its own: --select cannot be given beside it'],
  ['compile --inline q --exclude m', '--inline is a query of its own: --exclude cannot be given beside it'],
  ['show m --select n', 'a model and --select cannot both be given'],
  ['run --no-target', '--no-target means nothing: leave --target out'],
  ['docs generate', '`docs` makes and serves the documentation of a project: a command of dbt that comes with a later'],
  ['dbt --quiet source freshness -s source:shop', '`source` measures with `source freshness` how old'],
  ['snapshot --select history', '`snapshot` keeps the history'],
  ['clone --state target', '`clone` makes copies'],
  ['retry', '`retry` runs again'],
  ['init shop --skip-profile-setup', '`init` makes the files'],
  ['buidl', 'Did you mean build?'],
  ['--full-refresh run', '--full-refresh is no option of every command'],
  ['run --selector nightly', '--selector is refused: selectors.yml is not read yet'],
])('smelt %s', async (words, message) => {
  const written: string[] = [];
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const code = await runCommandLine(words.split(' ')).finally(() => write.mockRestore());
  expect(written.join('')).toContain(message);
  expect(code).toBe(2);
});
