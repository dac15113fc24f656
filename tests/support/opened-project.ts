// A project stated as a dictionary, opened as a command opens it: everything up to the database, and nothing of one.

import { type OpenProject, openProject } from '../../src/app/open-project.ts';
import { compileFacts } from '../../src/app/project-facts.ts';
import { withFacts } from '../../src/compile/node-facts.ts';
import type { Ask, CompileEnvironment } from '../../src/compile/render-node.ts';
import type { Checked } from '../../src/diagnostics/diagnostic.ts';
import { isModel, isTest, type ModelNode, type TestNode } from '../../src/graph/node.ts';
import { type ProjectFiles, writeProject } from './project-files.ts';
import { noOptions, runApp } from './run-app.ts';

/** Of the name `shop`, on a server that nobody asks. */
export const projectFile =
  'name: shop\ntargets: { t: { type: postgres, host: localhost, user: u, dbname: db, schema: public } }\n';

export async function openFiles(files: ProjectFiles): Promise<Checked<OpenProject>> {
  const root = await writeProject({ 'project.yml': projectFile, ...files });
  let opened: Checked<OpenProject> | undefined;
  await runApp(root, async (surroundings) => {
    opened = await openProject(noOptions, 'compile', surroundings);
    return 0;
  });
  if (!opened) throw new Error('the project was not opened');
  return opened;
}

/** The project, which must open without a mistake. */
export async function openedProject(files: ProjectFiles): Promise<OpenProject> {
  const opened = await openFiles(files);
  if (opened.ok) return opened.value;
  throw new Error(opened.problems.map(({ code, message }) => `${code}: ${message}`).join('\n'));
}

/** What its templates see where nobody has looked at a database. */
export function compileEnvironment(opened: OpenProject): CompileEnvironment {
  return withFacts(
    compileFacts(opened, () => undefined),
    null,
  );
}

export const nothingAsked: Ask = async () => {
  throw new Error('nothing is asked');
};

export function modelOf({ graph }: OpenProject, name: string): ModelNode {
  const node = [...graph.nodes.values()].filter(isModel).find((model) => model.name === name);
  if (!node) throw new Error(`there is no model ${name}`);
  return node;
}

/** The one whose id has this part. */
export function testOf({ graph }: OpenProject, part: string): TestNode {
  const node = [...graph.nodes.values()].filter(isTest).find(({ id }) => id.includes(part));
  if (!node) throw new Error(`there is no test ${part}`);
  return node;
}
