// What a list of packages asks for, and what it comes to: one entry of `packages:`, as dbt knows its five kinds.

import type { Span } from '../diagnostics/text-file.ts';
import type { VersionSpecifier } from './version-specifier.ts';

/** Who asks for a package, for messages. */
export interface Asker {
  /** Packages on the way to it, with their versions; none where the project itself asks. */
  readonly way: readonly string[];
  /** The entry in the project's own list that it comes from. */
  readonly span: Span;
}

export interface HubSpec {
  readonly kind: 'hub';
  /** `namespace/name`. */
  readonly name: string;
  readonly versions: readonly { readonly specifier: VersionSpecifier; readonly by: Asker }[];
  readonly prereleases: boolean;
}

export interface GitSpec {
  readonly kind: 'git';
  readonly url: string;
  /** What is written into the lock: the text before it was rendered, so that no secret gets there. */
  readonly written: string;
  /** Of a `private:` entry, whose `written` is `organization/repository`. */
  readonly hosted: { readonly provider: string | null } | null;
  readonly subdirectory: string | null;
  readonly revisions: readonly { readonly revision: string; readonly by: Asker }[];
  readonly warnUnpinned: boolean;
  readonly by: Asker;
}

export interface TarballSpec {
  readonly kind: 'tarball';
  readonly url: string;
  readonly written: string;
  /** The name of the project in it, by which it is installed. */
  readonly name: string;
  readonly by: Asker;
}

export interface LocalSpec {
  readonly kind: 'local';
  /** As it is written; it counts from the folder of the project that is installed for, whoever asks. */
  readonly path: string;
  readonly by: Asker;
}

export type PackageSpec = HubSpec | GitSpec | TarballSpec | LocalSpec;

export interface HubPin {
  readonly kind: 'hub';
  readonly name: string;
  readonly version: string;
  /** The highest that could be taken if nothing were asked of it. */
  readonly latest: string;
  readonly by: Asker;
}

export type GitPin = Omit<GitSpec, 'revisions'> & { readonly revision: string };

/** A package of which one version, revision or archive has been settled on. */
export type PackagePin = HubPin | GitPin | TarballSpec | LocalSpec;

/** A pin that has been looked into. */
export interface ResolvedPackage {
  readonly pin: PackagePin;
  /** The name of the project in it, which is its folder. */
  readonly project: string;
  /** Of a git package the commit; its pin says what was asked for. */
  readonly commit?: string;
  /** What it asks for itself. */
  readonly packages: readonly PackageSpec[];
}

export function firstAsker(spec: PackageSpec | PackagePin): Asker | undefined {
  return 'versions' in spec ? spec.versions[0]?.by : spec.by;
}

/** How messages call it: without passwords, whatever its address holds. */
export function shownName(spec: PackageSpec | PackagePin): string {
  switch (spec.kind) {
    case 'hub':
      return spec.name;
    case 'git':
      return shownAddress(spec.hosted ? spec.written : spec.url) + (spec.subdirectory ? `/${spec.subdirectory}` : '');
    case 'tarball':
      return spec.name;
    case 'local':
      return spec.path;
  }
}

/** An address without user, password, parameters and fragment. */
export function shownAddress(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1').replace(/[?#].*$/s, '');
}
