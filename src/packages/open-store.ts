// The world of packages as resolving sees it: the hub, repositories, archives and folders, each looked into once. What is brought
// onto the disk for that stays in the scratch folder, from where it is installed.

import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { spanOf } from '../diagnostics/text-file.ts';
import type { Report } from '../project/read-value.ts';
import { yamlOf } from '../project/yaml-value.ts';
import { DownloadError, type DownloadOptions, downloadFile } from './download.ts';
import { checkOut, GitError, type GitOptions } from './git.ts';
import { readGitAddress } from './git-address.ts';
import type { Hub } from './hub.ts';
import { manyRevisions, moved, unavailable, unknownPackage, unpinned, unsafe } from './package-problems.ts';
import {
  type GitPin,
  type HubPin,
  type HubSpec,
  type PackagePin,
  type PackageSpec,
  type ResolvedPackage,
  shownName,
  type TarballSpec,
} from './package-spec.ts';
import { type PackageSettings, readPackageFolder } from './read-package-folder.ts';
import { readSpecs } from './read-specs.ts';
import { type PackageStore, versionOf } from './resolve.ts';
import { settleVersion } from './settle-version.ts';
import { checkFolder, UnsafePackage, unpack } from './unpack.ts';

export interface StoreOptions {
  readonly hub: Hub;
  readonly git: GitOptions;
  /** Texts that the arguments of no process may hold. */
  readonly secrets: readonly string[];
  readonly download: DownloadOptions;
  readonly settings: PackageSettings;
  /** The folder of the project that they are for. */
  readonly root: string;
  /** Exists, and is nobody else's. */
  readonly scratch: string;
  readonly dbtVersion: string | null;
  readonly report: Report;
}

export interface OpenStore extends PackageStore {
  /** Its content in a folder that is to be moved away; null of a local one. Undefined after a report. */
  bring(found: ResolvedPackage): Promise<string | null | undefined>;
}

