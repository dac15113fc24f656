// A node's turn as values: what makes its plan, where it is carried out, and what has come of it so far.

import type { Session } from '../../database/database.ts';
import type { Span } from '../../diagnostics/text-file.ts';
import type { BuiltNode } from '../../graph/node.ts';
import type { RenderHook } from '../hooks/perform-hook.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { Run } from '../run.ts';
import type { PreparedNode } from './prepare-node.ts';
import type { RecordedRun } from './record-node.ts';
import type { StepEffect } from './step-effect.ts';

/** What a turn asks of its run. */
export type NodeRun = RecordedRun & Pick<Run, 'emit' | 'cancelled' | 'root' | 'options'>;

/** What makes a node's plan at its turn, on the session whose transaction holds the node's lock. */
export interface NodeWork {
  readonly node: BuiltNode;
  readonly span: Span | undefined;
  /** Compiles and plans; throws NodeFailure with the diagnostics of the node. */
  prepare(session: Session): Promise<PreparedNode>;
  /** What renders the hooks outside the transaction. */
  prepareHooks(session: Session): Promise<RenderHook>;
}

/** One attempt at a node's turn. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly session: Session;
  readonly work: NodeWork;
  readonly run: NodeRun;
  /** Of the first attempt. */
  readonly startedAt: Date;
  readonly progress: Progress;
}

/** Through all attempts of one turn. */
export interface Progress {
  /** What was done by steps that have a mark, by that: also by one whose commit may come through although nobody hears of it. */
  readonly effects: Map<string, StepEffect>;
  /** The marks of those that are known to have committed. */
  readonly committed: Set<string>;
  /** Of the step under way, or the last one. */
  loads: LoadReport[];
  /** Whether a step before the last has committed its change. */
  altered: boolean;
}

export function noProgress(): Progress {
  return { effects: new Map(), committed: new Set(), loads: [], altered: false };
}
