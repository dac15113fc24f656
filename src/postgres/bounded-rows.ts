// Rows of a result that are kept only as far as a bound on memory allows, counted while they arrive. What exceeds it is passed over
// without being kept, so that the statement ends in its own time and the session serves on.

import { type Client, Query, type QueryArrayConfig, type QueryArrayResult } from 'pg';
import { ResultTooLarge } from '../database/database.ts';

/** What one row and one value of it cost in memory beside the value's text, in bytes, with what templates make of them. */
const rowCost = 200;
const valueCost = 100;

export interface BoundedResult {
  readonly fields: QueryArrayResult['fields'];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly rowCount: number | null;
  readonly command: string | null;
  /** What the rows take, in the measure of the bound. */
  readonly size: number;
}

/** Values as text. Rejects with ResultTooLarge once the statement has ended. */
export function queryBounded(client: Client, config: QueryArrayConfig, bound: number): Promise<BoundedResult> {
  return new Promise((resolve, reject) => {
    const rows: (string | null)[][] = [];
    let size = 0;
    const query = new Query<(string | null)[]>(config);
    query.on('row', (row) => {
      if (size > bound) return;
      size += rowCost;
      for (const value of row) size += valueCost + (value?.length ?? 0);
      if (size > bound) rows.length = 0;
      else rows.push(row);
    });
    query.on('error', reject);
    query.on('end', ({ fields, rowCount, command }) => {
      if (size > bound) reject(new ResultTooLarge(rowCount ?? 0));
      else resolve({ fields, rows, rowCount, command, size });
    });
    client.query(query);
  });
}
