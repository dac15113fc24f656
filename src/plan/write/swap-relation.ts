// A new relation takes the place of an old one: built beside the state while readers go on, published in one short lock phase,
// with the old one's privileges, and with Smelt's own views pointed to it. Dropping the old one, without CASCADE, is the last
// proof that nothing was overlooked; where own views do not fit the new one, or materialized ones read the old, it is retired.

import type { CatalogRelation } from '../../catalog/relation.ts';
import { identifier, qualified, type RelationName, raw, type Sql, sql } from '../../sql/sql.ts';
import { dropUnreadVersions, retireOrDrop } from '../../state/retired-relations.ts';
import { premiseOf } from '../facts.ts';
import type { PlanContext } from '../input.ts';
import { carryToSuccessor, movePartitions, noteOfEverySwap, notesOfSuccessor } from '../shape/carry-over.ts';
import { dependentsOf } from '../shape/dependents.ts';
import { giveKept, keepPolicies } from '../shape/guards.ts';
import { boundedName, engineName, retiredName, shortHash } from '../shape/names.ts';
import type { PublishAction } from '../step.ts';
import { dropKind, publishLocked, type ReplacementKind } from './publish-locked.ts';
import { repointView } from './repoint-view.ts';

/** Where the replacement is built, under names that do not meet those of the old one. */
export interface WaitingPlace {
  readonly relation: RelationName;
  /** The name that an index or the index of a key has until it is published. */
  nameOf(finalName: string): string;
}

/** Where relations are that are not the project's, or not yet: out of readers' sight, where the role may create there. */
function schemaAside({ catalog, target }: PlanContext): string {
  return catalog.state.mayCreate ? catalog.state.schema : target.schema;
}

export function waitingPlace(context: PlanContext): WaitingPlace {
  const mark = `__${shortHash(context.target.schema)}_new`;
  return {
    relation: { schema: schemaAside(context), name: engineName(context.target, 'new') },
    nameOf: (name) => boundedName(name, mark),
  };
}

export interface Replacement {
  readonly kind: ReplacementKind;
  /** Final names of indexes that wait under another, those of keys among them. */
  readonly indexes: readonly string[];
  /** The same of those that people have made, and that are made again for that. */
  readonly kept: readonly string[];
}

/** The action that publishes what was built at the waiting place in the place of `actual`. */
export function publishReplacement(
  context: PlanContext,
  actual: CatalogRelation,
  replacement: Replacement,
): PublishAction {
  const { target, node, catalog } = context;
  const waiting = waitingPlace(context);
  const { ownViews, ownMaterializedViews } = dependentsOf(actual, catalog);
  const views = ownViews.map((view) => view.name);
  const old = { schema: target.schema, name: engineName(target, 'old') };
  const indexes = [...replacement.indexes, ...replacement.kept];
  const policies = replacement.kind === 'table' ? (actual.ownership?.made ?? []) : [];
  return publishLocked(ownViews, actual, {
    notes: [noteOfEverySwap, ...notesOfSuccessor(actual, catalog.user, replacement.kept)],
    premises: [target, ...views, ...ownMaterializedViews.map(({ name }) => name)].map((relation) =>
      premiseOf(catalog, relation),
    ),
    statements: [
      carryToSuccessor(catalog, actual, {
        relation: waiting.relation,
        indexes: indexes.map((name) => ({ name, waiting: waiting.nameOf(name) })),
      }),
      ...keepPolicies(target, policies),
      // ALTER TABLE renames and moves relations of every kind.
      rename(target, old.name),
      sql`alter table ${qualified(waiting.relation)} set schema ${identifier(target.schema)}`,
      rename({ schema: target.schema, name: waiting.relation.name }, target.name),
      ...giveKept(policies),
      ...ownViews.map(repointView),
      ...(ownViews.length + ownMaterializedViews.length === 0
        ? [sql`drop ${raw(dropKind(actual))} ${qualified(old)}`]
        : [
            retireOrDrop(catalog.state.schema, {
              recorded: target,
              existing: old,
              kind: dropKind(actual),
              retired: { schema: schemaAside(context), name: retiredName(target, actual.oid) },
            }),
          ]),
      ...indexes.map(
        (name) =>
          sql`alter index ${qualified({ schema: target.schema, name: waiting.nameOf(name) })} rename to ${identifier(name)}`,
      ),
      ...(replacement.kind === 'table' && node.config.partitionBy ? [movePartitions(target)] : []),
      ...(actual.readsRetired ? [dropUnreadVersions(catalog.state.schema)] : []),
    ],
  });
}

function rename(relation: RelationName, name: string): Sql {
  return sql`alter table ${qualified(relation)} rename to ${identifier(name)}`;
}
