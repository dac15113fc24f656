// Three kinds of tests: those of plain values need nothing; those on databases share one server, started once for the run; the
// end-to-end and fault tests start whole processes, and have the machine to themselves in turn.

import { defineConfig } from 'vitest/config';

const onDatabases = { globalSetup: ['tests/support/global-setup.ts'], hookTimeout: 60_000 };

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    retry: 0,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['tests/unit/**/*.test.ts', 'tests/golden/**/*.test.ts'], testTimeout: 10_000 },
      },
      {
        extends: true,
        test: {
          ...onDatabases,
          name: 'database',
          include: ['tests/integration/**/*.test.ts', 'tests/histories/**/*.test.ts'],
          testTimeout: 60_000,
          // Each opens the embedded database many times for a moment: compiling it for speed takes longer than it saves.
          execArgv: ['--liftoff-only'],
        },
      },
      {
        extends: true,
        test: {
          ...onDatabases,
          globalSetup: ['tests/support/check-built.ts', ...onDatabases.globalSetup],
          name: 'process',
          include: ['tests/e2e/**/*.test.ts', 'tests/fault/**/*.test.ts', 'tests/crowds/**/*.test.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
          // Each opens the embedded database many times for a moment: compiling it for speed takes longer than it saves.
          execArgv: ['--liftoff-only'],
        },
      },
    ],
  },
});