export function openStore(options: StoreOptions): OpenStore {
  const { report, settings, root } = options;
  const folders = new Map<string, string>();
  const looked = new Map<string, ResolvedPackage>();
  const warned = new Set<string>();

  const settle = async (spec: PackageSpec): Promise<PackagePin | undefined> => {
    if (spec.kind === 'hub') return settleHub(spec);
    if (spec.kind !== 'git') return spec;
    const { revisions, ...pin } = spec;
    if (revisions.length <= 1) return { ...pin, revision: revisions[0]?.revision ?? 'HEAD' };
    report(manyRevisions(spec));
    return undefined;
  };

  const settleHub = (spec: HubSpec) =>
    reporting(spec, options, async () => {
      const names = await options.hub.names();
      if (!names.includes(spec.name)) return void report(unknownPackage(spec, names));
      const found = await options.hub.find(spec.name);
      if (found.movedTo !== null && !warned.has(spec.name))
        report(moved(spec.name, found.movedTo, spec.versions[0]?.by));
      warned.add(spec.name);
      return settleVersion(spec, found, options.dbtVersion, report);
    });

  const look = async (pin: PackagePin): Promise<ResolvedPackage | undefined> => {
    const key = keyOf(pin);
    const known = looked.get(key);
    if (known) return known;
    const found = await reporting(pin, options, () => lookInto(pin));
    if (!found) return undefined;
    if (!/^(?!\.)[^/\\:\x00-\x1f]+$/.test(found.project))
      return void report(unsafe(pin, `the name of its project, "${found.project}", is no name of a folder`));
    looked.set(key, found);
    return found;
  };

  const lookInto = async (pin: PackagePin): Promise<ResolvedPackage | undefined> => {
    if (pin.kind === 'hub') return lookIntoHub(pin);
    const commit = { value: undefined as string | undefined };
    const folder = pin.kind === 'local' ? path.resolve(root, pin.path) : await contentOf(pin, commit);
    if (folder === undefined) return undefined;
    const read = await readPackageFolder(folder, { ...settings, pin, by: askedBy(pin) }, report);
    if (!read) return undefined;
    const project = pin.kind === 'tarball' ? pin.name : read.project;
    return { pin, project, packages: read.packages, ...(commit.value === undefined ? {} : { commit: commit.value }) };
  };

  const lookIntoHub = async (pin: HubPin): Promise<ResolvedPackage | undefined> => {
    const about = (await options.hub.find(pin.name)).versions.get(pin.version);
    if (!about) return void report(unavailable(pin, `the hub has no version ${pin.version}`));
    const list = yamlOf(about.packages, spanOf(pin.by.span.file, pin.by.span.start, pin.by.span.end));
    const packages = readSpecs(list, list, { env: settings.env, own: false, by: askedBy(pin) }, report);
    return { pin, project: about.project, packages };
  };

  const contentOf = async (
    pin: GitPin | TarballSpec | HubPin,
    commit: { value: string | undefined },
  ): Promise<string | undefined> => {
    const key = keyOf(pin);
    const known = folders.get(key);
    if (known !== undefined) return known;
    const place = path.join(options.scratch, createHash('sha256').update(key).digest('hex').slice(0, 16));
    await rm(place, { recursive: true, force: true });
    const folder = pin.kind === 'git' ? await clone(pin, place, commit) : await download(pin, place);
    if (folder !== undefined) folders.set(key, folder);
    return folder;
  };

  const clone = async (pin: GitPin, place: string, commit: { value: string | undefined }) => {
    const address = readGitAddress(pin.url, options.secrets);
    if ('problem' in address) return void report(unavailable(pin, `its address ${address.problem}`));
    const { subdirectory, revision } = pin;
    if (subdirectory !== null && !isBelow(subdirectory))
      return void report(unavailable(pin, `its subdirectory is not below the repository`));
    const checkout = await checkOut({ address, revision, subdirectory }, place, options.git);
    await checkFolder(place);
    if (/^(?:HEAD|main|master)$/.test(revision) && pin.warnUnpinned) report(unpinned(pin));
    commit.value = checkout.commit;
    return subdirectory === null ? place : path.join(place, subdirectory);
  };

  const download = async (pin: TarballSpec | HubPin, place: string) => {
    const url =
      pin.kind === 'tarball' ? pin.url : (await options.hub.find(pin.name)).versions.get(pin.version)?.tarball;
    if (url === undefined) return void report(unavailable(pin, 'the hub does not know where it is'));
    await mkdir(place, { recursive: true });
    const archive = path.join(place, 'archive.tar.gz');
    await downloadFile(url, archive, options.download);
    const content = path.join(place, 'content');
    await unpack(archive, content, options.download.signal);
    await rm(archive);
    const [top, ...others] = await readdir(content, { withFileTypes: true });
    if (top?.isDirectory() && others.length === 0) return path.join(content, top.name);
    throw new UnsafePackage('the archive does not hold exactly one folder');
  };

  const bring = (found: ResolvedPackage) =>
    reporting(found.pin, options, async () => {
      const { pin } = found;
      if (pin.kind === 'local') return null;
      return contentOf(pin, { value: undefined });
    });

  return { settle, look, bring };
}

/** Undefined after what went wrong with the package has been reported. */
async function reporting<T>(
  pin: PackagePin | PackageSpec,
  { report, download }: StoreOptions,
  work: () => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    download.signal.throwIfAborted();
    if (error instanceof UnsafePackage) report(unsafe(pin, error.message));
    else if (error instanceof GitError) report(unavailable(pin, error.message, error.said));
    else if (error instanceof DownloadError) report(unavailable(pin, error.message));
    else throw error;
    return undefined;
  }
}

function askedBy(pin: PackagePin) {
  const version = pin.kind === 'git' ? pin.revision.slice(0, 12) : versionOf(pin);
  return { way: [...pin.by.way, `${shownName(pin)} ${version}`.trim()], span: pin.by.span };
}

function keyOf(pin: PackagePin): string {
  switch (pin.kind) {
    case 'hub':
      return JSON.stringify(['hub', pin.name, pin.version]);
    case 'git':
      return JSON.stringify(['git', pin.url, pin.revision, pin.subdirectory]);
    case 'tarball':
      return JSON.stringify(['tarball', pin.url, pin.name]);
    case 'local':
      return JSON.stringify(['local', pin.path]);
  }
}

function isBelow(folder: string): boolean {
  return !path.isAbsolute(folder) && !folder.startsWith('-') && !folder.split(/[\\/]/).includes('..');
}
