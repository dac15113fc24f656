// A new relation takes the place of an old one: built in schema smelt while readers go on, published in one short lock phase,
// with the old one's privileges, and with Smelt's own views pointed to it. Dropping the old one, without CASCADE, is the last
// proof that nothing was overlooked; where own views do not fit the new one, or materialized ones read the old, it is retired.

import { assertNever } from '../base/assert-never.ts';
import { InternalError } from '../base/internal-error.ts';
import type { CatalogRelation } from '../catalog/relation.ts';
import { identifier, qualified, type RelationName, raw, type Sql, sql } from '../sql/sql.ts';
import { dropUnreadVersions, retireOrDrop } from '../state/retired-relations.ts';
import { carryOver, movePartitions } from './carry-over.ts';
import { dependentsOf, repointView } from './dependents.ts';
import { premiseOf } from './facts.ts';
import type { PlanContext } from './input.ts';
import { boundedName, engineName, retiredName, shortHash } from './names.ts';
import type { Action } from './step.ts';

export type ReplacementKind = 'table' | 'view' | 'materialized view';

/** Where the replacement is built, under names that do not meet those of the old one. */
export interface WaitingPlace {
  readonly relation: RelationName;
  /** The name that an index or the index of a key has until it is published. */
  nameOf(finalName: string): string;
}

export function waitingPlace(context: PlanContext): WaitingPlace {
  const mark = `__${shortHash(context.target.schema)}_new`;
  return { relation: engineName(context.target, 'new'), nameOf: (name) => boundedName(name, mark) };
}

export interface Replacement {
  readonly kind: ReplacementKind;
  /** Final names of indexes that wait under another. */
  readonly indexes: readonly string[];
}

/** The action that publishes what was built at the waiting place in the place of `actual`. */
export function publishReplacement(context: PlanContext, actual: CatalogRelation, replacement: Replacement): Action {
  const { target, node, catalog } = context;
  const waiting = waitingPlace(context);
  const { ownViews, ownMaterializedViews } = dependentsOf(actual, catalog);
  const views = ownViews.map((view) => view.name);
  const old = { schema: target.schema, name: engineName(target, 'old').name };
  return {
    kind: 'publish',
    locks: [...ownViews, actual].map(lockAlone),
    premises: [target, ...views, ...ownMaterializedViews.map(({ name }) => name)].map((relation) =>
      premiseOf(catalog, relation),
    ),
    statements: [
      carryOver({
        actual,
        to: waiting.relation,
        kind: replacement.kind,
        views,
        indexes: replacement.indexes.map((name) => ({ name, waiting: waiting.nameOf(name) })),
        made: actual.ownership?.made ?? null,
      }),
      // ALTER TABLE renames and moves relations of every kind.
      rename(target, old.name),
      sql`alter table ${qualified(waiting.relation)} set schema ${identifier(target.schema)}`,
      rename({ schema: target.schema, name: waiting.relation.name }, target.name),
      ...ownViews.map(repointView),
      ...(ownViews.length + ownMaterializedViews.length === 0
        ? [sql`drop ${raw(dropKind(actual))} ${qualified(old)}`]
        : [
            retireOrDrop({
              recorded: target,
              standing: old,
              kind: dropKind(actual),
              retired: retiredName(target, actual.oid),
            }),
          ]),
      ...replacement.indexes.map(
        (name) =>
          sql`alter index ${qualified({ schema: target.schema, name: waiting.nameOf(name) })} rename to ${identifier(name)}`,
      ),
      ...(replacement.kind === 'table' && node.config.partitionBy ? [movePartitions(target)] : []),
      ...(actual.readsRetired ? [dropUnreadVersions] : []),
    ],
  };
}

/** Locks one relation against everybody. LOCK TABLE would also lock all that a view reads, and takes no materialized view. */
export function lockAlone(relation: CatalogRelation): Sql {
  if (relation.kind === 'table' || relation.kind === 'partitioned') {
    return sql`lock table ${qualified(relation.name)} in access exclusive mode`;
  }
  return sql`alter ${raw(dropKind(relation))} ${qualified(relation.name)} owner to ${identifier(relation.owner)}`;
}

function dropKind(relation: CatalogRelation): ReplacementKind {
  switch (relation.kind) {
    case 'table':
    case 'partitioned':
      return 'table';
    case 'view':
      return 'view';
    case 'materialized_view':
      return 'materialized view';
    case 'partition':
    case 'foreign_table':
    case 'sequence':
    case 'other':
      throw new InternalError(`${relation.kind} cannot be owned`);
    default:
      return assertNever(relation.kind);
  }
}

function rename(relation: RelationName, name: string): Sql {
  return sql`alter table ${qualified(relation)} rename to ${identifier(name)}`;
}
