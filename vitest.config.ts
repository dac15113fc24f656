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

/** Those of whole processes take longest: begun first, they leave no core idle at the end. */
class ProcessesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isProcess = (file: TestSpecification) => file.project.name === 'process';
    return [...sorted.filter(isProcess), ...sorted.filter((file) => !isProcess(file))];
  }
}

const onDatabases = {
  globalSetup: ['tests/support/global-setup.ts'],
  hookTimeout: 60_000,
  // What a test makes goes with it, so that a process loads the modules once for all of its files.
  isolate: false,
  // Each opens the embedded database many times for a moment: compiling it for speed takes longer than it saves.
  execArgv: ['--liftoff-only'],
};

const ofProcesses = {
  ...onDatabases,
  globalSetup: ['tests/support/check-built.ts', ...onDatabases.globalSetup],
  testTimeout: 300_000,
};

/** Whose moments are drawn, or do not count. */
const besideOthers = [
  'tests/fault/killed-builds.test.ts',
  'tests/e2e/command-line.test.ts',
  'tests/e2e/exit-codes.test.ts',
];

/** Those that put something in the place of a library, which only a process of their own can do. */
const replacingModules = ['tests/unit/plan/parsed-once.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    retry: 0,
    sequence: { sequencer: ProcessesFirst },
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
