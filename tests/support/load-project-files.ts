// A project stated as a dictionary, discovered and loaded as a command does it.

import { andThen } from '../../src/base/checked.ts';
import type { Checked, Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { discoverProject } from '../../src/project/discover-project.ts';
import type { Env } from '../../src/project/env.ts';
import { loadProject } from '../../src/project/load-project.ts';
import type { Project } from '../../src/project/project.ts';
import type { YamlDataObject } from '../../src/project/yaml-value.ts';
import { type ProjectFiles, writeProject } from './project-files.ts';

export interface LoadingOptions {
  readonly env?: Env;
  readonly vars?: YamlDataObject;
  readonly target?: string;
}

export async function loadProjectFiles(files: ProjectFiles, options: LoadingOptions = {}): Promise<Checked<Project>> {
  const given = { env: options.env ?? {}, vars: options.vars ?? {} };
  const found = await discoverProject(await writeProject(files), given);
  return andThen(found, (project) =>
    loadProject(project, { ...given, targetName: options.target ?? null, profileName: null }),
  );
}

/** The project, which must load without a mistake; warnings are allowed. */
export async function loadedProject(files: ProjectFiles, options: LoadingOptions = {}): Promise<Project> {
  const project = await loadProjectFiles(files, options);
  if (project.ok) return project.value;
  throw new Error(project.problems.map(({ code, message }) => `${code}: ${message}`).join('\n'));
}

export function diagnosticsOf(checked: Checked<unknown>): readonly Diagnostic[] {
  return checked.ok ? checked.warnings : checked.problems;
}
