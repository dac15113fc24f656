// `smelt deps`: what packages.yml asks for is resolved, locked and installed. It works where nothing is installed yet, and asks for no
// target. The list, the lock and the packages are written last, so that whatever goes wrong before leaves them as they are.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { maskDiagnostic, maskMessage } from '../diagnostics/mask-secrets.ts';
import { spanOf } from '../diagnostics/text-file.ts';
import { downloadOptions } from '../packages/download.ts';
import { openHub, publicHub } from '../packages/hub.ts';
import { type InstallFolder, openInstallFolder } from '../packages/install-folder.ts';
import { lockName, lockText, readLock } from '../packages/lock-file.ts';
import { openStore } from '../packages/open-store.ts';
import { writtenPassword } from '../packages/package-problems.ts';
import type { PackageSpec, ResolvedPackage } from '../packages/package-spec.ts';
import { resolveLocked, resolvePackages } from '../packages/resolve.ts';
import { scrubbed, secretValues, unscrubbed } from '../packages/scrub.ts';
import { type ProjectHead, readProjectHead } from '../project/discover-project.ts';
import { type Env, loadEnv } from '../project/env.ts';
import { parseVars } from '../project/map-option.ts';
import type { Report } from '../project/read-value.ts';
import { secretsOfEnv } from '../project/secrets.ts';
import type { YamlDataObject } from '../project/yaml-value.ts';
import { dbtVersion } from '../template/run-values.ts';
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts';
import { refusedInstallPath } from './install-path.ts';
import { projectRoot } from './open-project.ts';
import type { CommonOptions } from './options.ts';
import { lineOfPackage } from './package-lines.ts';
import { type AskedPackages, askedPackages } from './packages-asked.ts';
import type { ProcessIo } from './process-io.ts';
import { replaceFile } from './replace-file.ts';
import { reportProblems } from './report-problems.ts';

export interface DepsOptions extends CommonOptions {
  readonly upgrade: boolean;
  /** Writes the lock alone. */
  readonly lock: boolean;
  /** `name@version`. */
  readonly addPackage: string | undefined;
  /** Where that one is from. */
  readonly source: 'hub' | 'git' | 'local';
}

/** Throws for bugs. */
export async function depsCommand(options: DepsOptions, io: ProcessIo): Promise<ExitCode> {
  const env = await loadEnv(io.workingDirectory, io.env);
  const reported: Diagnostic[] = [];
  const report: Report = (diagnostic) => reported.push(diagnostic);
  let output: string | undefined;
  try {
    output = await deps(options, { io, env, reported, report });
  } catch (error) {
    if (!io.interrupted.aborted) throw error;
  }
  if (io.interrupted.aborted) return exitCode.interrupted;
  const secrets = secretsOfEnv(env);
  if (output !== undefined) io.write(maskMessage(output, secrets));
  const masked = reported.map((one) => maskDiagnostic(one, secrets));
  const code = exitCodeOf(reportProblems(masked, options, io));
  // Then everything is as it was, but that a warning alone has been in the way.
  return reported.some(({ severity }) => severity === 'error') ? exitCode.unstarted : code;
}

interface DepsContext {
  readonly io: ProcessIo;
  readonly env: Env;
  readonly reported: readonly Diagnostic[];
  readonly report: Report;
}

/** What has been done, in lines; undefined after a report. */
async function deps(options: DepsOptions, context: DepsContext): Promise<string | undefined> {
  const { env, io, report } = context;
  const vars = parseVars(options.vars ?? '');
  if (!vars.ok) return void vars.problems.forEach(report);
  const settings = { env, vars: vars.value };
  const root = await projectRoot(options, io);
  const head = await readProjectHead(root, settings, report);
  if (!head) return undefined;
  const refused = refusedInstallPath(head, root);
  if (refused) return void report(refused);
  const asked = await askedPackages(root, { ...options, ...settings }, report);
  if (!asked) return undefined;
  const place = path.resolve(root, head.paths.packages);
  try {
    const folder = await openInstallFolder(place);
    try {
      return await installInto(
        folder,
        { head, root, asked, settings, versionCheck: options.versionCheck },
        options,
        context,
      );
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!isOfFiles(error)) throw error;
    const help = 'Make the folder writable, or name another one under packages-install-path';
    report(
      errorAt('PACKAGE_INSTALL', `packages cannot be installed: ${error.message}`, { span: spanOf(head.file), help }),
    );
    return undefined;
  }
}

