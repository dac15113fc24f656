// `smelt parse`: everything that is wrong with the project, without a database.

import { counted } from '../base/counted.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { answered, runCommand } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import type { OpenProject } from './open-project.ts';
import type { CommonOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';
import { countNodes } from './project-facts.ts';

export function parseCommand(options: CommonOptions, io: ProcessIo): Promise<ExitCode> {
  return runCommand({ name: 'parse', about: verdict, run: async () => answered() }, options, io);
}

function verdict(opened: Checked<OpenProject>): string {
  if (!opened.ok) return '';
  const { warnings, value } = opened;
  return `${countNodes(value.graph)}: ${warnings.length === 0 ? 'all well' : counted(warnings.length, 'warning')}\n`;
}
