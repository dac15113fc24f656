// What a seed's file is, and whether its table still holds it. A file whose checksum is the one that was recorded is not parsed
// again, and the table's rows are then compared by count and hash, in one look that leaves no lock behind.

import path from 'node:path';
import { passed } from '../../base/checked.ts';
import type { Catalog, CatalogRelation, SeedRecord } from '../../catalog/relation.ts';
import { DatabaseError, recordsOf, type Session } from '../../database/database.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { SeedNode } from '../../graph/node.ts';
import { inferenceVersion } from '../../ingest/infer-type.ts';
import { readSeedShape, type SeedFile, seedChecksum } from '../../ingest/read-seed.ts';
import type { SeedContent } from '../../plan/input.ts';
import { seedColumnNames } from '../../plan/shape/seed-columns.ts';
import { relationKey } from '../../sql/sql.ts';
import { rowsDigest } from '../../state/seed-rows.ts';
import { undone } from '../undone.ts';

export function seedFileOf({ file, config }: SeedNode, root: string): SeedFile {
  const { delimiter, seedDecimals } = config;
  return { name: file.path, path: path.resolve(root, file.path), delimiter, decimals: seedDecimals };
}

/** In a transaction. `empty`: no rows are asked for. SEED_CSV where the file cannot be read. */
export async function seedContent(
  node: SeedNode,
  session: Session,
  catalog: Catalog,
  { root, empty }: { readonly root: string; readonly empty: boolean },
): Promise<Checked<SeedContent>> {
  const file = seedFileOf(node, root);
  const actual = catalog.relations.get(relationKey(node.relation)) ?? null;
  const known = actual?.ownership?.seed;
  if (actual && known?.inference === inferenceVersion && !empty) {
    const checksum = await seedChecksum(file);
    if (!checksum.ok) return checksum;
    if (actual.ownership?.contentFingerprint === checksum.value) {
      const { columns, types } = known;
      const unchanged = await holdsRows(session, actual, seedColumnNames(node, known), known);
      return passed({ columns, types, checksum: checksum.value, file, unchanged, empty });
    }
  }
  const read = await readSeedShape(file);
  return read.ok ? { ...read, value: { ...read.value, file, unchanged: false, empty } } : read;
}

/** Where the rows cannot be read (a column is gone, the privilege is), they are not what was written. */
async function holdsRows(
  session: Session,
  actual: CatalogRelation,
  columns: readonly string[],
  known: SeedRecord,
): Promise<boolean> {
  try {
    const result = await undone(session, () => session.query(rowsDigest(actual.name, columns)));
    return recordsOf(result)[0]?.digest === known.rows;
  } catch (error) {
    if (error instanceof DatabaseError && error.kind === 'statement') return false;
    throw error;
  }
}
