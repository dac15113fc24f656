// `smelt clean`: removes what Smelt writes beside the project, and nothing outside the project's folder. With `--orphans` it looks after
// the database instead: relations that no model claims (drop-orphans.ts).

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/text-file.ts';
import type { Project } from '../project/project.ts';
import { answered, type CommandContext, type CommandResult, runCommand, unstarted } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import type { CommonOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';

export type CleanOptions = CommonOptions & {
  /** Relations of no model are listed, or dropped; no folder is removed. */
  readonly orphans: boolean;
  readonly drop: boolean;
};

export function cleanCommand(options: CleanOptions, io: ProcessIo): Promise<ExitCode> {
  const run = (context: CommandContext<CleanOptions>) =>
    options.orphans ? lookAfterOrphans(context) : removeFolders(context);
  return runCommand({ name: 'clean', run }, options, io);
}

function lookAfterOrphans(context: CommandContext<CleanOptions>): Promise<CommandResult> {
  return context.withDatabase(async (database) => {
    const { cleanOrphans } = await import('./drop-orphans.ts');
    return cleanOrphans(database, context, context.options);
  });
}

async function removeFolders({ opened, io }: CommandContext<CommonOptions>): Promise<CommandResult> {
  const { project } = opened;
  const { paths, root } = project;
  const folders = [...new Set([paths.target, ...paths.clean])].map((folder) => path.resolve(root, folder));
  const kept = keptFolders(project);
  const refused = folders.filter((folder) => !isInside(folder, root) || kept.some((other) => overlaps(folder, other)));
  if (refused.length > 0) return unstarted(refused.map((folder) => refusal(folder, project)));
  for (const folder of folders) {
    await rm(folder, { recursive: true, force: true });
    io.write(`removed ${path.relative(root, folder)}\n`);
  }
  return answered();
}

/** Sources, and the embedded database. */
function keptFolders({ paths, root, target }: Project): readonly string[] {
  const sources = [paths.models, paths.seeds, paths.tests, paths.macros, paths.snapshots, paths.analyses].flat();
  const database = target.kind === 'embedded' ? [target.path] : [];
  return [...sources.map((folder) => path.resolve(root, folder)), ...database];
}

function refusal(folder: string, { file, root }: Project): Diagnostic {
  return errorAt('CLEAN_REFUSED', `clean would remove ${path.relative(root, folder) || 'the project itself'}`, {
    span: spanOf(file),
    help: 'Name only folders of generated files under clean-targets: inside the project, and neither sources nor a database',
  });
}

function isInside(folder: string, root: string): boolean {
  return folder !== root && folder.startsWith(root + path.sep);
}

function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(b + path.sep) || b.startsWith(a + path.sep);
}
