// All commands, in the order of the help.

import type { CommandEntry } from './command-entry.ts';
import { adopt } from './commands/adopt.ts';
import { build } from './commands/build.ts';
import { clean } from './commands/clean.ts';
import { compile } from './commands/compile.ts';
import { debug } from './commands/debug.ts';
import { deps } from './commands/deps.ts';
import { list } from './commands/list.ts';
import { load } from './commands/load.ts';
import { parse } from './commands/parse.ts';
import { plan } from './commands/plan.ts';
import { run } from './commands/run.ts';
import { runOperation } from './commands/run-operation.ts';
import { seed } from './commands/seed.ts';
import { show } from './commands/show.ts';
import { test } from './commands/test.ts';
import { watch } from './commands/watch.ts';

export const commands: readonly CommandEntry[] = [
  build,
  run,
  test,
  load,
  seed,
  watch,
  plan,
  compile,
  list,
  show,
  runOperation,
  parse,
  debug,
  deps,
  adopt,
  clean,
];
