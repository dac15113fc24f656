// A node of the graph, whatever its kind, and what is asked of every node. What only one kind has is its own file's in nodes/;
// parsing templates into nodes is compile/'s.

import { assertNever } from '../base/assert-never.ts';
import type { JsonObject } from '../base/json-value.ts';
import { declarationKinds } from '../project/declaration-kind.ts';
import type { ModelConfig } from '../project/model-config.ts';
import { versionTag } from '../project/model-version.ts';
import type { FileSettings } from '../project/project.ts';
import type { DeclaredNode } from './nodes/declared.ts';
import { describeDeclared } from './nodes/describe-declared.ts';
import { describeModel, type ModelNode } from './nodes/model.ts';
import type { Surrounding } from './nodes/node-parts.ts';
import { describeSeed, type SeedNode } from './nodes/seed.ts';
import { describeSnapshot, type SnapshotNode } from './nodes/snapshot.ts';
import { describeSource, type SourceNode } from './nodes/source.ts';
import { describeTest, type TestNode } from './nodes/test.ts';

export type { NodeId } from './node-id.ts';
export type { DeclaredNode } from './nodes/declared.ts';
export type { ModelNode } from './nodes/model.ts';
export type { SeedNode } from './nodes/seed.ts';
export type { SnapshotNode } from './nodes/snapshot.ts';
export type { SourceNode } from './nodes/source.ts';
export type { TestNode } from './nodes/test.ts';
export type { Reference } from './reference.ts';

export type Node = ModelNode | SeedNode | SnapshotNode | SourceNode | TestNode | DeclaredNode;
export type ResourceType = Node['resourceType'];
export const resourceTypes: readonly ResourceType[] = [
  'model',
  'seed',
  'snapshot',
  'source',
  'test',
  ...declarationKinds,
];

/** What a run can make. */
export type BuiltNode = ModelNode | SeedNode;
/** What ref() can name. */
export type RefableNode = BuiltNode | SnapshotNode;

interface Configured<Materialized extends ModelConfig['materialized']> {
  readonly config: ModelConfig & { readonly materialized: Materialized };
}
type NotEphemeral = Configured<Exclude<ModelConfig['materialized'], 'ephemeral'>>;

type Maybe = Node | undefined;

export function isModel(node: Maybe): node is ModelNode {
  return node?.resourceType === 'model';
}

export function isSeed(node: Maybe): node is SeedNode {
  return node?.resourceType === 'seed';
}

export function isSnapshot(node: Maybe): node is SnapshotNode {
  return node?.resourceType === 'snapshot';
}

export function isSource(node: Maybe): node is SourceNode {
  return node?.resourceType === 'source';
}

export function isTest(node: Maybe): node is TestNode {
  return node?.resourceType === 'test';
}

/** What nothing builds: an exposure, a metric, a semantic model, a saved query. */
export function isDeclared(node: Maybe): node is DeclaredNode {
  return declarationKinds.some((kind) => kind === node?.resourceType);
}

export function isBuilt(node: Maybe): node is BuiltNode {
  return isModel(node) || isSeed(node);
}

export function isRefable(node: Maybe): node is RefableNode {
  return isBuilt(node) || isSnapshot(node);
}

/** A query that is part of those that read it, without a relation of its own. */
export function isEphemeral(node: Maybe): node is ModelNode & Configured<'ephemeral'> {
  return isModel(node) && node.config.materialized === 'ephemeral';
}

/** The view that points to the latest version of a model. */
export function isPointer(node: Maybe): node is ModelNode {
  return isModel(node) && node.pointsTo !== null;
}

/** Nodes that a run gives a turn: everything built but ephemeral models. */
export function hasTurn(node: Maybe): node is BuiltNode & NotEphemeral {
  return isBuilt(node) && !isEphemeral(node);
}

/** Whether a relation of the project's is the node's alone: made by a run, or kept as a snapshot. */
export function ownsRelation(node: Maybe): node is RefableNode & NotEphemeral {
  return isRefable(node) && !isEphemeral(node);
}

/** A source whose rows are records of files: it has a relation only while something reads it. */
export function isOfFiles(node: Maybe): node is SourceNode & { readonly files: FileSettings } {
  return isSource(node) && node.files !== null;
}

/** Whether a node takes part: a disabled one is known, so that references to it can be distinguished from mistyped ones. */
export function isEnabled(node: Node): boolean {
  return isSource(node) || isDeclared(node) ? node.enabled : node.config.enabled;
}

/** As people name it: `orders`, `orders.v2` of a model with versions, `shop.orders` for a table of a source. */
export function displayName(node: Node): string {
  if (isSource(node)) return `${node.sourceName}.${node.name}`;
  return isModel(node) && node.version ? `${node.name}.${versionTag(node.version.name)}` : node.name;
}

/** What messages call its kind. */
export function nounOf({ resourceType }: Pick<Node, 'resourceType'>): string {
  return resourceType === 'test' ? 'data test' : resourceType.replace('_', ' ');
}

/** A node as templates see it: dbt's dictionary of `model`, and of the entries of `graph`; the same for parsing and for a run. */
export function describe(node: Node, surrounding: Surrounding): JsonObject {
  switch (node.resourceType) {
    case 'model':
      return describeModel(node, surrounding);
    case 'seed':
      return describeSeed(node, surrounding);
    case 'snapshot':
      return describeSnapshot(node, surrounding);
    case 'source':
      return describeSource(node, surrounding);
    case 'test':
      return describeTest(node, surrounding);
    case 'exposure':
    case 'metric':
    case 'semantic_model':
    case 'saved_query':
      return describeDeclared(node, surrounding);
    default:
      return assertNever(node);
  }
}
