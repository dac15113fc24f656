// `smelt run-operation`: one macro of the project, in one transaction that stays when it ends well. It needs nothing of
// Smelt's own in the database.

import { failed, passed } from '../base/checked.ts';
import { withFacts } from '../compile/node-facts.ts';
import { callOperation } from '../compile/operation.ts';
import type { Ask, CompileEnvironment } from '../compile/render-node.ts';
import { type Database, DatabaseError, type Session } from '../database/database.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import { askFreely } from '../execute/ask-database.ts';
import { NodeFailure } from '../execute/node-failure.ts';
import { statementDiagnostic } from '../execute/statement-diagnostic.ts';
import type { Value } from '../jinja/value.ts';
import { parseArguments } from '../project/map-option.ts';
import { jsonLine } from '../report/json-line.ts';
import { duration } from '../report/text.ts';
import { dataValueOf } from '../template/data-value.ts';
import { findOperation, type MacroDefinition, operationNames } from '../template/macros.ts';
import {
  answered,
  type CommandContext,
  type CommandResult,
  endWith,
  runCommand,
  stopped,
  unstarted,
} from './command.ts';
import type { ExitCode } from './exit-code.ts';
import type { OpenProject } from './open-project.ts';
import type { CommonOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';
import { compileFacts } from './project-facts.ts';

export type OperationOptions = CommonOptions & {
  /** `name` or `package.name`. */
  readonly macro: string;
  /** YAML or JSON of a mapping, as typed. */
  readonly args: string | undefined;
};

export async function runOperationCommand(options: OperationOptions, io: ProcessIo): Promise<ExitCode> {
  const given = parseArguments(options.args ?? '');
  if (!given.ok) return endWith(given.problems, options, io);
  const keywords = new Map(Object.entries(given.value).map(([name, value]) => [name, dataValueOf(value)]));
  return runCommand({ name: 'run-operation', run: (context) => performOperation(keywords, context) }, options, io);
}

async function performOperation(
  keywords: ReadonlyMap<string, Value>,
  { opened, options, io, report, withDatabase }: CommandContext<OperationOptions>,
): Promise<CommandResult> {
  const macro = macroNamed(options.macro, opened);
  if (!macro.ok) return unstarted(macro.problems);
  return withDatabase(async (database) => {
    const started = performance.now();
    const environment = operationEnvironment(opened, options, io);
    const operation = { macro: macro.value, keywords, warnError: options.warnError };
    const ran = await runOperation(operation, environment, database);
    if (!ran.ok) return stopped(ran.problems);
    report(ran.warnings);
    return answered(endLine(options, performance.now() - started));
  });
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
  { write }: ProcessIo,
): CompileEnvironment {
  const say = (message: string, loud: boolean) => {
    if (logFormat === 'json') write(jsonLine({ kind: 'said', message, loud }));
    else if (loud) write(`${message}\n`);
  };
  return withFacts(compileFacts(opened, say), null);
}

interface Operation {
  readonly macro: MacroDefinition;
  readonly keywords: ReadonlyMap<string, Value>;
  /** Whether a warning is a failure. */
  readonly warnError: boolean;
}

/** A failure leaves nothing but what the macro itself committed. */
async function runOperation(
  { macro, keywords, warnError }: Operation,
  environment: CompileEnvironment,
  database: Database,
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

function endLine({ macro, logFormat }: OperationOptions, milliseconds: number): string {
  if (logFormat === 'json') return jsonLine({ kind: 'operationFinished', macro, milliseconds });
  return `${macro} done in ${duration(milliseconds)}\n`;
}
