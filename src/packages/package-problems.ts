// What is reported where packages cannot be had together, or not at all: each with everybody who asks, and what for.

import { type Diagnostic, errorAt, type Note, warningAt } from '../diagnostics/diagnostic.ts';
import { didYouMean, nearestName } from '../diagnostics/nearest.ts';
import {
  type Asker,
  firstAsker,
  type GitSpec,
  type HubSpec,
  type PackagePin,
  type PackageSpec,
  type ResolvedPackage,
  shownName,
} from './package-spec.ts';

/** `acme/orders 1.0.0, which acme/shop 2.0.0 asks for, asks for >=1.2.0`. */
export function asks(by: Asker | undefined, what: string): Note {
  if (!by) return { message: `${what} is asked for` };
  const [last, ...before] = by.way.toReversed();
  const [next] = before;
  const who = last === undefined ? 'this project' : next === undefined ? last : `${last}, which ${next} asks for,`;
  return { message: `${who} asks for ${what}`, span: by.span };
}

export function unknownPackage(spec: HubSpec, names: readonly string[]): Diagnostic {
  const by = firstAsker(spec);
  const own = spec.name.slice(spec.name.indexOf('/') + 1);
  const elsewhere = names.find((name) => name.endsWith(`/${own}`));
  const otherwise = elsewhere && !nearestName(spec.name, names) ? `There is ${elsewhere}` : 'Correct its name';
  return errorAt('PACKAGE_UNKNOWN', `the hub has no package ${spec.name}`, {
    span: by?.span,
    notes: by && by.way.length > 0 ? [asks(by, 'it')] : [],
    help: didYouMean(spec.name, names, otherwise),
  });
}

/** No version is what all ask for. `available` from low to high. */
export function noVersion(
  spec: HubSpec,
  available: readonly string[],
  dbtVersion: string,
  left: { readonly prereleases: number; readonly forOtherDbt: number },
): Diagnostic {
  const askers = new Set(spec.versions.map(({ by }) => by.way.join(' ')));
  const shown = available.slice(-8).join(', ');
  const byText = new Map(
    spec.versions.map(({ specifier, by }) => [`${specifier.text} ${by.way.join(' ')}`, { specifier, by }]),
  );
  const isConflict = byText.size > 1;
  const notes = [...byText.values()].map(({ specifier, by }) => asks(by, specifier.text));
  const there = available.length === 0 ? 'none can be taken' : `${available.length > 8 ? '… ' : ''}${shown}`;
  notes.push({ message: `versions there are: ${there}` });
  if (left.forOtherDbt > 0) notes.push({ message: `${left.forOtherDbt} more are not for dbt ${dbtVersion}` });
  if (left.prereleases > 0)
    notes.push({ message: `${left.prereleases} more are prereleases, which install_prerelease: true lets in` });
  return errorAt(
    isConflict ? 'PACKAGE_CONFLICT' : 'PACKAGE_NO_VERSION',
    isConflict ? `no version of ${spec.name} is what all ask for` : `${spec.name} has no version that is asked for`,
    {
      span: spec.versions.at(-1)?.by.span,
      notes,
      help:
        askers.size > 1
          ? 'Widen one of them, or take another version of the package that asks'
          : 'Ask for a version that there is',
    },
  );
}

export function manyRevisions(spec: GitSpec): Diagnostic {
  return errorAt('PACKAGE_CONFLICT', `${shownName(spec)} is asked for in ${spec.revisions.length} revisions`, {
    span: spec.revisions.at(-1)?.by.span,
    notes: spec.revisions.map(({ revision, by }) => asks(by, revision)),
    help: 'Ask for one revision everywhere',
  });
}

export function unpinned(pin: PackagePin & { readonly kind: 'git' }): Diagnostic {
  return warningAt('PACKAGE_UNPINNED', `${shownName(pin)} is taken as its ${pin.revision} is now`, {
    span: pin.by.span,
    help: 'Name a tag or a commit under revision:, or say warn-unpinned: false',
  });
}

export function moved(name: string, to: string, by: Asker | undefined): Diagnostic {
  return warningAt('PACKAGE_MOVED', `the package ${name} has moved to ${to}`, {
    span: by?.span,
    help: `Ask for ${to} instead`,
  });
}

/** It cannot be had, or is not taken: `why` is half a sentence, or several. */
export function unavailable(pin: PackagePin | PackageSpec, why: string, said = ''): Diagnostic {
  const by = firstAsker(pin);
  const notes = by && by.way.length > 0 ? [asks(by, 'it')] : [];
  return errorAt('PACKAGE_UNAVAILABLE', `${shownName(pin)} cannot be had: ${why}`, {
    span: by?.span,
    notes: said === '' ? notes : [...notes, { message: said }],
    help: 'Correct what it is asked for by, or try again once it is there',
  });
}

export function unsafe(pin: PackagePin | PackageSpec, why: string): Diagnostic {
  const by = firstAsker(pin);
  return errorAt('PACKAGE_UNSAFE', `${shownName(pin)} is not taken: ${why}`, {
    span: by?.span,
    notes: by && by.way.length > 0 ? [asks(by, 'it')] : [],
    help: 'Nothing of it was installed. Ask whoever made it for one that can be taken',
  });
}

/** In the lock there is a mask in its place. */
export function writtenPassword(pin: PackagePin): Diagnostic {
  return warningAt('PACKAGE_PASSWORD', `the address of ${shownName(pin)} holds a password, which the lock does not`, {
    span: pin.by.span,
    notes: pin.by.way.length > 0 ? [asks(pin.by, 'it')] : [],
    help: "Put the password into a variable, and env_var('DBT_ENV_SECRET_…') in its place",
  });
}

/** Two packages, or one and the project itself, whose projects have one name. */
export function sameName(one: ResolvedPackage, other: ResolvedPackage | null): Diagnostic {
  const notes = other ? [asks(other.pin.by, `${shownName(other.pin)}, which has that name`)] : [];
  const whose = other ? 'another package' : 'this project';
  return errorAt('PACKAGE_NAME', `the project in ${shownName(one.pin)} is called ${one.project}, as ${whose} is`, {
    span: one.pin.by.span,
    notes: [...notes, asks(one.pin.by, shownName(one.pin))],
    help: other ? 'Ask for one of the two' : 'Give the project another name, or leave out the package',
  });
}