interface DepsProject {
  readonly head: ProjectHead;
  readonly root: string;
  readonly asked: AskedPackages;
  readonly settings: { readonly env: Env; readonly vars: YamlDataObject };
  /** Whether packages for other versions of dbt are passed over. */
  readonly versionCheck: boolean;
}

async function installInto(
  folder: InstallFolder,
  project: DepsProject,
  options: DepsOptions,
  context: DepsContext,
): Promise<string | undefined> {
  const { head, root, asked } = project;
  const { report, reported } = context;
  const lock = path.join(root, lockName);
  const secrets = secretValues(context.env);
  const store = storeOf(folder, project, context, secrets);
  const locked = await lockedSpecs(lock, project, options, context, secrets);
  if (locked === undefined) return undefined;
  const resolving = { store, project: head.name, report };
  const found = await (locked ? resolveLocked(locked, resolving) : resolvePackages(asked.specs, resolving));
  if (!found) return undefined;
  if (!options.lock && !(await bringAll(found, folder, store, root))) return undefined;
  for (const { pin } of locked ? [] : found)
    if ('written' in pin && scrubbed(pin.written, secrets) !== pin.written) report(writtenPassword(pin));
  if (options.warnError && reported.length > 0) return undefined;
  context.io.interrupted.throwIfAborted();
  if (asked.added !== null) await replaceFile(path.join(root, asked.added.name), asked.added.text);
  if (found.length === 0) await rm(lock, { force: true });
  else if (!locked) await replaceFile(lock, lockText(found, asked.hash, secrets));
  if (!options.lock && (found.length > 0 || folder.isThere)) await folder.install();
  if (found.length === 0) return 'no packages are asked for\n';
  return found.map((one) => lineOfPackage(one, options.lock)).join('');
}

/** What the lock names, where it is of this list; null where all is to be resolved anew; undefined after a report. */
async function lockedSpecs(
  file: string,
  { asked, settings }: DepsProject,
  { upgrade }: DepsOptions,
  { report }: DepsContext,
  secrets: readonly string[],
): Promise<readonly PackageSpec[] | null | undefined> {
  if (upgrade || asked.specs.length === 0) return null;
  const lock = await readLock(file, settings, report);
  if (!lock) return lock;
  return lock.hash === asked.hash ? (unscrubbed(lock.specs, asked.specs, secrets) ?? null) : null;
}

function storeOf(
  folder: InstallFolder,
  project: DepsProject,
  { env, io, report }: DepsContext,
  secrets: readonly string[],
) {
  const download = downloadOptions(env, io.interrupted);
  return openStore({
    hub: openHub(env.DBT_PACKAGE_HUB_URL || publicHub, download),
    git: { env, secrets: secretsOfEnv(env), signal: io.interrupted },
    secrets: secrets.filter((secret) => secret.length >= 8),
    download,
    settings: project.settings,
    root: project.root,
    scratch: folder.scratch,
    dbtVersion: project.versionCheck ? dbtVersion : null,
    report,
  });
}

async function bringAll(
  found: readonly ResolvedPackage[],
  folder: InstallFolder,
  store: ReturnType<typeof openStore>,
  root: string,
): Promise<boolean> {
  for (const one of found) {
    const content = await store.bring(one);
    if (content === undefined) return false;
    const { pin } = one;
    if (content !== null) await folder.add(one.project, { moved: content });
    else if (pin.kind === 'local') await folder.add(one.project, { linked: path.resolve(root, pin.path) });
  }
  return true;
}

function isOfFiles(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error && 'path' in error;
}
