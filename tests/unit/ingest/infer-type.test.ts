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
  ['text', ['1e5', '1']],
  ['text', ['1', 'a']],
  ['date', ['2026-02-28', null]],
  ['text', ['2026-02-30']],
  ['text', ['0000-01-01']],
  ['date', ['2024-02-29', '2000-02-29', '2026-12-31', '2026-04-30']],
  ['text', ['2026-02-29']],
  ['text', ['1900-02-29']],
  ['timestamp without time zone', ['2026-02-28 10:00', '2026-02-28T10:00:00.123456']],
  ['timestamp with time zone', ['2026-02-28T10:00:00Z', '2026-02-28 10:00:00+02:00']],
  ['text', ['2026-02-28', '2026-02-28 10:00:00']],
  ['boolean', ['true', 'FALSE']],
  ['text', ['yes', 'no']],
  ['text', [null, null]],
] as const)('%s for %j', (type, cells) => {
  const inference = new TypeInference();
  for (const cell of cells) inference.add(cell);
  expect(inference.type).toBe(type);
});
