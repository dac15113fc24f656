// `smelt deps` in a process that can be killed: the folder of the project is its argument.

import { deps } from './run-deps.ts';

const [root = ''] = process.argv.slice(2);
await deps(root, {}, process.env);
