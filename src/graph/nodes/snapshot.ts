// A snapshot: a table that keeps what its query gave before. Smelt does not make it yet, but knows it: what reads it is compiled,
// and reads its relation as that is.

import type { JsonObject } from '../../base/json-value.ts';
import type { ResourceFile, SnapshotQuery } from '../../project/project.ts';
import type { Surrounding } from './node-parts.ts';
import { describeQuery, describeResource, type ParsedParts, type ResourceParts, resourceParts } from './resource.ts';

export interface SnapshotNode extends ResourceParts {
  readonly resourceType: 'snapshot';
  /** The template of its query: what is in its block, or a SELECT of the relation that its entry names. */
  readonly query: string;
}

export function createSnapshot(file: ResourceFile, snapshot: SnapshotQuery, parsed: ParsedParts): SnapshotNode {
  return {
    ...resourceParts(file, parsed, snapshot.span),
    resourceType: 'snapshot',
    query: snapshotQuery(file, snapshot),
  };
}

export function snapshotQuery({ file }: ResourceFile, snapshot: SnapshotQuery): string {
  return snapshot.kind === 'block'
    ? file.text.slice(snapshot.body.start, snapshot.body.end)
    : `select * from {{ ${snapshot.relation.value} }}`;
}

/** dbt's `model` of a snapshot, whose fqn has the file's name in it. */
export function describeSnapshot(node: SnapshotNode, surrounding: Surrounding): JsonObject {
  return {
    ...describeResource(node, surrounding),
    ...describeQuery(node, node.query, surrounding),
    path: [...node.fqn.slice(1, -2), node.file.path.split('/').at(-1)].join('/'),
  };
}
