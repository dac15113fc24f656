// The packages that are asked for, each once with all that is asked of it, in the order in which they were first named, as dbt
// keeps them: it is the order of the lock.

import { errorAt } from '../diagnostics/diagnostic.ts';
import type { Report } from '../project/read-value.ts';
import { asks } from './package-problems.ts';
import { firstAsker, type GitSpec, type PackageSpec, shownName } from './package-spec.ts';

export class Listing {
  readonly #byKey = new Map<string, PackageSpec>();

  get size(): number {
    return this.#byKey.size;
  }

  specs(): readonly PackageSpec[] {
    return [...this.#byKey.values()];
  }

  /** Adds it to what is known of the package, and answers with all of that; undefined after a report. */
  add(spec: PackageSpec, report: Report): PackageSpec | undefined {
    const key = keysOf(spec).find((name) => this.#byKey.has(name)) ?? keysOf(spec)[0];
    const known = this.#byKey.get(key);
    if (known && known.kind !== spec.kind) {
      const notes = [known, spec].map((one) => asks(firstAsker(one), `it as a ${one.kind} package`));
      const span = firstAsker(spec)?.span;
      const help = 'Name it in one way everywhere';
      report(errorAt('PACKAGE_CONFLICT', `${shownName(spec)} is asked for in two ways`, { span, notes, help }));
      return undefined;
    }
    const whole = known ? both(known, spec) : spec;
    this.#byKey.set(key, whole);
    return whole;
  }
}

/** A repository is the same with and without `.git` at its end. */
function keysOf(spec: PackageSpec): readonly [string, ...string[]] {
  if (spec.kind === 'hub') return [spec.name];
  if (spec.kind === 'tarball') return [spec.url];
  if (spec.kind === 'local') return [spec.path];
  const folder = spec.subdirectory === null ? '' : `/${spec.subdirectory}`;
  const other = spec.url.endsWith('.git') ? spec.url.slice(0, -4) : `${spec.url}.git`;
  return [spec.url + folder, other + folder];
}

function both(known: PackageSpec, added: PackageSpec): PackageSpec {
  if (known.kind === 'hub' && added.kind === 'hub')
    return { ...known, versions: [...known.versions, ...added.versions] };
  if (known.kind !== 'git' || added.kind !== 'git') return known;
  return {
    ...known,
    revisions: allRevisions(known, added),
    warnUnpinned: known.warnUnpinned && added.warnUnpinned,
  };
}

/** One revision asked for twice is one; who asked first is reported. */
function allRevisions(known: GitSpec, added: GitSpec): GitSpec['revisions'] {
  const texts = new Set(known.revisions.map(({ revision }) => revision));
  return [...known.revisions, ...added.revisions.filter(({ revision }) => !texts.has(revision))];
}
