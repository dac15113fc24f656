// Gathers what the tests of a run answer about each relation, and gives the relation's row of the day once all of its enabled
// tests have ended.

import type { Assertion, Counts } from '../../assertions/assertion.ts';
import type { RecordCounts } from '../../assertions/statement.ts';
import type { Graph } from '../../graph/graph.ts';
import type { NodeId } from '../../graph/node.ts';
import { scoresOf } from '../../quality/scores-of.ts';
import type { RelationName } from '../../sql/sql.ts';
import type { QualityRow } from '../../state/quality-metrics.ts';
import type { AssertionAnswers } from './ask-assertions.ts';

interface Gathered {
  readonly enabled: Map<NodeId, Assertion>;
  readonly counts: Map<NodeId, Counts>;
  records: RecordCounts | null;
  /** Enabled tests declared on the relation that have not ended in this run. */
  readonly left: Set<NodeId>;
}

export interface QualityEnvironment {
  readonly gathered: Map<NodeId, Gathered>;
  /** The project's data_quality_metrics; null where it has none. */
  readonly table: RelationName | null;
  /** Once the tests of a group have ended: the row of the day of their relation when they were its last. The same when asked again. */
  rowAfter(group: { readonly subject: NodeId | null; readonly tests: readonly NodeId[] }): QualityRow | null;
}

/** Rows exist for models and seeds. */
export function qualityEnvironment(graph: Graph, targetSchema: string, table: RelationName | null): QualityEnvironment {
  const gathered = new Map<NodeId, Gathered>();
  for (const node of graph.nodes.values()) {
    if (node.resourceType !== 'model' && node.resourceType !== 'seed') continue;
    const tests = graph.childrenOf(node.id).filter((id) => isDeclaredOn(graph, id, node.id));
    gathered.set(node.id, { enabled: new Map(), counts: new Map(), records: null, left: new Set(tests) });
  }
  return {
    gathered,
    table,
    rowAfter({ subject, tests }) {
      const found = subject === null ? undefined : gathered.get(subject);
      const node = subject === null ? undefined : graph.nodes.get(subject);
      if (!found || !node || node.resourceType === 'test') return null;
      for (const id of tests) found.left.delete(id);
      if (found.left.size > 0) return null;
      const row = scoresOf({
        relation: node.relation,
        targetSchema,
        enabled: [...found.enabled.values()],
        counts: found.counts,
        records: found.records,
      });
      return row === 'incomplete' ? null : row;
    },
  };
}

/** Takes in the answers of one group of tests. */
export function measureQuality(
  environment: QualityEnvironment,
  subject: NodeId | null,
  assertions: readonly { readonly assertion: Assertion }[],
  answers: AssertionAnswers,
): void {
  const found = subject === null ? undefined : environment.gathered.get(subject);
  if (!found) return;
  for (const { assertion } of assertions) found.enabled.set(assertion.id, assertion);
  for (const [id, counts] of answers.counts) found.counts.set(id, counts);
  if (answers.records !== null && assertions.some(({ assertion }) => assertion.check.kind === 'row'))
    found.records = answers.records;
  found.records ??= answers.records;
}

function isDeclaredOn(graph: Graph, test: NodeId, subject: NodeId): boolean {
  const node = graph.nodes.get(test);
  if (node?.resourceType !== 'test' || !node.attachedTo) return false;
  const parent = graph.nodes.get(subject);
  return (
    parent !== undefined &&
    parent.resourceType !== 'source' &&
    node.attachedTo.kind === 'ref' &&
    node.attachedTo.name === parent.name
  );
}
