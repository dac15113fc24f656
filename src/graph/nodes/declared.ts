// What nothing builds and much is selected by: exposures, metrics, semantic models, saved queries. A node with references and without
// a relation.

import type { JsonObject } from '../../base/json-value.ts';
import type { DeclarationKind } from '../../project/declaration-kind.ts';
import type { Declaration, Placed } from '../../project/project.ts';
import { dependsOn } from '../depends-on.ts';
import { nodeId } from '../node-id.ts';
import type { Reference } from '../reference.ts';
import type { NodeParts } from './node-parts.ts';

export interface DeclaredNode extends NodeParts {
  readonly resourceType: DeclarationKind;
  readonly enabled: boolean;
  readonly group: Placed<string> | null;
  /** The measures of a semantic model. */
  readonly measures: readonly string[];
  readonly written: JsonObject;
  readonly relation: null;
}

export function createDeclared(declared: Declaration, references: readonly Reference[]): DeclaredNode {
  const { kind, packageName, name, docs, ownMeasures: measures } = declared;
  const { fqn, tags, file, span, description, meta, enabled, group, written } = declared;
  return {
    resourceType: kind,
    id: nodeId(kind, packageName, name),
    name,
    packageName,
    fqn,
    tags,
    file,
    span,
    description,
    meta,
    references,
    dependsOn: dependsOn({ docs }),
    enabled,
    group,
    measures,
    written,
    relation: null,
  };
}
