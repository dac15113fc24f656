import { expect, test } from 'vitest';
import { TypeInference } from '../../../src/ingest/infer-type.ts';

test.each([
  ['integer', [' 1', '2 ']],
  ['date', [' 2024-01-01']],
  ['numeric', ['1.5', '99999999999999999999']],
  ['text', ['9'.repeat(30), 'x']],
  ['integer', ['1', '-2', null, '2147483647']],
  ['bigint', ['1', '2147483648', '-9223372036854775808']],
  ['numeric', ['1', '9223372036854775808']],
  ['numeric', ['1.50', '-0.1', '2']],
  ['text', ['007', '1']],
  ['numeric', ['1e5', '1']],
  ['numeric', ['.5', '5.', '+1', '-1.5E-3']],
  ['text', ['.', '1']],
  ['text', ['e5', '1']],
  ['numeric', ['1e131071', '1e-16383']],
  ['text', ['1e131072']],
  ['text', ['1e-16384']],
  ['text', ['1e99999999999']],
  ['integer', ['+1', '1,000', '-2_147_483_648', ' 1,000,000 ']],
  ['bigint', ['1,000', '2,147,483,648']],
  ['numeric', ['1,000.50', '1']],
  ['text', ['1,00']],
  ['text', ['1,000_000']],
  ['text', ['1,000,00']],
  ['date', ['2024-1-5', '2024-01-05']],
  ['timestamp without time zone', ['2024-1-5 1:2:3', '2024-01-05 10:00:00']],
  ['text', ['1', 'a']],
  ['date', ['2026-02-28', null]],
  ['text', ['2026-02-30']],
  ['text', ['0000-01-01']],
  ['date', ['2024-02-29', '2000-02-29', '2026-12-31', '2026-04-30']],
  ['text', ['2026-02-29']],
  ['text', ['1900-02-29']],
  ['timestamp without time zone', ['2026-02-28T10:00', '2026-02-28T10:00:00.123456']],
  ['timestamp with time zone', ['2026-02-28T10:00:00Z', '2026-02-28T10:00:00+02:00']],
  // All as in dbt.
  ['text', ['2026-02-28 10:00']],
  ['text', ['2026-02-28 10:00:00.5']],
  ['text', ['2026-02-28 10:00:00+02:00']],
  ['text', ['2026-02-28 10:00:00', '2026-02-28T10:00:00']],
  ['text', ['2026-02-28', '2026-02-28 10:00:00']],
  ['boolean', ['true', 'FALSE']],
  ['text', ['yes', 'no']],
  ['integer', [null, null]],
  ['integer', []],
] as const)('%s for %j', (type, cells) => {
  const inference = new TypeInference();
  for (const cell of cells) inference.add(cell);
  expect(inference.type).toBe(type);
});
