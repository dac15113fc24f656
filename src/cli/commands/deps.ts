// `smelt deps` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions } from '../options.ts';

export const deps = commandEntry({
  name: 'deps',
  summary: 'Install the packages that packages.yml or dependencies.yml asks for, and lock their versions',
  options: {
    ...commonOptions,
    upgrade: { kind: 'flag', about: 'Resolve anew, whatever package-lock.yml says' },
    lock: { kind: 'flag', about: 'Write package-lock.yml alone; install nothing' },
    addPackage: {
      kind: 'text',
      value: 'name@version',
      about: 'Add a package to the list first: of the hub name@version, of git address@revision, else a folder',
    },
    source: {
      kind: 'choice',
      choices: ['hub', 'git', 'local'],
      default: 'hub',
      about: 'Where the package of --add-package is from',
    },
  },
  ending:
    '2 when a package cannot be had, or packages do not go together. Then the list, the lock and what is installed are as before. What the list may say is in [packages.md](packages.md).',
  examples: [
    ['$0 deps', 'install what package-lock.yml names, or resolve where the list has changed'],
    ['$0 deps --add-package dbt-labs/dbt_utils@1.3.0', 'add a package of the hub'],
  ],
  async run(given, io) {
    const { depsCommand } = await import('../../app/deps-command.ts');
    return depsCommand(given, io);
  },
});
