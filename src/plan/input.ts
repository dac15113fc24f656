// What planning a node needs to know, all of it plain values: the node's text, what the database holds, and what the project
// says of its other relations. Whoever runs or explains a plan gathers it.

import type { Catalog, CatalogRelation } from '../catalog/relation.ts';
import type { CompiledModel } from '../compile/compiled-model.ts';
import type { Span } from '../diagnostics/text-file.ts';
import type { BuiltNode, ModelNode, NodeId, SeedNode } from '../graph/node.ts';
import type { SeedFile, SeedShape } from '../ingest/read-seed.ts';
import type { RelationName } from '../sql/sql.ts';
import type { QueryShape } from './shape/query-shape.ts';

export interface PlanInput {
  readonly subject: Subject;
  /** Holds at least the node's relation, those that its text names, and what depends on it. */
  readonly catalog: Catalog;
  /** Of a node that `dependsOnShape`; null where it does not, or where the server did not know yet. */
  readonly shape: QueryShape | null;
  readonly project: ProjectRelations;
  readonly options: PlanOptions;
}

export type Subject =
  | { readonly kind: 'model'; readonly node: ModelNode; readonly compiled: CompiledModel }
  | { readonly kind: 'seed'; readonly node: SeedNode; readonly content: SeedContent };

/** A seed's file as it was read: its columns with the types that its cells suggest, and where its rows are. */
export interface SeedContent extends SeedShape {
  readonly file: SeedFile;
  /** Whether the table, where its rows are those of the same file, still holds them as they were written. */
  readonly unchanged: boolean;
  /** `--empty`: the table has no row of the file, and the next load without it is a new one. */
  readonly empty: boolean;
}

export interface ProjectRelations {
  /** Where each model and seed is. */
  readonly relations: ReadonlyMap<NodeId, RelationName>;
  /** Where the `to:` of a foreign key leads, by its text as written (`ref('client_account')`). */
  readonly foreignKeyTargets: ReadonlyMap<string, RelationName>;
}

export interface PlanOptions {
  readonly fullRefresh: boolean;
  /** The id that the relation's rows get when they are made from nothing; the caller makes a fresh one for each node and run. */
  readonly newGeneration: string;
  /** The project's audit_log; null where it has none. */
  readonly auditTable: RelationName | null;
}

/** The input as a materialization sees it: with what is in the relation's place today. */
export interface PlanContext<Of extends Subject = Subject> {
  readonly subject: Of;
  readonly node: Of['node'];
  readonly target: RelationName;
  readonly actual: CatalogRelation | null;
  readonly catalog: Catalog;
  readonly shape: QueryShape | null;
  readonly project: ProjectRelations;
  readonly options: PlanOptions;
}

export type ModelSubject = Extract<Subject, { kind: 'model' }>;
export type SeedSubject = Extract<Subject, { kind: 'seed' }>;

/** Where the value of a config key was stated; else the start of the node's file. */
export function spanOfConfig(node: BuiltNode, key: string): Span {
  return node.config.spans.get(key) ?? { file: node.file, start: 0, end: 0 };
}
