// What the graph is made of: every resource of the project as a node with its id, its settings and what it refers to.
// Parsing templates into nodes is compile/'s; this folder orders and selects them.

import type { JsonObject } from '../base/json-value.ts';
import type { SourceText, Span } from '../diagnostics/source-text.ts';
import type { ModelConfig } from '../project/model-config.ts';
import type { ColumnProperties, ConstraintDeclaration, FileSettings, Properties } from '../project/project.ts';
import type { TestConfig } from '../project/test-config.ts';
import type { RelationName } from '../sql/sql.ts';

/** dbt's unique id: `model.affiliate.bronze_deposits`, `source.affiliate.affiliate_api.deposits`, `test.affiliate.not_null_x_y.1a2b3c4d5e`. */
export type NodeId = string & { readonly __brand: 'NodeId' };

export type Node = ModelNode | SeedNode | SourceNode | TestNode;

interface NodeParts {
  readonly id: NodeId;
  readonly name: string;
  readonly packageName: string;
  readonly fqn: readonly string[];
  readonly tags: readonly string[];
  readonly source: SourceText;
  readonly description: string;
  readonly meta: JsonObject;
}

/** A reference as a template or a properties file states it, with its place. */
export type Reference =
  | {
      readonly kind: 'ref';
      readonly packageName: string | null;
      readonly name: string;
      readonly version: string | null;
      readonly span: Span;
    }
  | { readonly kind: 'source'; readonly sourceName: string; readonly name: string; readonly span: Span };

export interface ModelNode extends NodeParts {
  readonly resourceType: 'model';
  readonly config: ModelConfig;
  readonly relation: RelationName;
  readonly columns: readonly ColumnProperties[];
  readonly constraints: readonly ConstraintDeclaration[];
  readonly properties: Properties | null;
  /** Of the template; those of foreign keys (`to: ref(…)`) and of hooks come after, and count as edges too. */
  readonly references: readonly Reference[];
}

export interface SeedNode extends NodeParts {
  readonly resourceType: 'seed';
  readonly config: ModelConfig;
  readonly relation: RelationName;
  readonly columns: readonly ColumnProperties[];
  readonly constraints: readonly ConstraintDeclaration[];
  readonly properties: Properties | null;
  /** Of foreign keys and of hooks. */
  readonly references: readonly Reference[];
}

export interface SourceNode extends NodeParts {
  readonly resourceType: 'source';
  readonly sourceName: string;
  readonly relation: RelationName;
  readonly files: FileSettings | null;
  /** One of the engine's own tables, read as source('smelt', …). */
  readonly engineTable: boolean;
  readonly enabled: boolean;
  readonly span: Span;
}

export interface TestNode extends NodeParts {
  readonly resourceType: 'test';
  readonly test:
    | {
        readonly kind: 'generic';
        readonly name: string;
        readonly arguments: JsonObject;
        /** Where each argument stands; one without an entry stands nowhere of its own. */
        readonly argumentSpans: ReadonlyMap<string, Span>;
        readonly column: string | null;
      }
    | { readonly kind: 'singular' };
  /** The node it is declared on; null for singular tests. */
  readonly attachedTo: Reference | null;
  readonly config: TestConfig;
  readonly references: readonly Reference[];
  readonly span: Span;
}
