// Random CSV as dbt reads it: seeds-as-dbt-reads-them.json has what `from_csv` of dbt-common 1.39 (agate 1.9, Python's csv) makes of
// each text, with the types that dbt-postgres gives to the columns.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SeedDecimals, ungrouped, wholeNumber } from '../../../src/ingest/infer-type.ts';
import { readSeedShape, type SeedRow, seedRowsOf } from '../../../src/ingest/read-seed.ts';

interface Answer {
  readonly text: string;
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly SeedRow[];
}

const all: readonly (Answer | { readonly text: string; readonly error: string })[] = JSON.parse(
  readFileSync(new URL('seeds-as-dbt-reads-them.json', import.meta.url), 'utf8'),
);
const answers = all.filter((answer): answer is Answer => !('error' in answer));
const refused = all.filter((answer) => 'error' in answer);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'smelt-seeds-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(text: string, decimals: SeedDecimals): Promise<Answer> {
  const file = { name: 'seeds/s.csv', path: join(folder, 's.csv'), delimiter: ',', decimals };
  writeFileSync(file.path, text);
  const shape = await readSeedShape(file);
  if (!shape.ok) throw new Error(`${JSON.stringify(text)}: ${shape.problems[0]?.message}`);
  const { columns, types, checksum } = shape.value;
  const rows: SeedRow[] = [];
  for await (const some of seedRowsOf(file, checksum)) rows.push(...some);
  return { text, columns, types, rows };
}

/** A cell as a column of the type holds it, however it is written. */
function value(cell: string | null, type: string): unknown {
  if (cell === null || type === 'text') return cell;
  const trimmed = cell.trim();
  if (/^(?:integer|numeric|double)/.test(type))
    return Number(type === 'integer' ? wholeNumber(cell) : ungrouped(trimmed));
  if (type === 'boolean') return trimmed.toLowerCase();
  // Days and hours may lack a zero, moments a part of a second.
  return trimmed.split(/\D+/).map(Number).slice(0, 5);
}

function valuesOf({ rows, types }: Answer): unknown {
  return rows.map((row) => row.map((cell, index) => value(cell, types[index] ?? '')));
}

test('columns, types and values are dbt’s where decimals are to be', async () => {
  expect(answers.length).toBeGreaterThan(100);
  for (const answer of answers) {
    const given = await read(answer.text, 'double');
    expect([given.columns, given.types], answer.text).toEqual([answer.columns, answer.types]);
    expect(valuesOf(given), answer.text).toEqual(valuesOf(answer));
  }
});

test('nothing but the type of decimals is another one otherwise', async () => {
  for (const answer of answers) {
    const given = await read(answer.text, 'numeric');
    const alike = given.types.map((type, index) => (type === 'numeric' ? answer.types[index] : type));
    expect(alike, answer.text).toEqual(answer.types);
  }
});

test('what dbt refuses is refused', async () => {
  expect(refused.length).toBeGreaterThan(0);
  for (const { text } of refused) await expect(read(text, 'numeric'), text).rejects.toThrow('cannot be read');
});
