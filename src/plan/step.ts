// A plan is data: what `run` executes, `plan` shows and tests compare. A step is one transaction's worth of work on one
// node; steps and their actions are carried out in order by execute/, which adds nothing to what is sent to the database for the node.

import type { CatalogPartition, CatalogRelation, MadePart } from '../catalog/relation.ts';
import type { CompiledText, FileRelation } from '../compile/compiled-model.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Span } from '../diagnostics/text-file.ts';
import type { SeedFile } from '../ingest/read-seed.ts';
import type { Hook, PartitionBy } from '../project/model-config.ts';
import type { Grantee } from '../sql/parse-grant.ts';
import type { RelationName, Sql } from '../sql/sql.ts';
import type { ConfigPart } from '../state/made-parts.ts';
import type { RelationNoun } from './shape/take-off.ts';

export interface Plan {
  /** In the order of the graph. */
  readonly nodes: readonly NodePlan[];
}

export interface NodePlan {
  /** What becomes of the node's relation, for people: `create`, `append`, `merge`, `refresh`, `unchanged`, … */
  readonly summary: string;
  /** Hooks outside the node's transactions: before the first begins and after the last has committed. */
  readonly outside: { readonly before: readonly Hook[]; readonly after: readonly Hook[] };
  /** Carried out in this order; the last is a Step. What is behind a LookAgain is as it is foreseen. */
  readonly steps: readonly (Step | LookAgain)[];
  /** Why the node could not be planned ahead, where it could not; its steps are then the plan on the facts known so far. */
  readonly deferred: string | null;
}

/** One transaction under the node's lock. */
export interface Step {
  readonly kind: StepKind;
  /** One line for people: `merge into "public"."silver_deposits" by affiliate_id, deposit_id`. */
  readonly title: string;
  /**
   * The name, of all steps that the node may have in a run, by which a later attempt of the run finds that this one has committed, and
   * passes it over. Null: what exists says it, on which the node is then planned.
   */
  readonly mark: string | null;
  /** What it needs where it does not begin in the transaction that planned it: read again there, under the node's lock. */
  readonly premises: readonly Premise[];
  readonly actions: readonly Action[];
}

/** The node is planned anew, on what the steps before have left and nobody can foresee. They have no mark. */
export interface LookAgain {
  readonly kind: 'look again';
  readonly title: string;
}

export function isStep(step: Step | LookAgain): step is Step {
  return step.kind !== 'look again';
}

export type StepKind =
  /** Columns are added, changed or dropped, in a transaction that ends before the rows are written. */
  | 'alter'
  | 'create'
  | 'replace'
  | 'swap'
  | 'rewrite'
  | 'append'
  | 'merge'
  | 'delete+insert'
  | 'refresh'
  | 'seed'
  | 'leave';

/** What something needs of one relation; facts.ts compares it with what is there. */
export type Premise =
  | SeenPremise
  /** Its kind and columns, which is all that matters to who reads it, as the plan saw them; null: it does not exist. */
  | { readonly kind: 'shape'; readonly relation: RelationName; readonly actual: CatalogRelation | null }
  /** All that plans depend on, as the step before leaves it: what that makes of the relation is no difference. */
  | { readonly kind: 'left'; readonly relation: RelationName };

/** All that plans depend on (`relationFacts`), as the plan saw it; null: it does not exist. */
export interface SeenPremise {
  readonly kind: 'seen';
  readonly relation: RelationName;
  readonly actual: CatalogRelation | null;
}

export interface SeedColumn {
  readonly name: string;
  /** Of one of PostgreSQL's numbers, which do not know grouped digits; of an integer where decimals are read as dbt does, which knows no `1.0`. */
  readonly cells: 'texts' | 'numbers' | 'whole numbers';
}

