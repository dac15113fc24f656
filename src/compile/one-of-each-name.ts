// Which of the resources of one name counts: the one that is enabled, as in dbt. A project may have several of which
// config chooses one.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { isEnabled, isModel, isTest, nounOf, type RefableNode, type TestNode } from '../graph/node.ts';

/** What has a file, and with it a name in its package. */
interface Named {
  readonly node: RefableNode | TestNode;
}

/** In the order given; of each name the enabled one, or the first where none is. A second enabled one is reported and left out. */
export function oneOfEachName<T extends Named>(
  found: readonly T[],
  report: (problem: Diagnostic) => void,
): readonly T[] {
  const kept = new Map<string, T>();
  for (const one of found) {
    const key = JSON.stringify([...nameOf(one), versionOf(one)]);
    const other = kept.get(key);
    if (other && isEnabled(other.node) && isEnabled(one.node)) report(duplicate(other, one));
    if (!other || (!isEnabled(other.node) && isEnabled(one.node))) kept.set(key, one);
  }
  const counted = new Set(kept.values());
  reportUnversioned([...counted], report);
  return found.filter((one) => counted.has(one));
}

/** Generic tests of one id differ in nothing but their config: the enabled one counts, and none is named twice for the others' sake. */
export function withoutDisabledTwins(tests: readonly TestNode[]): readonly TestNode[] {
  const counted = new Map<string, TestNode>();
  for (const test of tests) {
    const other = counted.get(test.id);
    if (!other || (!isEnabled(other) && isEnabled(test))) counted.set(test.id, test);
  }
  return tests.filter((test) => isEnabled(test) || counted.get(test.id) === test);
}

function nameOf({ node }: Named): readonly (string | boolean)[] {
  return [node.packageName, isTest(node), node.name];
}

function versionOf({ node }: Named): string | null {
  return isModel(node) && node.version ? String(node.version.name) : null;
}

/** A name that has versions, and something without one: a ref() of the name could mean either. */
function reportUnversioned(counted: readonly Named[], report: (problem: Diagnostic) => void): void {
  const enabled = counted.filter(({ node }) => isEnabled(node));
  const versions = new Map(
    enabled.flatMap((one) => (versionOf(one) === null ? [] : [[JSON.stringify(nameOf(one)), one]])),
  );
  for (const one of enabled) {
    const other = versionOf(one) === null ? versions.get(JSON.stringify(nameOf(one))) : undefined;
    if (other) report(beside(other, one));
  }
}

function beside({ node: version }: Named, { node }: Named): Diagnostic {
  return errorAt('RESOURCE_DUPLICATE', `"${node.name}" is a ${nounOf(node)}, and the name of versions of a model`, {
    span: node.span,
    notes: [{ message: 'one of the versions is here', span: version.span }],
    help: 'Rename the file, or list it under "versions:" of the model',
  });
}

function duplicate({ node: first }: Named, { node }: Named): Diagnostic {
  const kind = nounOf(first);
  const what = kind === nounOf(node) ? `two ${kind}s are` : `a ${kind} and a ${nounOf(node)} are both`;
  return errorAt('RESOURCE_DUPLICATE', `${what} called "${node.name}"`, {
    span: node.span,
    notes: [{ message: `the other ${kind} is here`, span: first.span }],
    help: 'Rename one of the files, or disable one: ref() finds a resource by its name alone, whatever folder it is in',
  });
}
