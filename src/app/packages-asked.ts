// What `smelt deps` is asked to install: the project's own list, with what `--add-package` adds to it.

import { errorAt } from '../diagnostics/diagnostic.ts';
import { addToList, type NewPackage, parseNewPackage } from '../packages/add-package.ts';
import type { PackageSpec } from '../packages/package-spec.ts';
import { type PackageSettings, packagesIn, readPackagesFile } from '../packages/read-package-folder.ts';
import { readSpecs } from '../packages/read-specs.ts';
import { hashOfSpecs } from '../packages/spec-hash.ts';
import type { Report } from '../project/read-value.ts';

export interface AskedPackages {
  readonly specs: readonly PackageSpec[];
  /** As the lock has it. */
  readonly hash: string;
  /** The file with the package that is added, as it is to be written once all went well. */
  readonly added: { readonly name: string; readonly text: string } | null;
}

export interface AskedOptions extends PackageSettings {
  readonly addPackage: string | undefined;
  readonly source: NewPackage['source'];
}

/** Undefined after a report. */
export async function askedPackages(
  root: string,
  options: AskedOptions,
  report: Report,
): Promise<AskedPackages | undefined> {
  let isRight = true;
  const reporting: Report = (diagnostic) => {
    if (diagnostic.severity === 'error') isRight = false;
    report(diagnostic);
  };
  const before = await readPackagesFile(root, { ...options, own: true }, reporting);
  if (!before || !isRight) return undefined;
  const added = newPackage(options, reporting);
  if (added === undefined) return undefined;
  const text = added && addToList(before.file.text, added);
  const list =
    text === null ? before : packagesIn(before.name, { path: before.name, text }, { ...options, own: true }, reporting);
  if (!list) return undefined;
  const specs = readSpecs(list.rendered, list.written, { env: options.env, own: true, by: null }, reporting);
  if (!isRight) return undefined;
  return {
    specs,
    hash: hashOfSpecs(list.rendered, list.written),
    added: text === null ? null : { name: list.name, text },
  };
}

/** Null where none is added; undefined after a report. */
function newPackage({ addPackage, source }: AskedOptions, report: Report): NewPackage | null | undefined {
  if (addPackage === undefined) return null;
  const added = parseNewPackage(addPackage, source);
  if (added.name !== '' && (added.version !== null || source === 'local')) return added;
  const form = source === 'git' ? 'address@revision' : 'namespace/name@version';
  report(
    errorAt('PACKAGE_OPTION', `--add-package "${addPackage}" names no ${source === 'git' ? 'revision' : 'version'}`, {
      help: `Write it as ${form}`,
    }),
  );
  return undefined;
}
