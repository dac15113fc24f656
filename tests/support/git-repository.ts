// Bare git repositories with tags and branches, and the service that hands them out over HTTP to who knows a password.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ProjectFiles, writeFiles } from './project-files.ts';

export interface Repository {
  /** The folder of the bare repository. */
  readonly folder: string;
  /** By the name of the tag. */
  readonly commits: Readonly<Record<string, string>>;
}

const env = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

/** A commit on `main` for each tag, in order, whose files are added to those before. */
export async function gitRepository(byTag: Readonly<Record<string, ProjectFiles>>): Promise<Repository> {
  const place = await mkdtemp(join(tmpdir(), 'smelt-git-'));
  onTestFinished(() => rm(place, { recursive: true, force: true }));
  const work = join(place, 'work');
  const folder = join(place, 'package.git');
  const git = (...words: string[]) => execFileSync('git', ['-C', work, ...words], { env, encoding: 'utf8' }).trim();
  await writeFiles(work, { '.gitignore': '' });
  git('init', '--quiet', '--initial-branch=main');
  const commits: Record<string, string> = {};
  for (const [tag, files] of Object.entries(byTag)) {
    await writeFiles(work, files);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', tag);
    git('tag', '--annotate', '--message', tag, tag);
    commits[tag] = git('rev-parse', 'HEAD');
  }
  git('clone', '--quiet', '--bare', work, folder);
  return { folder, commits };
}

/** git's own service over HTTP. `meets` sees each request before it is answered. */
export function gitServer(
  folder: string,
  { user, password, meets }: { user: string; password: string; meets(request: IncomingMessage): void },
): Server {
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return createServer((request, response) => {
    meets(request);
    if (request.headers.authorization === wanted) return serve(folder, request, response);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="packages"' }).end();
  });
}

function serve(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...env,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const headers = answer
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(': ', 2));
    const status = headers.find(([name]) => name === 'Status')?.[1];
    for (const [name = '', value = ''] of headers) if (name !== 'Status') response.setHeader(name, value);
    response.writeHead(Number.parseInt(status ?? '200', 10)).end(answer.subarray(end + 4));
  });
}
