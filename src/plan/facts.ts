// The facts that a step stands on, and whether they still hold: a pure comparison of what was planned on with what is there.

import type { JsonValue } from '../base/json-value.ts';
import type { Catalog, CatalogRelation } from '../catalog/relation.ts';
import { type RelationName, relationKey } from '../sql/sql.ts';
import type { Premise } from './step.ts';

/** The part of a relation that plans depend on; its rows, statistics and comments are not among it. */
export function relationFacts(relation: CatalogRelation | null): JsonValue {
  if (relation === null) return null;
  return {
    oid: relation.oid,
    kind: relation.kind,
    owner: relation.owner,
    columns: relation.columns.map(({ name, type, notNull, default: value }) => [name, type, notNull, value]),
    indexes: relation.indexes.map(({ name, definition, valid }) => [name, definition, valid]),
    constraints: relation.constraints.map(({ name, definition }) => [name, definition]),
    rule: relation.rule,
    partitionKey: relation.partitionKey,
    partitions: relation.partitions.map(({ name, bound }) => [relationKey(name), bound]),
    dependents: relation.dependents.map(({ description }) => description),
    triggers: [...relation.triggers],
    populated: relation.populated,
    readsRetired: relation.readsRetired,
    refusesChanges: relation.refusesChanges,
    generation: relation.ownership?.generation ?? null,
    fingerprint: relation.ownership?.fingerprint ?? null,
    contentFingerprint: relation.ownership?.contentFingerprint ?? null,
  };
}

export function premisesHold(premises: readonly Premise[], catalog: Catalog): boolean {
  return premises.every((premise) => {
    const now = catalog.relations.get(relationKey(premise.relation)) ?? null;
    return JSON.stringify(relationFacts(now)) === JSON.stringify(relationFacts(premise.actual));
  });
}

export function premiseOf(catalog: Catalog, relation: RelationName): Premise {
  return { relation, actual: catalog.relations.get(relationKey(relation)) ?? null };
}
