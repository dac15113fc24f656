// `smelt plan`: what a run would do, node by node, on the facts of the moment. Reads only.

import type { Catalog } from '../catalog/relation.ts';
import type { Session } from '../database/database.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { planOptions, shapeOf, withNamedRelations } from '../execute/node/prepare-node.ts';
import { NodeFailure } from '../execute/node-failure.ts';
import type { Planning } from '../execute/run.ts';
import { hasTurn, type NodeId } from '../graph/node.ts';
import { explainPlan } from '../plan/explain.ts';
import type { PlanInput, Subject } from '../plan/input.ts';
import { planRun } from '../plan/plan-run.ts';
import type { QueryShape } from '../plan/shape/query-shape.ts';
import { introspect, scopeOf } from '../postgres/introspect.ts';
import { type CommandContext, type CommandResult, runCommand, stopped, unstarted } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import type { OpenProject } from './open-project.ts';
import type { CommonOptions, RunOptions, SelectionOptions } from './options.ts';
import { findOrphans, orphansText } from './orphans.ts';
import { planningOf, presentCatalog, renderedNode } from './present-catalog.ts';
import type { ProcessIo } from './process-io.ts';
import { selectFor } from './select.ts';

type PlanCommandOptions = CommonOptions & SelectionOptions & RunOptions & { readonly statements: boolean };

export function planCommand(options: PlanCommandOptions, io: ProcessIo): Promise<ExitCode> {
  return runCommand({ name: 'plan', run: planSelected }, options, io);
}

async function planSelected(context: CommandContext<PlanCommandOptions>): Promise<CommandResult> {
  const { opened, options, report, withDatabase } = context;
  const selection = selectFor(opened, options, ['model', 'seed']);
  if (!selection.ok) return unstarted(selection.problems);
  report(selection.warnings);
  return withDatabase((database) =>
    database.withSession((session) => explainPlans(session, opened, selection.value, options.statements)),
  );
}

async function explainPlans(
  session: Session,
  opened: OpenProject,
  selected: ReadonlySet<NodeId>,
  statements: boolean,
): Promise<CommandResult> {
  const { graph } = opened;
  const catalog = await presentCatalog(session, opened);
  const planning = planningOf(opened);
  const subjects: Pick<PlanInput, 'subject' | 'shape' | 'options'>[] = [];
  let known = catalog;
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  for (const id of graph.order) {
    const node = graph.nodes.get(id);
    if (!selected.has(id) || !hasTurn(node)) continue;
    const subject = await renderedNode(node, session, catalog, planning);
    if (!subject.ok) problems.push(...subject.problems);
    else {
      known = await withNamedRelations(subject.value, known, (named) => introspect(session, scopeOf(named)));
      const shape = await foreseenShape(session, subject.value, catalog, planning);
      subjects.push({ subject: subject.value, shape, options: planOptions(node, planning) });
      warnings.push(...subject.warnings);
    }
  }
  const orphans = orphansText(await findOrphans(session, opened));
  const plan = planRun(subjects, known, planning.relations);
  if (!plan.ok || problems.length > 0) return stopped([...warnings, ...problems, ...(plan.ok ? [] : plan.problems)]);
  const guess =
    'The role may not read what is recorded of the relations: they are taken to be made by Smelt from other definitions\n';
  return {
    diagnostics: [...warnings, ...plan.warnings],
    output: `${explainPlan(plan.value, { statements })}\n${catalog.state.hidden ? guess : ''}${orphans === '' ? '' : `${orphans}\n`}`,
    failed: false,
  };
}

/** As the query would give it now; null where it reads what is not there yet, or temporary tables may not be made. */
async function foreseenShape(
  session: Session,
  subject: Subject,
  catalog: Catalog,
  planning: Planning,
): Promise<QueryShape | null> {
  try {
    return await session.transaction({}, () =>
      shapeOf(subject, session, { catalog, asked: planning.compile.run.fullRefresh, renderHook: null }),
    );
  } catch (error) {
    if (error instanceof NodeFailure) return null;
    throw error;
  }
}
