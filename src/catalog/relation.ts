// What a database holds, as values: relations with everything that planning and publishing need to know of them.
// Reading it from a server is postgres/'s; this folder has no effects.

import type { RelationName } from '../sql/sql.ts';

export type RelationKind =
  | 'table'
  | 'partitioned'
  | 'partition'
  | 'view'
  | 'materialized_view'
  | 'foreign_table'
  | 'sequence'
  | 'other';

export interface CatalogColumn {
  readonly name: string;
  /** `format_type()`: `numeric(18,8)`, `timestamp without time zone`, … */
  readonly type: string;
  readonly notNull: boolean;
  /** `pg_get_expr` of the default, or null. */
  readonly default: string | null;
  readonly identity: 'always' | 'by default' | null;
  readonly generated: boolean;
  /** The schema of the type's `=`, where that is not PostgreSQL's own: of citext the one in which its extension is. */
  readonly equality?: string;
}

export interface CatalogIndex {
  readonly name: string;
  /** `pg_get_indexdef`. */
  readonly definition: string;
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  readonly valid: boolean;
  /** Plain key columns in order; null stands for an expression. */
  readonly columns: readonly (string | null)[];
  readonly partial: boolean;
}

export interface CatalogConstraint {
  readonly name: string;
  readonly kind: 'primary_key' | 'unique' | 'check' | 'foreign_key' | 'exclusion' | 'not_null' | 'other';
  /** `pg_get_constraintdef`. */
  readonly definition: string;
  readonly columns: readonly string[];
  /** For a foreign key: the relation it points to. */
  readonly references: RelationName | null;
}

export interface CatalogPartition {
  readonly name: RelationName;
  /** `pg_get_expr(relpartbound)`: `FOR VALUES FROM ('…') TO ('…')` or `DEFAULT`. */
  readonly bound: string;
}

/** Something that reads or hangs on a relation. */
export interface Dependent {
  readonly kind:
    | 'view'
    | 'materialized_view'
    | 'foreign_key'
    | 'trigger'
    | 'rule'
    | 'policy'
    | 'function'
    | 'publication'
    | 'inheritance'
    | 'type'
    | 'statistics'
    | 'sequence'
    | 'other';
  /** Of the dependent relation where there is one, else of the thing itself. */
  readonly name: RelationName;
  /** `pg_describe_object`, with the owner of the relation or function: `view public.theirs (owner bob)`. */
  readonly description: string;
}

export interface CatalogRelation {
  readonly oid: number;
  readonly name: RelationName;
  readonly kind: RelationKind;
  readonly owner: string;
  readonly persistence: 'permanent' | 'unlogged' | 'temporary';
  readonly columns: readonly CatalogColumn[];
  readonly indexes: readonly CatalogIndex[];
  readonly constraints: readonly CatalogConstraint[];
  /**
   * Which stored query a view or materialized view has: another after each CREATE OR REPLACE; null for other kinds. Not its text:
   * asking for that locks all that the view reads until the end of the transaction.
   */
  readonly rule: string | null;
  /** `pg_get_partkeydef`, for partitioned tables. */
  readonly partitionKey: string | null;
  readonly partitions: readonly CatalogPartition[];
  /** Of a partition: the table that it is attached to. */
  readonly partitionOf?: RelationName;
  readonly dependents: readonly Dependent[];
  /** Materialized views: whether REFRESH has filled it. */
  readonly populated: boolean;
  /** Views and materialized views: whether it reads a retired version of a relation that was replaced. */
  readonly readsRetired: boolean;
  readonly comment: string | null;
  /** Whether the server refuses UPDATE and DELETE: a publication sends them, and no replica identity says which rows. */
  readonly refusesChanges: boolean;
  /** Names of user triggers on it. */
  readonly triggers: readonly string[];
  /** Smelt's ownership record when (name, OID) are recorded in the state; else null. */
  readonly ownership: Ownership | null;
}

export interface Ownership {
  readonly nodeId: string;
  /** New when created from nothing or by full refresh; passed on to whatever takes its place with the rows in it. */
  readonly generation: string;
  /** Of the definition that Smelt gave it. */
  readonly fingerprint: string;
  /** Which run's fingerprint of content or parents, for what may be left alone (seeds, materialized views). */
  readonly contentFingerprint: string | null;
  /** Of a seed; null: nothing was remembered. */
  readonly seed: SeedRecord | null;
  /** What its config and its hooks have put on it; null: nothing was remembered (a record of an older version). */
  readonly made: readonly MadePart[] | null;
}

/** What the reading of a seed's file gave, and the rows as they were once they were written (state/seed-rows.ts). */
export interface SeedRecord {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly inference: number;
  readonly rows: string;
}

/** Something on a relation beside its columns and rows, as state/relation-parts.ts reads it. */
export interface RelationPart {
  readonly kind: MadeKind;
  /** Of a comment on a column the column's name, of one on the relation ''; of a grant `SELECT reader`, on a column `amount SELECT reader`. */
  readonly name: string;
  /** As the server gives it, with its own name and the relation's left out, so that equal things have equal definitions. */
  readonly definition: string;
}

/** A part that Smelt remembers to have made, which distinguishes it from what people put there by hand. */
export interface MadePart extends RelationPart {
  readonly origin: 'config' | 'hook';
  /** Which hook made it, by `hookId` of plan/; null: the config. */
  readonly hook: string | null;
}

export type MadeKind =
  | 'index'
  | 'constraint'
  | 'trigger'
  | 'policy'
  | 'rule'
  | 'statistics'
  | 'grant'
  | 'comment'
  | 'setting';

/** The schema of the state. */
export interface StatePlace {
  readonly schema: string;
  /** Whether who asks may create relations there. */
  readonly mayCreate: boolean;
  /** Whether the function that swaps call is there, of this version's text, and may be called and trusted. */
  readonly carriesOver: boolean;
  /** Whether the records of what is Smelt's are there, but who asks may not read them: then everything is taken to be Smelt's. */
  readonly hidden: boolean;
}

export interface Catalog {
  readonly state: StatePlace;
  /** Who asks: the owner of what is made. */
  readonly user: string;
  /** By relationKey(name); holds every relation of the schemas that the project uses, and of the state's. */
  readonly relations: ReadonlyMap<string, CatalogRelation>;
}
