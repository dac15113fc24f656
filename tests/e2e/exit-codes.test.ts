// Protects what scripts branch on: the exit code of a command as a user runs it, and on which stream its diagnostics are. The table of
// all commands, in this process, is tests/integration/app/command-life.test.ts; here are a run, commands with and without a
// database, and one that goes on until it is interrupted, where none is needed.

import { expect, test } from 'vitest';
import { type Ended, smelt, startSmelt } from '../support/command-line.ts';
import { type ProjectFiles, writeProject } from '../support/project-files.ts';

/** Nobody listens there. */
const project: ProjectFiles = {
  'project.yml':
    'name: shop\ntargets: { dev: { type: postgres, url: "postgres://nobody@127.0.0.1:1/none", schema: public, retries: 0 } }\n',
  'models/orders.sql': 'select 1 as id\n',
};

const commands: Readonly<Record<string, readonly string[]>> = {
  build: ['build'],
  ls: ['ls'],
  show: ['show', 'orders'],
  parse: ['parse'],
  watch: ['watch'],
};
const withoutDatabase = new Set(['parse', 'ls']);

test.each([
  [
    'a warning with --warn-error',
    { 'models/_models.yml': 'models: [{ name: order }]\n' },
    ['--warn-error'],
    'PROPERTIES_UNUSED',
  ],
  ['a mistake', { 'models/lost.sql': "select * from {{ ref('nothing') }}\n" }, [], 'GRAPH_UNKNOWN_REF'],
  ['no server', {}, [], 'DATABASE_UNREACHABLE'],
])('%s', async (_, files, options, code) => {
  const root = await writeProject({ ...project, ...files });
  const ends = await Promise.all(
    inTwos(Object.entries(commands)).map(async (some) => {
      const told: [string, unknown][] = [];
      for (const [name, words] of some) told.push([name, cellOf(await ended(root, [...words, ...options]))]);
      return told;
    }),
  );
  const expected = Object.keys(commands).map((name) => {
    const isWell = code === 'DATABASE_UNREACHABLE' && withoutDatabase.has(name);
    const exit = name === 'watch' ? 130 : isWell ? 0 : code === 'PROPERTIES_UNUSED' ? 1 : 2;
    return [name, { exit, errors: isWell ? null : [`error[${code}]`], output: null }];
  });
  expect(Object.fromEntries(ends.flat())).toEqual(Object.fromEntries(expected));
});

/** Watching is interrupted once it has come to rest. */
async function ended(root: string, words: readonly string[]): Promise<Ended> {
  if (words[0] !== 'watch') return smelt(root, words);
  const watching = startSmelt(root, words);
  await watching.until(/^watching: /m);
  watching.interrupt();
  return watching.ended;
}

/** As many as most machines have cores for. */
function inTwos<T>(items: readonly T[]): readonly (readonly T[])[] {
  return [0, 1].map((turn) => items.filter((_, index) => index % 2 === turn));
}

function cellOf({ code, output, errors }: Ended) {
  return { exit: code, errors: errors.match(/\w+\[\w+\]/g), output: output.match(/\w+\[\w+\]/g) };
}
