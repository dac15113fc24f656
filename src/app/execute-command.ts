// `build`, `run`, `test`, `seed` and `load`: select, run, report as it goes.

import type { Database } from '../database/database.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { RunEvent } from '../execute/event.ts';
import type { Node } from '../graph/node.ts';
import type { Selection } from '../graph/select-nodes.ts';
import { toEach } from '../report/reporter.ts';
import { answered, type CommandContext, type CommandResult, runCommand, stopped, unstarted } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import type { OpenProject } from './open-project.ts';
import type { CommonOptions, RunOptions, SelectionOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';
import { reportersOf } from './reporters-of.ts';
import { runProject } from './run-project.ts';
import { narrow, readsFiles, selectFor } from './select.ts';

export type RunCommand = 'build' | 'run' | 'test' | 'seed' | 'load';
export type ExecuteOptions = CommonOptions & SelectionOptions & RunOptions;

const kindsOf: Readonly<Record<RunCommand, readonly Node['resourceType'][]>> = {
  build: ['model', 'seed', 'test'],
  run: ['model'],
  test: ['test'],
  seed: ['seed'],
  load: ['model'],
};

export function executeCommand(command: RunCommand, options: ExecuteOptions, io: ProcessIo): Promise<ExitCode> {
  return runCommand({ name: command, run: (context) => executeSelected(command, context) }, options, io);
}

async function executeSelected(command: RunCommand, context: CommandContext<ExecuteOptions>): Promise<CommandResult> {
  const { opened, options, report, withDatabase } = context;
  const chosen = selectFor(opened, options, kindsOf[command]);
  if (!chosen.ok) return unstarted(chosen.problems);
  report(chosen.warnings);
  const selected = selectionOf(command, opened, chosen.value);
  return withDatabase((database) => executeSelection(command, selected, database, context));
}

function selectionOf(command: RunCommand, { graph }: OpenProject, chosen: Selection): Selection {
  if (command !== 'load') return chosen;
  return narrow(chosen, (id) => {
    const node = graph.nodes.get(id);
    return node !== undefined && readsFiles(graph, node);
  });
}

/** One run, reported as it goes on. After an interrupt nothing is kept of the nodes under way. */
export async function executeSelection(
  command: RunCommand,
  selected: Selection,
  database: Database,
  { opened, options, io, isNews, warnings }: CommandContext<ExecuteOptions>,
): Promise<CommandResult> {
  const reporter = toEach(reportersOf(options, io, warnings()));
  try {
    const ran = await runProject({
      opened,
      database,
      selected,
      command,
      options: {
        threads: opened.run.threads,
        testsBlock: command === 'build',
        failFast: options.failFast,
        retryFailed: options.retryFailed,
      },
      warnError: options.warnError,
      emit: (event) => {
        const news = withNews(event, isNews);
        if (news) reporter.event(news);
      },
      cancelled: () => io.interrupted.aborted,
    });
    if (!ran.ok) return unstarted(ran.problems);
    return ran.value.failed ? stopped([]) : answered();
  } finally {
    reporter.close();
  }
}

/**
 * A warning is reported once: parsing may have met it before the template is rendered, a loop may come by it again, and so may each
 * model that reads an ephemeral one.
 */
function withNews(event: RunEvent, isNews: (diagnostic: Diagnostic) => boolean): RunEvent | undefined {
  if (event.kind === 'diagnostic')
    return event.diagnostic.severity === 'error' || isNews(event.diagnostic) ? event : undefined;
  if (event.kind !== 'nodeFinished' || !('warnings' in event.outcome)) return event;
  const warnings = event.outcome.warnings.filter(isNews);
  return { ...event, outcome: { ...event.outcome, warnings } };
}
