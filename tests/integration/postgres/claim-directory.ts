// A process that waits for a line of input, tries to lock a directory, says `held` or `refused`, and goes on until its input ends.

import { createInterface } from 'node:readline';
import { lockDirectory } from '../../../src/postgres/directory-lock.ts';

const [, , path = ''] = process.argv;
console.log('waiting');
createInterface(process.stdin)
  .once('line', () => console.log(lockDirectory(path).held ? 'held' : 'refused'))
  .on('close', () => process.exit());
