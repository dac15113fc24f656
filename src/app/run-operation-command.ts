// `smelt run-operation`: one macro of the project, in one transaction that stays when it ends well. It needs nothing of
// Smelt's own in the database.

import { failed, passed } from '../base/checked.ts';
import { callOperation } from '../compile/operation.ts';
import type { Ask, CompileEnvironment } from '../compile/render-node.ts';
import { type Database, DatabaseError, type Session } from '../database/database.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import { askFreely } from '../execute/ask-database.ts';
import { refreshesFully } from '../execute/node/prepare-node.ts';
import { NodeFailure } from '../execute/node-failure.ts';
import { statementDiagnostic } from '../execute/statement-diagnostic.ts';
import type { Value } from '../jinja/value.ts';
import { openDatabase } from '../postgres/open-database.ts';
import { parseArguments } from '../project/map-option.ts';
import { duration } from '../report/text.ts';
import { dataValueOf } from '../template/data-value.ts';
import { findOperation, type MacroDefinition, operationNames } from '../template/macros.ts';
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts';
import { type OpenProject, openProject } from './open-project.ts';
import { compileFacts } from './project-facts.ts';
import type { CommonOptions, Surroundings } from './surroundings.ts';
import { tellProblems } from './tell-problems.ts';

export type OperationOptions = CommonOptions & {
  /** `name` or `package.name`. */
  readonly macro: string;
  /** YAML or JSON of a mapping, as typed. */
  readonly args: string | undefined;
};

export async function runOperationCommand(options: OperationOptions, surroundings: Surroundings): Promise<ExitCode> {
  const given = parseArguments(options.args ?? '');
  if (!given.ok) {
    tellProblems(given.problems, options, surroundings);
    return exitCodeOf(given.problems);
  }
  const opened = await openProject(options, 'run-operation', surroundings);
  if (!opened.ok) {
    tellProblems(opened.problems, options, surroundings);
    return exitCodeOf(opened.problems);
  }
  const tell = (problems: readonly Diagnostic[]) =>
    tellProblems(problems, options, surroundings, opened.value.project.secrets);
  const macro = macroNamed(options.macro, opened.value);
  if (!macro.ok) {
    tell([...opened.warnings, ...macro.problems]);
    return exitCode.failed;
  }
  tell(opened.warnings);
  if (options.warnError && opened.warnings.length > 0) return exitCode.failed;
  const database = await openDatabase(opened.value.project.target);
  if (!database.ok) {
    tell(database.problems);
    return exitCode.failed;
  }
  tell(database.warnings);
  const cancel = () => void database.value.cancel();
  surroundings.interrupted.addEventListener('abort', cancel);
  try {
    const started = performance.now();
    const keywords = new Map(Object.entries(given.value).map(([name, value]) => [name, dataValueOf(value)]));
    const environment = operationEnvironment(opened.value, options, surroundings);
    const ran = await runOperation(macro.value, keywords, environment, database.value, options.warnError);
    if (!ran.ok && surroundings.interrupted.aborted) return exitCode.interrupted;
    tell(ran.ok ? ran.warnings : ran.problems);
    if (!ran.ok) return exitCode.failed;
    tellEnd(options, performance.now() - started, surroundings);
    return exitCode.allWell;
  } finally {
    surroundings.interrupted.removeEventListener('abort', cancel);
    await database.value.close();
  }
}

function macroNamed(name: string, { parsed: { library } }: OpenProject): Checked<MacroDefinition> {
  const macro = findOperation(library, name);
  if (macro) return passed(macro);
  const help = didYouMean(name, operationNames(library), 'Name a macro of the project, or of a package: package.macro');
  return failed([errorAt('MACRO_UNKNOWN', `there is no macro '${name}'`, { help })]);
}

function operationEnvironment(
  opened: OpenProject,
  { logFormat }: CommonOptions,
  { write }: Surroundings,
): CompileEnvironment {
  const say = (message: string, loud: boolean) => {
    if (logFormat === 'json') write(`${JSON.stringify({ kind: 'said', message, loud })}\n`);
    else if (loud) write(`${message}\n`);
  };
  return {
    ...compileFacts(opened, say),
    isIncremental: () => false,
    shouldFullRefresh: (node) => refreshesFully(node, opened.run.fullRefresh),
  };
}

/** A failure leaves nothing but what the macro itself committed. With `warnError` a warning is one. */
async function runOperation(
  macro: MacroDefinition,
  keywords: ReadonlyMap<string, Value>,
  environment: CompileEnvironment,
  database: Database,
  warnError: boolean,
): Promise<Checked<void>> {
  const perform = async (session: Session): Promise<readonly Diagnostic[]> => {
    const ask: Ask = (...question) => askFreely(session, ...question);
    const called = await callOperation(macro, keywords, environment, ask);
    if (!called.ok) throw new NodeFailure(called.problems);
    if (warnError && called.warnings.length > 0) throw new NodeFailure(called.warnings);
    return called.warnings;
  };
  try {
    const warnings = await database.withSession((session) => session.transaction({}, () => perform(session)));
    return passed(undefined, warnings);
  } catch (error) {
    if (error instanceof NodeFailure) return failed(error.diagnostics);
    if (!(error instanceof DatabaseError)) throw error;
    return failed([statementDiagnostic(error, undefined, undefined, macro.definition.nameSpan)]);
  }
}

function tellEnd({ macro, logFormat }: OperationOptions, milliseconds: number, { write }: Surroundings): void {
  if (logFormat === 'json')
    write(`${JSON.stringify({ kind: 'operationFinished', macro, milliseconds: Math.round(milliseconds) })}\n`);
  else write(`${macro} done in ${duration(milliseconds)}\n`);
}
