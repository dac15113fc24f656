// Packages in git repositories, by the git of the system: started without a shell, with lists of arguments that hold neither a
// password nor a text that git could take for an option.

import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { maskMessage } from '../diagnostics/mask-secrets.ts';
import type { Env } from '../project/env.ts';
import { credentialSettings, type GitAddress } from './git-address.ts';

const execute = promisify(execFile);

/** Why a repository cannot be had; without passwords. */
export class GitError extends Error {
  /** What git said, in one line. */
  readonly said: string;
  constructor(message: string, said = '') {
    super(message);
    this.said = said;
  }
}

export interface GitOptions {
  readonly env: Env;
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
}

export interface Checkout {
  readonly commit: string;
  /** The repository's folder, without its history. */
  readonly folder: string;
}

/**
 * One revision into a folder that does not exist yet: a tag, else a branch, `HEAD`, or the 40 digits of a commit. Of a
 * repository that allows it, only what is needed of one of its folders. Throws GitError.
 */
export async function checkOut(
  { address, revision, subdirectory }: { address: GitAddress; revision: string; subdirectory: string | null },
  folder: string,
  options: GitOptions,
): Promise<Checkout> {
  await mkdir(folder, { recursive: true });
  const git = (...words: string[]) => runGit(words, { folder, address, ...options });
  await git('init', '--quiet', '--template=');
  const ref = await findRevision(revision, git);
  const sparse = subdirectory === null ? [] : ['--filter=blob:none'];
  await git('fetch', '--quiet', '--depth', '1', '--no-tags', ...sparse, 'origin', ref);
  const commit = (await git('rev-parse', '--verify', 'FETCH_HEAD^{commit}')).trim();
  if (subdirectory !== null) await git('sparse-checkout', 'set', subdirectory);
  await git('checkout', '--quiet', '--detach', commit);
  await rm(path.join(folder, '.git'), { recursive: true, force: true });
  return { commit, folder };
}

/** What to fetch for it. */
async function findRevision(revision: string, git: (...words: string[]) => Promise<string>): Promise<string> {
  if (/^[0-9a-f]{40}$/.test(revision)) return revision;
  const wanted = revision === 'HEAD' ? ['HEAD'] : [`refs/tags/${revision}`, `refs/heads/${revision}`];
  const listed = await git('ls-remote', 'origin', ...wanted);
  const there = new Set(listed.split('\n').map((line) => line.split('\t')[1]));
  const found = wanted.find((name) => there.has(name));
  if (found === undefined) throw new GitError(`it has no revision ${revision}`);
  return found;
}

async function runGit(
  words: readonly string[],
  { folder, address, env, secrets, signal }: GitOptions & { readonly folder: string; readonly address: GitAddress },
): Promise<string> {
  try {
    const { stdout } = await execute('git', [...words], {
      cwd: folder,
      env: gitEnv(env, address),
      signal,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    signal.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new GitError('git is not installed');
    const { stderr } = error as { stderr?: string };
    const hidden = [...secrets, ...[address.password, address.user].filter((part) => part !== null && part !== '')];
    const said = maskMessage(lastWords(stderr ?? String(error)), hidden as readonly string[]);
    throw new GitError(`git ${words[0]} failed`, said);
  }
}

/** Those of its lines that say why. */
function lastWords(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const fatal = lines.filter((line) => /^(?:fatal|error|remote): /.test(line));
  return (fatal.length > 0 ? fatal : lines.slice(-3)).join('; ');
}

/** Variables by which git would work on another repository: those of a hook that started this process. */
const ofRepository =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX)$/;

function gitEnv(env: Env, address: GitAddress): NodeJS.ProcessEnv {
  const { settings, env: credentials } = credentialSettings(address);
  const own: NodeJS.ProcessEnv = Object.fromEntries(Object.entries(env).filter(([name]) => !ofRepository.test(name)));
  const all = [...settings, ['core.hooksPath', '/dev/null'] as const, ['advice.detachedHead', 'false'] as const];
  const before = Number(env.GIT_CONFIG_COUNT) || 0;
  for (const [place, [key, value]] of all.entries()) {
    own[`GIT_CONFIG_KEY_${before + place}`] = key;
    own[`GIT_CONFIG_VALUE_${before + place}`] = value;
  }
  return {
    // A server that has gone silent is given up after a minute.
    GIT_HTTP_LOW_SPEED_LIMIT: '1',
    GIT_HTTP_LOW_SPEED_TIME: '60',
    ...own,
    ...credentials,
    GIT_CONFIG_COUNT: String(before + all.length),
    // No `ext::`, which runs what the address says.
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}
