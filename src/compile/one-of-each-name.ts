// Which of the resources of one name counts: the one that is enabled, as in dbt. A project may have several of which
// config chooses one.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { isEnabled, isTest, nounOf, type RefableNode, type TestNode } from '../graph/node.ts';

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
    const key = JSON.stringify([one.node.packageName, isTest(one.node), one.node.name]);
    const other = kept.get(key);
    if (other && isEnabled(other.node) && isEnabled(one.node)) report(duplicate(other, one));
    if (!other || (!isEnabled(other.node) && isEnabled(one.node))) kept.set(key, one);
  }
  const counted = new Set(kept.values());
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

function duplicate({ node: first }: Named, { node }: Named): Diagnostic {
  const kind = nounOf(first);
  const what = kind === nounOf(node) ? `two ${kind}s are` : `a ${kind} and a ${nounOf(node)} are both`;
  return errorAt('RESOURCE_DUPLICATE', `${what} called "${node.name}"`, {
    span: node.span,
    notes: [{ message: `the other ${kind} is here`, span: first.span }],
    help: 'Rename one of the files, or disable one: ref() finds a resource by its name alone, whatever folder it is in',
  });
}
