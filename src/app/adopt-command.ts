// `smelt adopt`: makes relations Smelt's that dbt or people have made, or that Smelt made in a database that was restored since. All that
// it writes is the record of each, in a transaction of its own.

import type { Database } from '../database/database.ts';
import { DatabaseError } from '../database/database.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { askAgain } from '../execute/ask-again.ts';
import { adoptRelation } from '../execute/node/adopt-relation.ts';
import { NodeFailure } from '../execute/node-failure.ts';
import { updateEngineSchema } from '../execute/run/engine-schema.ts';
import { statementDiagnostic } from '../execute/statement-diagnostic.ts';
import { isSnapshot, type NodeId } from '../graph/node.ts';
import { adoptRetiredVersions } from '../state/adopted-relations.ts';
import { adoptionSummary, adoptionText, decimalsText } from './adoption-text.ts';
import { type CommandContext, type CommandResult, runCommand, unstarted } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import { type LookedAt, lookAtRelations } from './look-at-relations.ts';
import type { OpenProject } from './open-project.ts';
import type { CommonOptions, SelectionOptions } from './options.ts';
import type { Adoptable } from './plan-adoptions.ts';
import type { ProcessIo } from './process-io.ts';
import { selectFor } from './select.ts';

export type AdoptOptions = CommonOptions &
  SelectionOptions & {
    /** All models and seeds; nothing is selected then. */
    readonly all: boolean;
    /** Nothing is recorded. */
    readonly dryRun: boolean;
  };

export function adoptCommand(options: AdoptOptions, io: ProcessIo): Promise<ExitCode> {
  return runCommand({ name: 'adopt', run: adoptSelected }, options, io);
}

async function adoptSelected(context: CommandContext<AdoptOptions>): Promise<CommandResult> {
  const { opened, options, report, withDatabase } = context;
  const selection = selectFor(opened, options, ['model', 'seed']);
  if (!selection.ok) return unstarted(selection.problems);
  report(selection.warnings);
  return withDatabase((database) => adoptNodes(database, context, selection.value));
}

async function adoptNodes(
  database: Database,
  { opened, options, io }: CommandContext<AdoptOptions>,
  selected: ReadonlySet<NodeId>,
): Promise<CommandResult> {
  const { dryRun, all } = options;
  const state = dryRun ? null : await database.withSession(updateEngineSchema);
  if (state?.ok === false) return unstarted(state.problems);
  const looked = await database.withSession((session) => lookAtRelations(session, opened, selected));
  const asking = { database, cancelled: () => io.interrupted.aborted };
  const refused: Diagnostic[] = [...looked.refused];
  const adopted: Adoptable[] = [];
  let owned = looked.owned;
  for (const one of looked.adoptable) {
    if (asking.cancelled()) break;
    const outcome = dryRun ? 'adopted' : await adoptOne(asking, one);
    if (outcome === 'adopted') adopted.push(one);
    else if (outcome === 'owned') owned += 1;
    else refused.push(...outcome);
    if (outcome === 'adopted') io.write(adoptionText(one));
  }
  if (all && !dryRun) {
    await askAgain(asking, (session) =>
      session.transaction({}, () => session.query(adoptRetiredVersions(session.state))),
    );
  }
  const output = closing(opened, { ...looked, owned }, adopted, refused, { dryRun });
  return { diagnostics: refused, output, failed: refused.length > 0 };
}

/** What is wrong with one is no reason to leave the others. Throws where the database is gone. */
async function adoptOne(
  asking: Parameters<typeof askAgain>[0],
  adoptable: Adoptable,
): Promise<'adopted' | 'owned' | readonly Diagnostic[]> {
  try {
    return (await askAgain(asking, (session) => adoptRelation(session, adoptable))) ? 'adopted' : 'owned';
  } catch (error) {
    if (error instanceof NodeFailure) return error.diagnostics;
    if (!(error instanceof DatabaseError) || error.kind !== 'statement') throw error;
    const span = { file: adoptable.node.file, start: 0, end: 0 };
    return [statementDiagnostic(error, undefined, undefined, span)];
  }
}

function closing(
  { project, graph }: OpenProject,
  { owned, absent }: Pick<LookedAt, 'owned' | 'absent'>,
  adopted: readonly Adoptable[],
  refused: readonly Diagnostic[],
  { dryRun }: { readonly dryRun: boolean },
): string {
  const snapshots = [...graph.nodes.values()].filter(isSnapshot).length;
  const doubles = adopted.filter(({ comparison }) => comparison.wantsDouble).map(({ node }) => node.name);
  const counts = { adopted: adopted.length, refused: refused.length, owned, absent, snapshots };
  return [
    ...(doubles.length > 0 ? [decimalsText(doubles, project.file.path)] : []),
    adoptionSummary(counts, { dryRun }),
  ].join('');
}
