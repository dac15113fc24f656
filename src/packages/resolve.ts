// From what is asked for to one version of each package, by dbt's own way: each package is settled by what is known of it so far
// and looked into, what it asks for comes next, until nothing new is asked for; then all are settled once more.

import type { Report } from '../project/read-value.ts';
import { Listing } from './listing.ts';
import { sameName } from './package-problems.ts';
import { type PackagePin, type PackageSpec, type ResolvedPackage, shownName } from './package-spec.ts';

/** What resolving asks of the world; undefined after a report. */
export interface PackageStore {
  /** One version, revision or archive of it. */
  settle(spec: PackageSpec): Promise<PackagePin | undefined>;
  /** What is in it. */
  look(pin: PackagePin): Promise<ResolvedPackage | undefined>;
}

export interface ResolveOptions {
  readonly store: PackageStore;
  /** The name of the project that they are for. */
  readonly project: string;
  readonly report: Report;
}

/** In the order of the lock. Undefined after a report. */
export async function resolvePackages(
  specs: readonly PackageSpec[],
  options: ResolveOptions,
): Promise<readonly ResolvedPackage[] | undefined> {
  const { store, report } = options;
  const all = new Listing();
  const expanded = new Map<string, number>();
  let pending = listingOf(specs, report);
  while (pending && pending.size > 0) {
    const asked: PackageSpec[] = [];
    for (const spec of pending.specs()) {
      const whole = all.add(spec, report);
      const pin = whole && (await store.settle(whole));
      const found = pin && (await store.look(pin));
      if (!found) return undefined;
      const version = `${shownName(pin)} ${versionOf(pin)}`;
      const times = (expanded.get(version) ?? 0) + 1;
      expanded.set(version, times);
      // No way from one package to the next is longer than there are packages, but where some ask for each other.
      if (times <= all.size) asked.push(...found.packages);
    }
    pending = listingOf(asked, report);
  }
  return pending && lookAtAll(all.specs(), options);
}

/** What a lock names, which asks for nothing beside it. */
export async function resolveLocked(
  specs: readonly PackageSpec[],
  options: ResolveOptions,
): Promise<readonly ResolvedPackage[] | undefined> {
  const all = listingOf(specs, options.report);
  return all && lookAtAll(all.specs(), options);
}

export function versionOf(pin: PackagePin): string {
  if (pin.kind === 'hub') return pin.version;
  return pin.kind === 'git' ? pin.revision : '';
}

async function lookAtAll(
  specs: readonly PackageSpec[],
  { store, project, report }: ResolveOptions,
): Promise<readonly ResolvedPackage[] | undefined> {
  const found: ResolvedPackage[] = [];
  for (const spec of specs) {
    const pin = await store.settle(spec);
    const one = pin && (await store.look(pin));
    if (!one) return undefined;
    found.push(one);
  }
  const byName = new Map<string, ResolvedPackage>();
  let isRight = true;
  for (const one of found) {
    const other = byName.get(one.project);
    if (other || one.project === project) {
      report(sameName(one, other ?? null));
      isRight = false;
    }
    byName.set(one.project, one);
  }
  return isRight ? found : undefined;
}

function listingOf(specs: readonly PackageSpec[], report: Report): Listing | undefined {
  const listing = new Listing();
  const added = specs.map((spec) => listing.add(spec, report));
  return added.every((one) => one !== undefined) ? listing : undefined;
}
