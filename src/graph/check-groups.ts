// Groups that nodes name: each must be declared.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import type { Group } from '../project/groups.ts';
import { groupOf } from './check-access.ts';
import { isDeclared, isEnabled, isRefable, type Node } from './node.ts';

/** Once for each place that names an unknown group; needs no graph. */
export function checkGroups(nodes: readonly Node[], groups: readonly Group[]): readonly Diagnostic[] {
  const known = new Set(groups.map(({ name }) => name));
  return nodes.flatMap((node) => {
    const group = groupOf(node);
    if (group === null || known.has(group) || !isEnabled(node)) return [];
    const stated = isRefable(node) ? node.config.spans.get('group') : isDeclared(node) ? node.group?.span : undefined;
    const span = stated ?? node.span;
    const help = didYouMean(group, [...known], 'Declare it under "groups:" of a properties file, with its owner');
    return [errorAt('GROUP_UNKNOWN', `there is no group "${group}"`, { span, help })];
  });
}
