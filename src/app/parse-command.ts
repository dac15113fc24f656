// `smelt parse`: everything that is wrong with the project, without a database.

import { counted } from '../report/text.ts';
import { countNodes } from './count-nodes.ts';
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts';
import { openProject } from './open-project.ts';
import type { CommonOptions, Surroundings } from './surroundings.ts';
import { tellProblems } from './tell-problems.ts';

export async function parseCommand(options: CommonOptions, surroundings: Surroundings): Promise<ExitCode> {
  const opened = await openProject(options, 'parse', surroundings);
  if (!opened.ok) {
    tellProblems(opened.problems, options, surroundings);
    return exitCodeOf(opened.problems);
  }
  const { graph, project } = opened.value;
  tellProblems(opened.warnings, options, surroundings, project.secrets);
  const verdict = opened.warnings.length === 0 ? 'all well' : counted(opened.warnings.length, 'warning');
  surroundings.write(`${countNodes(graph)}: ${verdict}\n`);
  return options.warnError && opened.warnings.length > 0 ? exitCode.failed : exitCode.allWell;
}
