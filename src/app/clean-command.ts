// `smelt clean`: removes what Smelt writes beside the project. Nothing outside the project's folder, and no database.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { errorAt } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/source-text.ts';
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts';
import { openProject } from './open-project.ts';
import type { CommonOptions, Surroundings } from './surroundings.ts';
import { tellProblems } from './tell-problems.ts';

export async function cleanCommand(options: CommonOptions, surroundings: Surroundings): Promise<ExitCode> {
  const opened = await openProject(options, 'clean', surroundings);
  if (!opened.ok) {
    tellProblems(opened.problems, options, surroundings);
    return exitCodeOf(opened.problems);
  }
  const { project } = opened.value;
  const { paths } = project;
  const kept = [
    ...paths.models,
    ...paths.seeds,
    ...paths.tests,
    ...paths.macros,
    ...paths.snapshots,
    ...paths.analyses,
  ].map((folder) => path.resolve(project.root, folder));
  const database = project.target.kind === 'embedded' ? [project.target.path] : [];
  const folders = [...new Set([paths.target, ...paths.clean])].map((folder) => path.resolve(project.root, folder));
  const refused = folders.filter(
    (folder) => !isInside(folder, project.root) || [...kept, ...database].some((other) => overlaps(folder, other)),
  );
  if (refused.length > 0) {
    tellProblems(
      refused.map((folder) =>
        errorAt('CLEAN_REFUSED', `clean would remove ${path.relative(project.root, folder) || 'the project itself'}`, {
          span: spanOf(project.file),
          help: 'Name only folders of generated files under clean-targets: inside the project, and neither sources nor a database',
        }),
      ),
      options,
      surroundings,
      project.secrets,
    );
    return exitCode.failed;
  }
  for (const folder of folders) {
    await rm(folder, { recursive: true, force: true });
    surroundings.write(`removed ${path.relative(project.root, folder)}\n`);
  }
  return exitCode.allWell;
}

function isInside(folder: string, root: string): boolean {
  return folder !== root && folder.startsWith(root + path.sep);
}

function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(b + path.sep) || b.startsWith(a + path.sep);
}
