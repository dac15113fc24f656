// A small hub of packages on loopback, as hub.getdbt.com answers: the index, what there is of a package, and its archives.

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { archiveOf, packageFiles } from './archive.ts';

export interface HubVersionOf {
  /** Entries of `packages:`. */
  readonly packages?: readonly object[];
  readonly forDbt?: readonly string[];
}

export interface HubContent {
  /** By `namespace/name`, then by version. */
  readonly [name: string]: Readonly<Record<string, HubVersionOf>>;
}

export interface HubOptions {
  /** By the old name. */
  readonly moved?: Readonly<Record<string, string>>;
  /** Archives that are not what the hub would make, by `namespace/name/version`. */
  readonly archives?: Readonly<Record<string, Buffer>>;
  /** Answers instead, where it answers true. */
  readonly instead?: (...args: Parameters<RequestListener>) => boolean;
}

export interface SmallHub {
  /** With a slash at its end, for DBT_PACKAGE_HUB_URL. */
  readonly url: string;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function openSmallHub(content: HubContent, options: HubOptions = {}): Promise<SmallHub> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (options.instead?.(request, response)) return;
    answer(request.url ?? '', `http://${request.headers.host}/`, content, options).then(
      (body) => response.writeHead(body === null ? 404 : 200).end(body),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  return { url: await listen(server), asked, close: () => closed(server) };
}

/** Answers its address, with a slash at its end. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

export async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function answer(path: string, base: string, content: HubContent, { moved, archives }: HubOptions) {
  if (path === '/api/v1/index.json') return JSON.stringify(Object.keys(content));
  const name = /^\/api\/v1\/(.*)\.json$/.exec(path)?.[1];
  if (name !== undefined) return aboutPackage(name, base, content, moved?.[name]);
  const [, owner, own = '', version = ''] = /^\/archives\/(.*)\/(.*)\/(.*)\.tar\.gz$/.exec(path) ?? [];
  const known = content[`${owner}/${own}`]?.[version];
  if (!known) return null;
  return archives?.[`${owner}/${own}/${version}`] ?? archiveOf(`${own}-${version}`, packageFiles(own, '1.0.0'));
}

function aboutPackage(name: string, base: string, content: HubContent, movedTo: string | undefined): string | null {
  const versions = content[name];
  if (!versions) return null;
  const [namespace = '', own = ''] = name.split('/');
  const entries = Object.entries(versions).map(([version, { packages = [], forDbt = [] }]) => [
    version,
    {
      id: `${name}/${version}`,
      name: own,
      version,
      packages,
      require_dbt_version: forDbt,
      downloads: { tarball: `${base}archives/${name}/${version}.tar.gz`, format: 'tgz' },
    },
  ]);
  const [redirectnamespace, redirectname] = movedTo?.split('/') ?? [];
  const moved = movedTo === undefined ? {} : { redirectnamespace, redirectname };
  return JSON.stringify({ name: own, namespace, versions: Object.fromEntries(entries), ...moved });
}
