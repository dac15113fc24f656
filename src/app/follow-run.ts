// What a run's events come to, for its own end: whether something ended badly, what on-run-end is given, and which nodes came to
// no end of their own. What people see is written by report/.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Emit } from '../execute/event.ts';
import type { Ended } from '../execute/hooks/run-results.ts';
import { maskEvent } from '../execute/mask-event.ts';
import type { LeftNodes } from '../execute/node/record-node.ts';
import type { Graph } from '../graph/graph.ts';
import { isBuilt } from '../graph/node.ts';
import { whySkipped } from '../report/node-line.ts';
import { addToTally, endedBadly, newTally } from '../report/run-tally.ts';

export interface FollowedRun {
  /** Passes each event on, without secrets. */
  readonly emit: Emit;
  readonly ended: readonly Ended[];
  /** Whether a node, a test or something of the run itself has failed. */
  readonly bad: boolean;
  /** The verdict on the run, for the state and for the exit code: with `warnError` a warning is a failure too. */
  readonly failed: boolean;
  /** Whether it was reported that the connection is gone: what cannot be done after that needs no words of its own. */
  readonly lossReported: boolean;
  left(graph: Graph): LeftNodes;
}

/** `secrets` as maskMessage takes them. */
export function followRun(emit: Emit, secrets: readonly string[], warnError: boolean): FollowedRun {
  const ended: Ended[] = [];
  const started = new Set<string>();
  const tally = newTally();
  let lossReported = false;
  const note = (diagnostics: readonly Diagnostic[]) => {
    lossReported ||= diagnostics.some(({ code }) => code === 'CONNECTION_LOST');
  };
  return {
    ended,
    get bad() {
      return endedBadly(tally, false);
    },
    get failed() {
      return endedBadly(tally, warnError);
    },
    get lossReported() {
      return lossReported;
    },
    emit(given) {
      const event = maskEvent(given, secrets);
      addToTally(tally, event);
      if (event.kind === 'nodeStarted') started.add(event.nodeId);
      if (event.kind === 'diagnostic') note([event.diagnostic]);
      if (event.kind === 'nodeFinished' || event.kind === 'testFinished') {
        ended.push({ ...event, at: new Date() });
        const { outcome } = event;
        if ('diagnostics' in outcome) note(outcome.diagnostics);
      }
      emit(event);
    },
    left: (graph) => leftNodes(ended, started, graph),
  };
}

function leftNodes(ended: readonly Ended[], started: ReadonlySet<string>, graph: Graph): LeftNodes {
  const built = ended.flatMap(({ nodeId, outcome, milliseconds }) => {
    const node = graph.nodes.get(nodeId);
    return isBuilt(node) ? [{ node, outcome, milliseconds }] : [];
  });
  return {
    interrupted: built.filter(({ node, outcome }) => outcome.status === 'cancelled' && started.has(node.id)),
    skipped: built.flatMap(({ node, outcome }) =>
      outcome.status === 'skipped' ? [{ node, reason: whySkipped(outcome) }] : [],
    ),
  };
}
