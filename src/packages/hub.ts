// The hub of packages: which there are, which versions one has, and what each asks for. Every answer is asked for once.

import { isJsonObject, type JsonValue } from '../base/json-value.ts';
import { DownloadError, type DownloadOptions, downloadJson } from './download.ts';

export interface HubVersion {
  /** The name of the project in it. */
  readonly project: string;
  /** As an entry of `packages:` has it. */
  readonly packages: JsonValue;
  readonly tarball: string;
  /** Versions of dbt that it is made for; empty where it says nothing. */
  readonly forDbt: readonly string[];
}

export interface HubPackage {
  /** By version, in the order of the hub. */
  readonly versions: ReadonlyMap<string, HubVersion>;
  /** Where the hub says that it has moved to. */
  readonly movedTo: string | null;
}

export interface Hub {
  /** `namespace/name` of all packages. Throws DownloadError. */
  names(): Promise<readonly string[]>;
  /** Throws DownloadError. */
  find(name: string): Promise<HubPackage>;
}

export const publicHub = 'https://hub.getdbt.com/';

export function openHub(base: string, options: DownloadOptions): Hub {
  const root = base.endsWith('/') ? base : `${base}/`;
  const ask = (name: string) => downloadJson(`${root}api/v1/${name}.json`, options);
  const packages = new Map<string, Promise<HubPackage>>();
  let names: Promise<readonly string[]> | undefined;
  return {
    names: () => (names ??= ask('index').then(readNames)),
    find(name) {
      const known = packages.get(name) ?? ask(name).then((answer) => readPackage(name, answer));
      packages.set(name, known);
      return known;
    },
  };
}

function readNames(answer: unknown): readonly string[] {
  if (Array.isArray(answer)) return answer.filter((name) => typeof name === 'string');
  throw new DownloadError('the index of the hub is no list of packages', { again: false });
}

function readPackage(name: string, answer: unknown): HubPackage {
  const versions = isJsonObject(answer) && isJsonObject(answer.versions) ? answer.versions : undefined;
  if (!isJsonObject(answer) || !versions)
    throw new DownloadError(`the hub says nothing of versions of ${name}`, { again: false });
  const read = Object.entries(versions).flatMap(([version, about]) => {
    const one = readVersion(about);
    return one ? [[version, one] as const] : [];
  });
  return { versions: new Map(read), movedTo: movedTo(answer) };
}

function readVersion(about: JsonValue): HubVersion | undefined {
  if (!isJsonObject(about) || !isJsonObject(about.downloads ?? null)) return undefined;
  const { name: project, packages = [], downloads, require_dbt_version: forDbt = [] } = about;
  const tarball = isJsonObject(downloads) ? downloads.tarball : undefined;
  if (typeof project !== 'string' || typeof tarball !== 'string') return undefined;
  const asked = Array.isArray(forDbt) ? forDbt : [forDbt];
  return { project, packages, tarball, forDbt: asked.filter((one) => typeof one === 'string' && one !== '') };
}

function movedTo({ redirectnamespace, redirectname, namespace, name }: Readonly<Record<string, JsonValue>>) {
  if (!redirectnamespace && !redirectname) return null;
  return `${String(redirectnamespace || namespace)}/${String(redirectname || name)}`;
}
