// From a folder to everything that commands work on: the project, its graph, and the facts of the run. Stops with all mistakes.

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { failed, passed } from '../base/checked.ts';
import { smeltVersion } from '../base/version.ts';
import { type ParsedProject, parseModels } from '../compile/parse-models.ts';
import { type Checked, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { maskDiagnostic } from '../diagnostics/mask-secrets.ts';
import { onceAProject } from '../diagnostics/once-a-project.ts';
import { buildGraph } from '../graph/build-graph.ts';
import { checkRelations } from '../graph/check-relations.ts';
import type { Graph } from '../graph/graph.ts';
import { discoverProject } from '../project/discover-project.ts';
import { type Environment, loadEnvironment } from '../project/environment.ts';
import { loadProject } from '../project/load-project.ts';
import { parseVars } from '../project/map-option.ts';
import type { Project } from '../project/project.ts';
import { environmentSecrets } from '../project/secrets.ts';
import { loadParser } from '../sql/parser.ts';
import { defaultStateSchema } from '../state/state-schema.ts';
import { plainNames } from '../template/plain-names.ts';
import type { RunFacts } from '../template/vocabulary.ts';
import { unknownTests, unsuitedReaders } from './check-declarations.ts';
import type { CommonOptions, RunOptions, Surroundings } from './surroundings.ts';

export interface OpenProject {
  readonly project: Project;
  readonly parsed: ParsedProject;
  readonly graph: Graph;
  readonly run: RunFacts;
}

export type OpenOptions = CommonOptions & Partial<Pick<RunOptions, 'fullRefresh' | 'threads'>>;

/** Reads, parses and checks the whole project; no database is touched. */
export async function openProject(
  options: OpenOptions,
  command: string,
  surroundings: Surroundings,
): Promise<Checked<OpenProject>> {
  const environment = await loadEnvironment(surroundings.workingDirectory, surroundings.environment);
  const opened = await openWith(environment, options, command, surroundings);
  if (opened.ok) return opened;
  // Whoever tells them has no project to ask for its secrets.
  const secrets = environmentSecrets(environment);
  return failed(opened.problems.map((problem) => maskDiagnostic(problem, secrets)));
}

async function openWith(
  environment: Environment,
  options: OpenOptions,
  command: string,
  surroundings: Surroundings,
): Promise<Checked<OpenProject>> {
  const parser = loadParser();
  const root = rootOf(options, surroundings.workingDirectory, environment);
  const vars = parseVars(options.vars ?? '');
  if (!vars.ok) return vars;
  const sources = await discoverProject(root, {
    environment,
    vars: vars.value,
    ...(options.profilesDir === undefined
      ? {}
      : { profilesDirectory: path.resolve(surroundings.workingDirectory, options.profilesDir) }),
  });
  if (!sources.ok) return sources;
  const project = loadProject(sources.value, {
    environment,
    vars: vars.value,
    targetName: options.target ?? null,
    profileName: null,
    names: plainNames,
  });
  if (!project.ok) return project;
  await parser;
  const run = runFacts(project.value, options, command, environment);
  const { parsed, missing, ...told } = parseModels(project.value, run);
  const warnings = onceAProject(sortDiagnostics([...project.warnings, ...told.warnings]));
  const graph = buildGraph(parsed.nodes, missing);
  const { stateSchema = defaultStateSchema } = project.value.target;
  const early = [...told.problems, ...unknownTests(parsed), ...checkRelations(parsed.nodes, stateSchema)];
  if (!graph.ok) return failed(sortDiagnostics([...warnings, ...early, ...graph.problems]));
  const problems = [...early, ...unsuitedReaders(graph.value)];
  if (problems.length > 0) return failed(sortDiagnostics([...warnings, ...problems]));
  return passed(
    { project: project.value, parsed, graph: graph.value, run },
    sortDiagnostics([...warnings, ...graph.warnings]),
  );
}

/** The folder that `--project-dir` names, else DBT_PROJECT_DIR, else the one where the command runs. */
export async function projectRoot(
  options: CommonOptions,
  surroundings: Pick<Surroundings, 'workingDirectory' | 'environment'>,
): Promise<string> {
  const { workingDirectory } = surroundings;
  return rootOf(options, workingDirectory, await loadEnvironment(workingDirectory, surroundings.environment));
}

function rootOf(options: CommonOptions, workingDirectory: string, environment: Environment): string {
  return path.resolve(workingDirectory, options.projectDir ?? (environment.DBT_PROJECT_DIR || '.'));
}

function runFacts(
  project: Project,
  options: OpenOptions,
  command: string,
  environment: RunFacts['environment'],
): RunFacts {
  return {
    invocationId: randomUUID(),
    startedAt: new Date(),
    projectName: project.name,
    vars: project.vars,
    packageVars: new Map([...project.packages].map(([name, { vars }]) => [name, vars])),
    dispatch: project.dispatch,
    environment,
    target: project.targetFacts,
    fullRefresh: options.fullRefresh ?? false,
    command,
    threads: options.threads ?? project.target.threads,
    smeltVersion: smeltVersion(),
  };
}
