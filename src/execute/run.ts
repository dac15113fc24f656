// A run as one value: what it is about, on which database, and whom it reports to. Made once when everything is ready; nothing of it changes.

import type { CompileEnvironment } from '../compile/render-node.ts';
import type { Database } from '../database/database.ts';
import type { Graph } from '../graph/graph.ts';
import type { BuiltNode } from '../graph/node.ts';
import type { ProjectRelations } from '../plan/input.ts';
import type { TargetFacts } from '../project/target-facts.ts';
import type { RelationName } from '../sql/sql.ts';
import type { ProductTable } from '../state/product-tables.ts';
import type { Emit } from './event.ts';

/** What making a node's plan asks of the project. `smelt plan` has it without a run. */
export interface Planning {
  /** The project's folder, absolute. */
  readonly root: string;
  /** What templates ask. Without the facts of single nodes, which are added from a catalog (factsFrom). */
  readonly compile: Omit<CompileEnvironment, 'facts'>;
  readonly relations: ProjectRelations;
  /** The relations that a node's plan looks at: its own, its parents' and those that read it. */
  readonly relationsOf: (node: BuiltNode) => readonly RelationName[];
  /** The engine tables that the project asks for. */
  readonly tables: ReadonlyMap<ProductTable, RelationName>;
}

export interface Run extends Planning {
  /** As `smelt.runs` and templates (`invocation_id`) know it. */
  readonly id: string;
  readonly graph: Graph;
  readonly target: TargetFacts;
  readonly database: Database;
  readonly options: RunOptions;
  /** Whether anything of the run is written to the state. */
  readonly recorded: boolean;
  /** Passes events on, without secrets. */
  readonly emit: Emit;
  /** Whether an interrupt has come. */
  readonly cancelled: () => boolean;
  /** What is written into the database is read by others than who runs Smelt. */
  readonly mask: (text: string) => string;
}

export interface RunOptions {
  /** Nodes at once. */
  readonly threads: number;
  /** Whether a failed test holds back what is downstream (`build`). */
  readonly testsBlock: boolean;
  readonly failFast: boolean;
  /** `load --retry-failed`. */
  readonly retryFailed: boolean;
}
