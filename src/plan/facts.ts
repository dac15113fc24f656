// The facts that a step rests on, and whether they still hold: a pure comparison of what was planned on with what is there.

import { assertNever } from '../base/assert-never.ts';
import type { JsonValue } from '../base/json-value.ts';
import type { Catalog, CatalogRelation } from '../catalog/relation.ts';
import { type RelationName, relationKey } from '../sql/sql.ts';
import type { Premise, SeenPremise } from './step.ts';

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

/** What a step has left of the relations on which the next one rests: relationKey → their facts. */
export type LeftFacts = ReadonlyMap<string, JsonValue>;

/** In the transaction of a step, at its end: what `premisesHold` compares with at the beginning of the next one, whose premises these are. */
export function leftFacts(premises: readonly Premise[], catalog: Catalog): LeftFacts {
  const left = premises.filter(({ kind }) => kind === 'left').map(({ relation }) => relationKey(relation));
  return new Map(left.map((key) => [key, relationFacts(catalog.relations.get(key) ?? null)]));
}

export function premisesHold(premises: readonly Premise[], catalog: Catalog, left: LeftFacts = new Map()): boolean {
  return premises.every((premise) => {
    const key = relationKey(premise.relation);
    const now = catalog.relations.get(key) ?? null;
    switch (premise.kind) {
      case 'seen':
        return isSame(relationFacts(now), relationFacts(premise.actual));
      case 'shape':
        return isSame(shapeFacts(now), shapeFacts(premise.actual));
      case 'left':
        return isSame(relationFacts(now), left.get(key) ?? null);
      default:
        return assertNever(premise);
    }
  });
}

/** Of a relation that is read: whatever takes its place with the same columns is as good. */
function shapeFacts(relation: CatalogRelation | null): JsonValue {
  return relation && { kind: relation.kind, columns: relation.columns.map(({ name, type }) => [name, type]) };
}

function isSame(one: JsonValue, other: JsonValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function premiseOf(catalog: Catalog, relation: RelationName): SeenPremise {
  return { kind: 'seen', relation, actual: catalog.relations.get(relationKey(relation)) ?? null };
}

export function shapePremiseOf(catalog: Catalog, relation: RelationName): Premise {
  return { kind: 'shape', relation, actual: catalog.relations.get(relationKey(relation)) ?? null };
}
