// From a folder to everything that commands work on: the project, its graph, and the facts of the run. Stops with all mistakes.

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { failed, passed } from '../base/checked.ts';
import { smeltVersion } from '../base/version.ts';
import { type ParsedProject, parseModels } from '../compile/parse-models.ts';
import { type Checked, type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { maskDiagnostic } from '../diagnostics/mask-secrets.ts';
import { onceAProject } from '../diagnostics/once-a-project.ts';
import { buildGraph } from '../graph/build-graph.ts';
import { checkDeprecations } from '../graph/check-deprecations.ts';
import { checkGroups } from '../graph/check-groups.ts';
import { checkRelations } from '../graph/check-relations.ts';
import type { Graph } from '../graph/graph.ts';
import { discoverProject } from '../project/discover-project.ts';
import { type Env, loadEnv } from '../project/env.ts';
import { foreignInOneLine } from '../project/keys/foreign-keys.ts';
import { loadProject } from '../project/load-project.ts';
import { parseVars } from '../project/map-option.ts';
import type { Project } from '../project/project.ts';
import { secretsOfEnv } from '../project/secrets.ts';
import { loadParser } from '../sql/parser.ts';
import { defaultStateSchema } from '../state/state-schema.ts';
import { plainNames } from '../template/plain-names.ts';
import type { RunFacts, RunFlags } from '../template/vocabulary.ts';
import { unplannable, unreachableSources, unsuitedReaders } from './check-declarations.ts';
import { wrongTests } from './check-tests.ts';
import type { CommonOptions, RunOptions, SelectionOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';

export interface OpenProject {
  readonly project: Project;
  readonly parsed: ParsedProject;
  readonly graph: Graph;
  readonly run: RunFacts;
}

export type OpenOptions = CommonOptions &
  Partial<Pick<RunOptions & SelectionOptions, 'fullRefresh' | 'threads' | 'empty' | 'failFast' | 'indirectSelection'>>;

/** Reads, parses and checks the whole project; no database is touched. */
export async function openProject(options: OpenOptions, command: string, io: ProcessIo): Promise<Checked<OpenProject>> {
  const env = await loadEnv(io.workingDirectory, io.env);
  const opened = await openWith(env, options, command, io);
  if (opened.ok) return opened;
  // Whoever reports them has no project to ask for its secrets.
  const secrets = secretsOfEnv(env);
  return failed(opened.problems.map((problem) => maskDiagnostic(problem, secrets)));
}

async function openWith(env: Env, options: OpenOptions, command: string, io: ProcessIo): Promise<Checked<OpenProject>> {
  const parser = loadParser();
  const root = rootOf(options, io.workingDirectory, env);
  const vars = parseVars(options.vars ?? '');
  if (!vars.ok) return vars;
  const files = await discoverProject(root, {
    env,
    vars: vars.value,
    ...(options.profilesDir === undefined
      ? {}
      : { profilesDirectory: path.resolve(io.workingDirectory, options.profilesDir) }),
  });
  if (!files.ok) return files;
  const project = loadProject(files.value, {
    env,
    vars: vars.value,
    targetName: options.target ?? null,
    profileName: options.profile ?? null,
    names: plainNames,
  });
  if (!project.ok) return project;
  await parser;
  const value = withTargetPath(project.value, options.targetPath);
  const run = runFacts(value, options, command, { env, givenVars: vars.value });
  const { parsed, missing, ...rest } = parseModels(value, run);
  const ofTests = wrongTests(parsed);
  const isWrong = ({ severity }: Diagnostic) => severity === 'error';
  const beside = [...project.warnings, ...rest.warnings, ...ofTests.filter((one) => !isWrong(one))];
  const graph = buildGraph(parsed.nodes, missing, { restricted: value.restrictedPackages });
  const { stateSchema = defaultStateSchema } = value.target;
  const early = [
    ...rest.problems,
    ...ofTests.filter(isWrong),
    ...checkRelations(parsed.nodes, stateSchema),
    ...checkGroups(parsed.nodes, value.groups),
  ];
  if (!graph.ok) return failed(eachOnce([...beside, ...early, ...graph.problems]));
  const problems = [
    ...early,
    ...unsuitedReaders(graph.value),
    ...unreachableSources(graph.value, run.target.database),
    ...unplannable(graph.value),
  ];
  if (problems.length > 0) return failed(eachOnce([...beside, ...problems]));
  return passed(
    { project: value, parsed, graph: graph.value, run },
    eachOnce([...beside, ...graph.warnings, ...checkDeprecations(graph.value, run.startedAt)]),
  );
}

/** By place; what is wrong all over a project in one line. */
function eachOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return onceAProject(foreignInOneLine(sortDiagnostics(diagnostics)));
}

/** The folder that `--project-dir` names, else DBT_PROJECT_DIR, else the one where the command runs. */
export async function projectRoot(
  options: CommonOptions,
  io: Pick<ProcessIo, 'workingDirectory' | 'env'>,
): Promise<string> {
  const { workingDirectory } = io;
  return rootOf(options, workingDirectory, await loadEnv(workingDirectory, io.env));
}

function rootOf(options: CommonOptions, workingDirectory: string, env: Env): string {
  return path.resolve(workingDirectory, options.projectDir ?? (env.DBT_PROJECT_DIR || '.'));
}

function versionsOf({ packages }: Project): readonly (readonly [string, string | null])[] {
  return [...packages].map(([name, { version }]) => [name, version]);
}

/** `givenVars`: those of `--vars`. */
function runFacts(
  project: Project,
  options: OpenOptions,
  command: string,
  { env, givenVars }: Pick<RunFacts, 'env' | 'givenVars'>,
): RunFacts {
  return {
    invocationId: randomUUID(),
    startedAt: new Date(),
    projectName: project.name,
    versions: new Map([[project.name, project.version], ...versionsOf(project)]),
    givenVars,
    vars: project.vars,
    packageVars: new Map([...project.packages].map(([name, { vars }]) => [name, vars])),
    dispatch: project.dispatch,
    env,
    target: project.targetFacts,
    fullRefresh: options.fullRefresh ?? false,
    flags: flagsFrom(options),
    command,
    threads: options.threads ?? project.target.threads,
    smeltVersion: smeltVersion(),
  };
}

function flagsFrom(options: OpenOptions): RunFlags {
  const { warnError, print, quiet, debug, logLevel, logFormat, versionCheck } = options;
  const { empty = false, failFast = false, indirectSelection = 'eager' } = options;
  return { warnError, print, quiet, debug, logLevel, logFormat, versionCheck, empty, failFast, indirectSelection };
}

/** `clean` removes what is written there then, and leaves the other folder alone. */
function withTargetPath(project: Project, target: string | undefined): Project {
  if (target === undefined) return project;
  const { paths } = project;
  const clean = paths.clean.map((folder) => (folder === paths.target ? target : folder));
  return { ...project, paths: { ...paths, target, clean } };
}
