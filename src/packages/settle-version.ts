// Which version of a package of the hub is taken: the highest that all who ask let in, of those made for this version of dbt.

import type { Report } from '../project/read-value.ts';
import type { HubPackage } from './hub.ts';
import { noVersion } from './package-problems.ts';
import type { HubPin, HubSpec } from './package-spec.ts';
import { highestIn, installable, meets, rangeOf } from './version-range.ts';
import { parseVersion } from './version-specifier.ts';

/** Undefined after a report. `dbtVersion` null: whatever dbt they are made for. */
export function settleVersion(
  spec: HubSpec,
  { versions }: HubPackage,
  dbtVersion: string | null,
  report: Report,
): HubPin | undefined {
  const [first] = spec.versions;
  if (!first) return undefined;
  const all = [...versions.keys()];
  const suited = all.filter((version) => {
    const forDbt = versions.get(version)?.forDbt ?? [];
    return dbtVersion === null || forDbt.length === 0 || meets(dbtVersion, forDbt);
  });
  const specifiers = spec.versions.map(({ specifier }) => specifier);
  // Who names a prerelease, in whatever bound, wants prereleases.
  const prereleases = spec.prereleases || specifiers.some(({ prerelease }) => prerelease !== null);
  const available = installable(suited, prereleases);
  const range = rangeOf(specifiers);
  const version = range && highestIn(range, available);
  const latest = available.at(-1);
  if (version !== undefined && latest !== undefined)
    return { kind: 'hub', name: spec.name, version, latest, by: first.by };
  const isPrerelease = (text: string) => parseVersion(text)?.prerelease !== null;
  const left = {
    prereleases: prereleases ? 0 : suited.filter(isPrerelease).length,
    forOtherDbt: all.length - suited.length,
  };
  report(noVersion(spec, available, dbtVersion ?? '', left));
  return undefined;
}
