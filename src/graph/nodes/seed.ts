// A seed: a CSV file whose rows become a table.

import type { JsonObject } from '../../base/json-value.ts';
import type { ResourceFile } from '../../project/project.ts';
import type { Surrounding } from './node-parts.ts';
import { describeResource, type ParsedParts, type ResourceParts, resourceParts } from './resource.ts';

/** Its references are those of foreign keys and of hooks. */
export interface SeedNode extends ResourceParts {
  readonly resourceType: 'seed';
}

export function createSeed(file: ResourceFile, parsed: ParsedParts): SeedNode {
  return { ...resourceParts(file, parsed), resourceType: 'seed' };
}

/** dbt's `model` of a seed. Its rows are not held: its path stands for them, as dbt has it for large ones. */
export function describeSeed(node: SeedNode, surrounding: Surrounding): JsonObject {
  return {
    ...describeResource(node, surrounding),
    depends_on: { macros: node.dependsOn.macros },
    checksum: { name: 'path', checksum: node.file.path },
    raw_code: '',
  };
}
