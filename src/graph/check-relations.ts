// Where nodes would be, looked at before anything runs: no two of them in one place, and none in the schema of the state.
// Names are whole here: one that PostgreSQL would cut is refused when its node is planned.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { quoteIdentifier, relationKey } from '../sql/sql.ts';
import { isEnabled, type Node, ownsRelation, type RefableNode } from './node.ts';

/** One mistake for each relation that several nodes have, and for each node in `stateSchema`; needs no graph. */
export function checkRelations(nodes: readonly Node[], stateSchema: string): readonly Diagnostic[] {
  const places = new Map<string, RefableNode>();
  const sharing = new Map<string, readonly RefableNode[]>();
  const problems: Diagnostic[] = [];
  for (const node of nodes.filter(isPlaced)) {
    if (node.relation.schema === stateSchema) problems.push(inState(node));
    const place = relationKey(node.relation);
    const first = places.get(place);
    if (!first) places.set(place, node);
    // Two nodes of one id are a mistake of the graph's.
    else if (first.id !== node.id) sharing.set(place, [...(sharing.get(place) ?? [first]), node]);
  }
  return [...problems, ...[...sharing].map(([place, sharers]) => shared(place, sharers))];
}

function isPlaced(node: Node): node is RefableNode {
  return ownsRelation(node) && isEnabled(node);
}

function shared(place: string, nodes: readonly RefableNode[]): Diagnostic {
  const [first, ...others] = nodes.toReversed();
  const names = nodes.map(({ id }) => id).join(', ');
  return errorAt('RELATION_SHARED', `these nodes would overwrite each other in ${place}: ${names}`, {
    span: first && namedAt(first, 'alias', 'schema'),
    notes: others.toReversed().map((node) => ({
      message: `${node.id} has the same relation`,
      span: namedAt(node, 'alias', 'schema'),
    })),
    help: 'Give one of them another `alias` or `schema`, or disable it',
  });
}

function inState(node: RefableNode): Diagnostic {
  const schema = quoteIdentifier(node.relation.schema);
  return errorAt('RELATION_IN_STATE', `"${node.name}" would be in the schema ${schema}, where Smelt keeps its state`, {
    span: namedAt(node, 'schema'),
    help: "Give it another `schema`, or name another one for the state with the target's `state_schema`",
  });
}

/** The setting that gives the name, else the file. */
function namedAt({ config, span }: RefableNode, ...keys: readonly string[]): Span {
  return keys.flatMap((key) => config.spans.get(key) ?? [])[0] ?? span;
}
