// Four kinds of tests: those of plain values need nothing; those on databases share one server, started once for the run; of
// those that start whole processes, the ones whose moments count have the machine to themselves in turn, and come last.

import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Each database of a test is hundreds of small files: in memory, where the system has room for them there. */
const inMemory = '/dev/shm';
const leastRoom = 4 * 1024 ** 3;
if (process.env.TMPDIR === undefined && hasRoom(inMemory)) process.env.TMPDIR = makeFolder(inMemory);

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= leastRoom;
  } catch {
    return false;
  }
}

/** Goes with this process, and with it what a killed test has left there. */
function makeFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, 'smelt-tests-'));
  // Where this is root, the server of the tests is another user.
  chmodSync(folder, 0o755);
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Of those that take longest, from the longest on: begun last, one of them would leave a core idle at the end. */
const longest = [
  'tests/fault/killed-builds.test.ts',
  'tests/e2e/command-line.test.ts',
  'tests/histories/histories.test.ts',
  'tests/integration/affiliate/tiny-set.test.ts',
  'tests/integration/affiliate/generated-set.test.ts',
  'tests/integration/materialize/retired-versions.test.ts',
  'tests/integration/execute/hooks.test.ts',
  'tests/e2e/exit-codes.test.ts',
];

/** The longest first, and all of a project in turn, since its processes serve no other. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = (file: TestSpecification) => {
      const place = longest.findIndex((path) => file.moduleId.endsWith(path));
      return place < 0 ? longest.length : place;
    };
    const sorted = await super.sort(files);
    const projects = [...new Set(['process', 'database', ...sorted.map((file) => file.project.name)])];
    return projects.flatMap((name) =>
      sorted.filter((file) => file.project.name === name).sort((a, b) => rank(a) - rank(b)),
    );
  }
}

const onDatabases = {
  globalSetup: ['tests/support/global-setup.ts'],
  hookTimeout: 60_000,
  // What a test makes goes with it, so that a process loads the modules once for all of its files.
  isolate: false,
};

const ofProcesses = {
  ...onDatabases,
  globalSetup: ['tests/support/check-built.ts', ...onDatabases.globalSetup],
  testTimeout: 300_000,
};

/** Whose moments are drawn, are those of gates, or do not count. */
const besideOthers = [
  'tests/fault/killed-builds.test.ts',
  'tests/fault/builds-at-once.test.ts',
  'tests/e2e/**/*.test.ts',
];

/** Those that put something in the place of a library, which only a process of their own can do. */
const replacingModules = ['tests/unit/plan/parsed-once.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    retry: 0,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts', 'tests/golden/**/*.test.ts', 'tests/hostile/**/*.test.ts'],
          exclude: replacingModules,
          testTimeout: 10_000,
          // Tests of plain values leave nothing behind: a process loads the modules once for all of its files.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'replaced', include: replacingModules } },
      {
        extends: true,
        test: {
          ...onDatabases,
          name: 'database',
          setupFiles: ['tests/support/record-statements.ts'],
          include: ['tests/integration/**/*.test.ts', 'tests/histories/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      { extends: true, test: { ...ofProcesses, name: 'process', include: besideOthers } },
      {
        extends: true,
        test: {
          ...ofProcesses,
          name: 'alone',
          include: ['tests/e2e/**/*.test.ts', 'tests/fault/**/*.test.ts', 'tests/crowds/**/*.test.ts'],
          exclude: besideOthers,
          fileParallelism: false,
          // Vitest has files wait for the others that are isolated.
          isolate: true,
        },
      },
    ],
  },
});
