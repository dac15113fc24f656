// Which nodes a command is about: `--select` minus `--exclude`, with the tests of what is selected, of the wanted kinds.

import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, warningAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import type { Graph } from './graph.ts';
import { type IndirectSelection, together, withTests } from './indirect-selection.ts';
import { matcherOf } from './match-criterion.ts';
import { displayName, isPointer, isSource, type NodeId, type ResourceType } from './node.ts';
import { type Criterion, type Intersection, parseSelectors } from './selector.ts';

export interface SelectOptions {
  /** Of the root project. */
  readonly projectName: string;
  /** No texts: everything. */
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  /** Kinds that the command is about; null: all. Tests are found through what they test before this is applied. */
  readonly resourceTypes: ReadonlySet<ResourceType> | null;
  /** Eager where it is not given. */
  readonly indirect?: IndirectSelection;
}

/** In the graph's order. */
export type Selection = ReadonlySet<NodeId>;

/** Mistakes in selectors fail; a criterion that matches nothing is a warning. */
export function selectNodes(graph: Graph, options: SelectOptions): Checked<Selection> {
  const select = parseSelectors(options.select);
  const exclude = parseSelectors(options.exclude);
  if (!select.ok || !exclude.ok)
    return failed([...(select.ok ? [] : select.problems), ...(exclude.ok ? [] : exclude.problems)]);
  const warnings: Diagnostic[] = [];
  const nodesOfUnion = (union: readonly Intersection[]) => unionOf(graph, union, options, warnings);
  const selected = select.value.length === 0 ? new Set(graph.order) : nodesOfUnion(select.value);
  const excluded = nodesOfUnion(exclude.value);
  const kept = graph.order.filter((id) => {
    const type = graph.nodes.get(id)?.resourceType;
    return selected.has(id) && !excluded.has(id) && type !== undefined && (options.resourceTypes?.has(type) ?? true);
  });
  return passed(new Set(kept), warnings);
}

function unionOf(
  graph: Graph,
  union: readonly Intersection[],
  options: SelectOptions,
  warnings: Diagnostic[],
): ReadonlySet<NodeId> {
  const mode = options.indirect ?? 'eager';
  const found = union.map((intersection) => {
    if (intersection.length === 0)
      warnings.push(matchesNothing('', 'The text is empty: write a name, or leave the option out'));
    const parts = intersection.map((criterion) =>
      withTests(graph, withPointers(graph, nodesOf(graph, criterion, options.projectName, warnings)), mode),
    );
    return together(graph, parts, inAll, mode);
  });
  return together(graph, found, inAny, mode).ids;
}

function inAll([first, ...others]: readonly ReadonlySet<NodeId>[]): ReadonlySet<NodeId> {
  return new Set([...(first ?? [])].filter((id) => others.every((other) => other.has(id))));
}

function inAny(sets: readonly ReadonlySet<NodeId>[]): ReadonlySet<NodeId> {
  return new Set(sets.flatMap((set) => [...set]));
}

/** With the views that point to them. */
function withPointers(graph: Graph, ids: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
  const pointers = [...ids].flatMap((id) => graph.childrenOf(id).filter((child) => isPointer(graph.nodes.get(child))));
  return new Set([...ids, ...pointers]);
}

function nodesOf(graph: Graph, criterion: Criterion, projectName: string, warnings: Diagnostic[]): ReadonlySet<NodeId> {
  const matches = matcherOf(criterion, projectName);
  const named = [...graph.nodes.values()].filter((node) => matches(node) && !isPointer(node)).map((node) => node.id);
  if (named.length === 0) warnings.push(nothing(graph, criterion));
  const found = new Set(named);
  const add = (ids: Iterable<NodeId>): void => {
    for (const id of ids) found.add(id);
  };
  if (criterion.withNeedsOfDescendants) {
    add(graph.descendantsOf(named));
    add(graph.ancestorsOf([...found]));
  }
  if (criterion.ancestors > 0) add(graph.ancestorsOf(named, criterion.ancestors));
  if (criterion.descendants > 0) add(graph.descendantsOf(named, criterion.descendants));
  return found;
}

function nothing(graph: Graph, criterion: Criterion): Diagnostic {
  const nodes = [...graph.nodes.values()];
  const names =
    criterion.method === 'tag'
      ? nodes.flatMap((node) => node.tags)
      : criterion.method === 'fqn'
        ? nodes.flatMap((node) => (isSource(node) ? [] : [node.name]))
        : criterion.method === 'source'
          ? nodes.flatMap((node) => (isSource(node) ? [node.sourceName, displayName(node)] : []))
          : [];
  return matchesNothing(
    criterion.text,
    didYouMean(criterion.value, new Set(names), 'See what there is with: smelt ls'),
  );
}

function matchesNothing(text: string, help: string): Diagnostic {
  return warningAt('SELECT_NOTHING', `the selector "${text}" matches no enabled node`, { help });
}
