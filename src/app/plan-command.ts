// `smelt plan`: what a run would do, node by node, on the facts of the moment. Reads only.

import { failed, passed } from '../base/checked.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { DatabaseError, type Session } from '../execute/database.ts';
import { NodeFailure } from '../execute/node-failure.ts';
import { type PrepareEnvironment, planOptions, subjectOf } from '../execute/prepare-node.ts';
import type { NodeId } from '../graph/node.ts';
import { explainPlan } from '../plan/explain.ts';
import type { PlanOptions, Subject } from '../plan/input.ts';
import { planRun } from '../plan/plan-run.ts';
import { introspect } from '../postgres/introspect.ts';
import { openDatabase } from '../postgres/open-database.ts';
import { sql } from '../sql/sql.ts';
import { connectionProblem } from './connection-problem.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { type OpenProject, openProject } from './open-project.ts';
import { compileFacts, hasTurn, isBuilt, projectRelations, relationsOf } from './project-facts.ts';
import { productTables } from './run-project.ts';
import { selectFor } from './select.ts';
import type { CommonOptions, RunOptions, SelectionOptions, Surroundings } from './surroundings.ts';
import { tellProblems } from './tell-problems.ts';

type PlanCommandOptions = CommonOptions & SelectionOptions & RunOptions & { readonly statements: boolean };

export async function planCommand(options: PlanCommandOptions, surroundings: Surroundings): Promise<ExitCode> {
  const opened = await openProject(options, 'plan', surroundings);
  if (!opened.ok) {
    tellProblems(opened.problems, options, surroundings);
    return exitCode.failed;
  }
  const { graph, project } = opened.value;
  const tell = (problems: readonly Diagnostic[]) => tellProblems(problems, options, surroundings, project.secrets);
  const selection = selectFor(graph, options, ['model', 'seed']);
  if (!selection.ok) {
    tell(selection.problems);
    return exitCode.failed;
  }
  tell([...opened.warnings, ...selection.warnings]);
  const database = await openDatabase(project.target);
  if (!database.ok) {
    tell(database.problems);
    return exitCode.failed;
  }
  try {
    const told = await database.value.withSession((session) =>
      tellPlans(session, opened.value, selection.value, options.statements, surroundings),
    );
    tell(told.ok ? told.warnings : told.problems);
    return told.ok ? exitCode.allWell : exitCode.failed;
  } catch (error) {
    if (error instanceof NodeFailure) {
      tell(error.diagnostics);
      return exitCode.failed;
    }
    const problem = error instanceof DatabaseError ? connectionProblem(error) : undefined;
    if (!problem) throw error;
    tell([problem]);
    return exitCode.failed;
  } finally {
    await database.value.close();
  }
}

async function tellPlans(
  session: Session,
  opened: OpenProject,
  selected: ReadonlySet<NodeId>,
  statements: boolean,
  surroundings: Surroundings,
): Promise<Checked<void>> {
  const { graph, run } = opened;
  const schemas = new Set([...graph.nodes.values()].filter(isBuilt).map((node) => node.relation.schema));
  const catalog = await introspect(session, { schemas: [...schemas] });
  const environment: PrepareEnvironment = {
    compile: compileFacts(opened, () => undefined),
    project: projectRelations(opened),
    relationsOf: relationsOf(graph),
    fullRefresh: run.fullRefresh,
    auditTable: productTables(opened).get('audit_log') ?? null,
    readCatalog: async () => catalog,
  };
  const subjects: { readonly subject: Subject; readonly options: PlanOptions }[] = [];
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  for (const id of graph.order) {
    const node = graph.nodes.get(id);
    if (!selected.has(id) || !node || !isBuilt(node) || !hasTurn(node)) continue;
    const subject = await session.transaction({ readOnly: true }, async () => {
      await session.query(sql`SET LOCAL statement_timeout = '60s'`);
      return subjectOf(node, session, catalog, environment);
    });
    if (!subject.ok) problems.push(...subject.problems);
    else {
      subjects.push({ subject: subject.value, options: planOptions(node, environment) });
      warnings.push(...subject.warnings);
    }
  }
  const plan = planRun(subjects, catalog, environment.project);
  if (!plan.ok || problems.length > 0) return failed([...warnings, ...problems, ...(plan.ok ? [] : plan.problems)]);
  surroundings.write(`${explainPlan(plan.value, { statements })}\n`);
  return passed(undefined, [...warnings, ...plan.warnings]);
}
