// A project from a dictionary of files, parsed as commands do it.

import { type ParseResult, parseModels } from '../../../src/compile/parse-models.ts';
import { type Diagnostic, placeOf } from '../../../src/diagnostics/diagnostic.ts';
import type { Project } from '../../../src/project/project.ts';
import type { RunFacts } from '../../../src/template/vocabulary.ts';
import { loadedProject } from '../../support/load-project-files.ts';
import type { ProjectFiles } from '../../support/project-files.ts';
import { run as facts } from '../template/render.ts';

export function runOf(project: Project): RunFacts {
  return {
    ...facts,
    projectName: project.name,
    vars: project.vars,
    packageVars: new Map([...project.packages].map(([name, { vars }]) => [name, vars])),
    dispatch: project.dispatch,
  };
}

export const projectFile = `name: shop
target: t
targets: { t: { type: postgres, host: localhost, user: u, dbname: db, schema: public } }
`;

export async function parsed(files: ProjectFiles): Promise<ParseResult & { readonly lines: readonly string[] }> {
  const project = await loadedProject({ 'project.yml': projectFile, ...files });
  const result = parseModels(project, runOf(project));
  return { ...result, lines: result.problems.map(lineOf) };
}

/** `path:line:column CODE: message`. */
export function lineOf({ span, code, message }: Diagnostic): string {
  return `${span ? placeOf(span) : ''} ${code}: ${message}`;
}
