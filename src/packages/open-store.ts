// The world of packages as resolving sees it: the hub, repositories, archives and folders, each looked into once. What is brought
// onto the disk for that (open-contents.ts) is what is installed afterwards.

import path from 'node:path';
import type { Report } from '../project/read-value.ts';
import { yamlOf } from '../project/yaml-value.ts';
import { DownloadError } from './download.ts';
import { GitError } from './git.ts';
import type { Hub } from './hub.ts';
import { type Content, type ContentOptions, type Contents, openContents } from './open-contents.ts';
import { manyRevisions, moved, unavailable, unknownPackage, unpinned, unsafe } from './package-problems.ts';
import {
  type Asker,
  type HubPin,
  type HubSpec,
  type PackagePin,
  type PackageSpec,
  type ResolvedPackage,
  shownName,
} from './package-spec.ts';
import { type PackageSettings, readPackageFolder } from './read-package-folder.ts';
import { readSpecs } from './read-specs.ts';
import { type PackageStore, versionOf } from './resolve.ts';
import { settleVersion } from './settle-version.ts';
import { UnsafePackage } from './unpack.ts';

export interface StoreOptions extends ContentOptions {
  readonly hub: Hub;
  readonly settings: PackageSettings;
  /** The folder of the project that they are for. */
  readonly root: string;
  readonly dbtVersion: string | null;
  readonly report: Report;
}

export interface OpenStore extends PackageStore {
  /** Its content in a folder that is to be moved away; null of a local one. Undefined after a report. */
  bring(found: ResolvedPackage): Promise<string | null | undefined>;
}

/** What the functions below work in. */
interface StoreContext extends StoreOptions {
  readonly contents: Contents;
  /** What has been looked into, by its pin. */
  readonly looked: Map<string, ResolvedPackage>;
  /** Packages of which it has been reported that they have moved. */
  readonly moved: Set<string>;
}

export function openStore(options: StoreOptions): OpenStore {
  const context = { ...options, contents: openContents(options), looked: new Map(), moved: new Set<string>() };
  return {
    settle: (spec) => settle(spec, context),
    look: (pin) => look(pin, context),
    bring: ({ pin }) =>
      reporting(pin, context, async () => {
        const content = await contentOf(pin, context);
        return content === null ? null : content.folder;
      }),
  };
}

async function settle(spec: PackageSpec, context: StoreContext): Promise<PackagePin | undefined> {
  if (spec.kind === 'hub') return reporting(spec, context, () => settleHub(spec, context));
  if (spec.kind !== 'git') return spec;
  const { revisions, ...pin } = spec;
  if (revisions.length <= 1) return { ...pin, revision: revisions[0]?.revision ?? 'HEAD' };
  context.report(manyRevisions(spec));
  return undefined;
}

async function settleHub(spec: HubSpec, context: StoreContext): Promise<HubPin | undefined> {
  const { hub, dbtVersion, report } = context;
  const names = await hub.names();
  if (!names.includes(spec.name)) return void report(unknownPackage(spec, names));
  const found = await hub.find(spec.name);
  if (found.movedTo !== null && !context.moved.has(spec.name))
    report(moved(spec.name, found.movedTo, spec.versions[0]?.by));
  context.moved.add(spec.name);
  return settleVersion(spec, found, dbtVersion, report);
}

async function look(pin: PackagePin, context: StoreContext): Promise<ResolvedPackage | undefined> {
  const key = JSON.stringify({ ...pin, by: null });
  const known = context.looked.get(key);
  if (known) return known;
  const found = await reporting(pin, context, () => lookInto(pin, context));
  if (!found) return undefined;
  if (!/^(?!\.)[^/\\:\x00-\x1f]+$/.test(found.project)) {
    context.report(unsafe(pin, `the name of its project, "${found.project}", is no name of a folder`));
    return undefined;
  }
  context.looked.set(key, found);
  return found;
}

async function lookInto(pin: PackagePin, context: StoreContext): Promise<ResolvedPackage | undefined> {
  const { report, settings, root } = context;
  if (pin.kind === 'hub') return lookIntoHub(pin, context);
  const content = await contentOf(pin, context);
  const folder = content === null && pin.kind === 'local' ? path.resolve(root, pin.path) : content?.folder;
  const read = folder && (await readPackageFolder(folder, { ...settings, pin, by: askedBy(pin) }, report));
  if (!read) return undefined;
  if (pin.kind === 'git' && /^(?:HEAD|main|master)$/.test(pin.revision) && pin.warnUnpinned) report(unpinned(pin));
  const commit = content?.commit === undefined ? {} : { commit: content.commit };
  return { pin, project: pin.kind === 'tarball' ? pin.name : read.project, packages: read.packages, ...commit };
}

/** The hub says what is in a package: nothing is downloaded for that. */
async function lookIntoHub(pin: HubPin, context: StoreContext): Promise<ResolvedPackage | undefined> {
  const about = await aboutVersion(pin, context);
  const list = yamlOf(about.packages, pin.by.span);
  const asked = { env: context.settings.env, own: false, by: askedBy(pin) };
  return { pin, project: about.project, packages: readSpecs(list, list, asked, context.report) };
}

async function aboutVersion({ name, version }: HubPin, { hub }: StoreContext) {
  const about = (await hub.find(name)).versions.get(version);
  if (about) return about;
  throw new DownloadError(`the hub has no version ${version}`, { again: false });
}

/** Null of a local package, which stays where it is. */
async function contentOf(pin: PackagePin, context: StoreContext): Promise<Content | null> {
  const { contents } = context;
  switch (pin.kind) {
    case 'local':
      return null;
    case 'git':
      return contents.clone(pin);
    case 'tarball':
      return contents.unpack(pin, pin.url);
    case 'hub':
      return contents.unpack(pin, (await aboutVersion(pin, context)).tarball);
  }
}

/** Undefined after what went wrong with the package has been reported. */
async function reporting<T>(
  pin: PackagePin | PackageSpec,
  { report, download }: StoreContext,
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

/** The package as one that asks for others. */
function askedBy(pin: PackagePin): Asker {
  const version = pin.kind === 'git' ? pin.revision.slice(0, 12) : versionOf(pin);
  return { way: [...pin.by.way, `${shownName(pin)} ${version}`.trim()], span: pin.by.span };
}
