// `build`, `run`, `test`, `seed` and `load`: select, open the database, run, report.

import type { Node } from '../graph/node.ts';
import type { Selection } from '../graph/select-nodes.ts';
import { openDatabase } from '../postgres/open-database.ts';
import { jsonReporter, lineReporter, liveReporter, type Reporter } from '../report/reporter.ts';
import { endedBadly } from '../report/run-tally.ts';
import { connectionProblem } from './connection-problem.ts';
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts';
import { type OpenProject, openProject } from './open-project.ts';
import { runProject } from './run-project.ts';
import { narrow, readsFiles, selectFor } from './select.ts';
import type { CommonOptions, RunOptions, SelectionOptions, Surroundings } from './surroundings.ts';
import { tellProblems } from './tell-problems.ts';

export type RunCommand = 'build' | 'run' | 'test' | 'seed' | 'load';
export type ExecuteOptions = CommonOptions & SelectionOptions & RunOptions;

const kindsOf: Readonly<Record<RunCommand, readonly Node['resourceType'][]>> = {
  build: ['model', 'seed', 'test'],
  run: ['model'],
  test: ['test'],
  seed: ['seed'],
  load: ['model'],
};

export async function executeCommand(
  command: RunCommand,
  options: ExecuteOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const opened = await openProject(options, command, surroundings);
  if (!opened.ok) {
    tellProblems(opened.problems, options, surroundings);
    return exitCodeOf(opened.problems);
  }
  const { project } = opened.value;
  const chosen = selectFor(opened.value, options, kindsOf[command]);
  if (!chosen.ok) {
    tellProblems(chosen.problems, options, surroundings, project.secrets);
    return exitCode.failed;
  }
  const warnings = [...opened.warnings, ...chosen.warnings];
  tellProblems(warnings, options, surroundings, project.secrets);
  if (options.warnError && warnings.length > 0) return exitCode.failed;
  return executeSelection(
    command,
    selectionOf(command, opened.value, chosen.value),
    opened.value,
    options,
    surroundings,
  );
}

function selectionOf(command: RunCommand, { graph }: OpenProject, chosen: Selection): Selection {
  if (command !== 'load') return chosen;
  return narrow(chosen, (id) => {
    const node = graph.nodes.get(id);
    return node !== undefined && readsFiles(graph, node);
  });
}

/** Opens the target's database for one run. An interrupt cancels what is running; nothing of it is kept. */
export async function executeSelection(
  command: string,
  selected: Selection,
  opened: OpenProject,
  options: ExecuteOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { project } = opened;
  // A node needs a session: `--threads` says how many there may be, whatever the target says.
  const database = await openDatabase({ ...project.target, threads: opened.run.threads });
  if (!database.ok) {
    tellProblems(database.problems, options, surroundings, project.secrets);
    return exitCode.failed;
  }
  tellProblems(database.warnings, options, surroundings, project.secrets);
  const reporter = reporterFor(options, surroundings);
  const { interrupted } = surroundings;
  const cancel = () => void database.value.cancel();
  interrupted.addEventListener('abort', cancel);
  try {
    const ran = await runProject({
      opened,
      database: database.value,
      selected,
      command,
      testsBlock: command === 'build',
      failFast: options.failFast,
      retryFailed: options.retryFailed,
      threads: opened.run.threads,
      emit: (event) => reporter.event(event),
      cancelled: () => interrupted.aborted,
    });
    if (!ran.ok) {
      tellProblems(ran.problems, options, surroundings, project.secrets);
      return exitCode.failed;
    }
    if (interrupted.aborted) return exitCode.interrupted;
    return endedBadly(reporter.tally, options.warnError) ? exitCode.failed : exitCode.allWell;
  } catch (error) {
    if (interrupted.aborted) return exitCode.interrupted;
    const diagnostic = connectionProblem(error);
    if (!diagnostic) throw error;
    tellProblems([diagnostic], options, surroundings, project.secrets);
    return exitCode.failed;
  } finally {
    interrupted.removeEventListener('abort', cancel);
    await database.value.close();
  }
}

function reporterFor(options: CommonOptions, surroundings: Surroundings): Reporter {
  const reporterOptions = {
    write: (text: string) => surroundings.write(text),
    color: surroundings.color,
    warnError: options.warnError,
  };
  if (options.logFormat === 'json') return jsonReporter(reporterOptions);
  if (surroundings.interactive) return liveReporter({ ...reporterOptions, columns: () => surroundings.columns() });
  return lineReporter(reporterOptions);
}