export type Action =
  /** Runs one statement. `counts` adds its row count to the node's result. */
  | {
      readonly kind: 'run';
      readonly statement: Sql;
      readonly counts?: 'inserted' | 'updated' | 'deleted';
      readonly model?: ModelText;
    }
  /** Renders the hook's template, whose questions are answered on the way, and runs the statement that it gives, if any. */
  | { readonly kind: 'hook'; readonly moment: 'pre-hook'; readonly hook: Hook }
  /**
   * Runs the post-hooks, and remembers what they and the config have made on the relation, by comparing its parts before and
   * after. What a hook makes once more, although its work of before still exists, is taken off again. What guards rows and no hook
   * makes any more stays, is reported, and is people's from then on.
   */
  | {
      readonly kind: 'remember';
      readonly relation: RelationName;
      readonly noun: RelationNoun;
      readonly hooks: readonly Hook[];
      /** Of all post-hooks, also those after the commit: `hookId`. */
      readonly asked: readonly string[];
      readonly config: readonly ConfigPart[];
    }
  /** Fills the temporary relation of a file source, streaming, and writes the ledger for `target`. */
  | {
      readonly kind: 'loadFiles';
      readonly files: FileRelation;
      readonly target: RelationName;
      readonly generation: string;
      readonly fullRefresh: boolean;
    }
  /** Streams the rows of a seed's file into the relation by COPY; the file must be that of the checksum. */
  | {
      readonly kind: 'copyRows';
      readonly relation: RelationName;
      /** As many as the file has, in its order. */
      readonly columns: readonly SeedColumn[];
      readonly file: SeedFile;
      readonly checksum: string;
    }
  /** Fails the node when the query answers rows: they are examples for the message, and `notes` what is known before. */
  | {
      readonly kind: 'refuse';
      readonly query: Sql;
      readonly notes?: readonly string[];
      readonly code: DiagnosticCode;
      readonly message: string;
      readonly help: string;
      readonly span: Span | null;
    }
  /** Runs `keys` (rows of `partitionKeys`) and then the statements that `expandPartitions` of partitions.ts makes of the answer. */
  | {
      readonly kind: 'expandPartitions';
      readonly keys: Sql;
      readonly target: RelationName;
      /** What the partitions' names begin with; they are in the target's schema. */
      readonly namedAfter: string;
      readonly partitionBy: PartitionBy;
      /** As the plan saw them; what the node itself made before is not among them, and need not be. */
      readonly existing: readonly CatalogPartition[];
    }
  /**
   * SAVEPOINT; the advisory locks of `shared`, by which nodes that would lock the same relations go in turn; then all `locks` under
   * a lock_timeout; the premises read again; then the statements. Tried again from the savepoint when a lock is not granted in
   * time, and planned again from there when a premise no longer holds.
   */
  | {
      readonly kind: 'publish';
      /** OIDs of what the locks lock against everybody, in ascending order. */
      readonly locked: readonly number[];
      /** Those of them that other nodes may lock too: views, which are pointed to what takes the place of any of their parents. */
      readonly shared: readonly number[];
      readonly locks: readonly Sql[];
      /** Of a replacement: what it carries over and what it refuses to lose, in words. The first holds for all of them. */
      readonly notes?: readonly string[];
      readonly premises: readonly SeenPremise[];
      readonly statements: readonly Sql[];
    }
  /** The actions in a savepoint; when a statement fails with the SQLSTATE, they are undone and `otherwise` is done instead. */
  | {
      readonly kind: 'attempt';
      readonly actions: readonly Action[];
      readonly sqlstate: string;
      readonly otherwise: readonly Action[];
    }
  /**
   * Adds the numbers of the query's only row to the node's result: inserted, updated, deleted (bigint). `replaces`: what is counted
   * takes the place of what exists, which is a change whatever the numbers.
   */
  | { readonly kind: 'count'; readonly query: Sql; readonly replaces?: boolean }
  /** Ends the step here, committing what was done, when the query's only value is false: nothing to do. */
  | { readonly kind: 'stopUnless'; readonly query: Sql }
  /** Runs `existingComments` and then the statements that `commentStatements` of describe-relation.ts makes of the answer. */
  | {
      readonly kind: 'describe';
      readonly relation: RelationName;
      readonly as: 'table' | 'view' | 'materialized view';
      /** Null where nobody asks for it: `persist_docs: { relation: false }`. */
      readonly description: string | null;
      readonly columns: readonly ColumnDescription[] | null;
      /** The comments that the config had made before; null: nothing was remembered. */
      readonly remembered: readonly MadePart[] | null;
    }
  /** Runs `existingGrants` and then the statements that `grantStatements` of grants.ts makes of the answer. */
  | {
      readonly kind: 'grant';
      readonly relation: RelationName;
      readonly wanted: readonly WantedGrant[];
      readonly span: Span;
    };

export interface ColumnDescription {
  readonly name: string;
  /** dbt's `quote: true`: the name is exactly this; else it is the one that SQL makes of it, `ID` being id. */
  readonly quote: boolean;
  readonly description: string;
}

export interface WantedGrant {
  /** Lower-cased; null: all that there are. */
  readonly privilege: string | null;
  readonly grantee: Grantee;
  readonly grantOption: boolean;
}

export type PublishAction = Extract<Action, { kind: 'publish' }>;

/** Where a model's own SQL is in a statement's text, so that the database's error positions find the template. */
export interface ModelText {
  readonly compiled: CompiledText & { readonly fileRelations?: readonly FileRelation[] };
  /** UTF-16 offset of the compiled SQL in the statement's text. */
  readonly offset: number;
}
