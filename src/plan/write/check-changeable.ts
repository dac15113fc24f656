// Whether the rows of an existing table may be changed at all: a publication that sends changes needs to know of which rows.

import { failed, passed } from '../../base/checked.ts';
import type { CatalogRelation } from '../../catalog/relation.ts';
import { type Checked, errorAt } from '../../diagnostics/diagnostic.ts';
import type { BuiltNode } from '../../graph/node.ts';
import { relationKey } from '../../sql/sql.ts';

/** For a node whose table stays: reported before anything is staged, with the key to add. */
export function checkChangeable(node: BuiltNode, actual: CatalogRelation): Checked<null> {
  if (!actual.refusesChanges) return passed(null);
  const key = node.config.uniqueKey.length > 0 ? node.config.uniqueKey.join(', ') : '…';
  return failed([
    errorAt(
      'PUBLISHED_WITHOUT_KEY',
      `the rows of "${node.name}" cannot be changed: a publication sends its changes, and the table has no replica identity`,
      {
        span: { file: node.file, start: 0, end: 0 },
        help: `Add a primary_key constraint with \`contract: {enforced: true}\`, or run: alter table ${relationKey(actual.name)} add primary key (${key})`,
      },
    ),
  ]);
}
