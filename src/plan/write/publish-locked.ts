// The lock phase of a publish, as data: what is locked against everybody, in which order, and by which advisory locks nodes that
// would lock the same relations take turns. Carrying it out, with its time limits, is execute/publish.ts's.

import { assertNever } from '../../base/assert-never.ts';
import { InternalError } from '../../base/internal-error.ts';
import type { CatalogRelation } from '../../catalog/relation.ts';
import { identifier, qualified, raw, type Sql, sql } from '../../sql/sql.ts';
import type { PublishAction } from '../step.ts';
import { rememberDefinition } from './repoint-view.ts';

export type ReplacementKind = 'table' | 'view' | 'materialized view';

/** Statements with `relation` locked against everybody, and before it the views over it that they point elsewhere (`repointView`). */
export function publishLocked(
  views: readonly CatalogRelation[],
  relation: CatalogRelation,
  parts: Pick<PublishAction, 'notes' | 'premises' | 'statements'>,
): PublishAction {
  const locked = [...views, relation];
  const oidsOf = (relations: readonly CatalogRelation[]) => relations.map(({ oid }) => oid).sort((a, b) => a - b);
  return {
    kind: 'publish',
    locked: oidsOf(locked),
    shared: oidsOf(locked.filter(({ kind }) => kind === 'view')),
    locks: [...views.flatMap((view, place) => [lockAlone(view), rememberDefinition(view, place)]), lockAlone(relation)],
    ...parts,
  };
}

/** Locks one relation against everybody. LOCK TABLE would also lock all that a view reads, and takes no materialized view. */
function lockAlone(relation: CatalogRelation): Sql {
  if (relation.kind === 'table' || relation.kind === 'partitioned') {
    return sql`lock table ${qualified(relation.name)} in access exclusive mode`;
  }
  return sql`alter ${raw(dropKind(relation))} ${qualified(relation.name)} owner to ${identifier(relation.owner)}`;
}

/** The word of DROP and ALTER for it. */
export function dropKind(relation: CatalogRelation): ReplacementKind {
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
