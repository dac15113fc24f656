// How a script of Smelt's becomes few files: the program, and the processes of tests.

import { resolve } from 'node:path';

/** What is imported only when it is needed stays in a file of its own; libraries stay outside, since npm installs them. */
export const bundleOptions = /** @type {const} */ ({
  absWorkingDir: resolve(import.meta.dirname, '..'),
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // For the places in a report of a bug; the lines themselves are in the repository.
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});
