import { expect, test } from 'vitest';
import { describeOutcome } from '../../../src/assertions/describe-outcome.ts';
import { reportedCounts } from '../../../src/assertions/reported-counts.ts';
import { type Verdict, verdictOf } from '../../../src/assertions/verdict.ts';
import type { TestConfig } from '../../../src/project/test-config.ts';
import { assertion, type Declared } from './declare.ts';

/** As dbt-core judges: severity, warn_if, error_if, failures. */
test.each<readonly ['error' | 'warn', string, string, bigint, Verdict]>([
  ['error', '!= 0', '!= 0', 0n, 'pass'],
  ['error', '!= 0', '!= 0', 1n, 'fail'],
  ['warn', '!= 0', '!= 0', 1n, 'warn'],
  ['error', '!= 0', '> 10', 10n, 'warn'],
  ['error', '!= 0', '> 10', 11n, 'fail'],
  ['error', '> 5', '> 10', 5n, 'pass'],
  ['warn', '> 5', '!= 0', 5n, 'pass'],
  ['warn', '> 5', '> 10', 11n, 'warn'],
  ['error', '> 10', '> 5', 6n, 'fail'],
])('severity %s, warn_if %s, error_if %s, %d failures: %5$s', (severity, warnIf, errorIf, failures, verdict) => {
  const judged = assertion({ test: 'not_null', column: 'id', config: { severity, warnIf, errorIf } });
  expect(verdictOf(judged, { failures })).toBe(verdict);
});

const to = { schema: 'public', name: 'client_account' };

test.each<readonly [string, Declared, readonly [number, number | null, number | null, (string | null)?]]>([
  ['12 of 4,310 rows have no client_id', { test: 'not_null', column: 'client_id' }, [12, 12, 4310]],
  ['1 of 4,310 rows has no client_id', { test: 'not_null', column: 'client_id' }, [1, 1, 4310]],
  ['4,310 rows checked', { test: 'not_null', column: 'client_id' }, [0, 0, 4310]],
  ['1 row checked', { test: 'not_null', column: 'client_id' }, [0, 0, 1]],
  [
    "3 of 9 rows where coin = 'BTC' have no client_id",
    { test: 'not_null', column: 'client_id', config: { where: "coin =\n 'BTC'" } },
    [3, 3, 9],
  ],
  [
    "5 of 9 rows have a status other than 'valid', 'it''s'",
    { test: 'accepted_values', column: 'status', arguments: { values: ['valid', "it's"] } },
    [2, 5, 9],
  ],
  [
    '5 of 9 rows have an amount that is not above 0 and below max',
    { test: 'range', column: 'amount', arguments: { min_value: 0, max_value: 'max', inclusive: false } },
    [5, 5, 9],
  ],
  [
    '5 of 9 rows have a code that does not match ^C',
    { test: 'matches', column: 'code', arguments: { regex: '^C' } },
    [5, 5, 9],
  ],
  ['5 of 9 rows do not satisfy a > b', { test: 'expression', arguments: { expression: 'a  > b' } }, [5, 5, 9]],
  [
    '1 of 9 rows does not satisfy a > b',
    { test: 'expression', column: 'a', arguments: { expression: '> b' } },
    [1, 1, 9],
  ],
  ['4 of 9 rows share their id with another row', { test: 'unique', column: 'id' }, [2, 4, 9]],
  [
    '4 of 9 rows share their a, b with another row',
    { test: 'unique_combination', arguments: { columns: ['a', 'b'] } },
    [2, 4, 9],
  ],
  [
    '4 of 9 rows have a client_id that is no id of client_account',
    { test: 'relationships', column: 'client_id', arguments: { to: 'x', field: 'id' }, to },
    [4, 4, 9],
  ],
  ['0 rows: the number of rows is not at least 1', { test: 'row_count', arguments: { min: 1 } }, [1, 1, 1, '0']],
  ['1,500 rows', { test: 'row_count', arguments: { min: 1 } }, [0, 0, 1, '1500']],
  [
    'the newest day is more than 3 days before now: 2024-01-01',
    { test: 'recency', column: 'day', arguments: { datepart: 'day', interval: 3 } },
    [1, 1, 1, '2024-01-01'],
  ],
  [
    'no time to judge',
    { test: 'recency', column: 'day', arguments: { datepart: 'day', interval: 3 } },
    [0, 0, 1, null],
  ],
  ['1 row: the number of rows is not at least 2', { test: 'row_count', arguments: { min: 2 } }, [1, 1, 1, '1']],
  ['2 rows were returned', { test: null, sql: 'select 1' }, [2, null, null]],
  ['1 row was returned', { test: null, sql: 'select 1' }, [1, null, null]],
  ['no rows were returned', { test: null, sql: 'select 1' }, [0, null, null]],
  [
    '2 of 9 rows were returned',
    { test: 'mine', sql: 'select 1', config: { meta: { dimension: 'accuracy' } } },
    [2, 2, 9],
  ],
])('says: %s', (sentence, declared, [failures, failing, checked, measured = null]) => {
  expect(sentenceOf(declared, failures, failing, checked, measured)).toBe(sentence);
});

test('what is judged as a whole has no rows in what is reported', () => {
  const counts = { failures: 1n, failingRows: 1n, checkedRows: 1n, measured: '7' };
  const reported = (declared: Declared) => reportedCounts(assertion(declared), counts);
  const asWhole = { failures: 1n, failingRows: null, checkedRows: null, measured: '7' };
  expect(reported({ test: 'row_count', arguments: { min: 8 } })).toEqual(asWhole);
  expect(reported({ test: 'recency', arguments: { field: 'at', datepart: 'day', interval: 3 } })).toEqual(asWhole);
  expect(reported({ test: 'unique', column: 'id' })).toEqual(counts);
});

test('a threshold is reported where it explains the verdict', () => {
  const said = (config: Partial<TestConfig>, failures: number): string =>
    sentenceOf({ test: 'not_null', column: 'id', config }, failures, failures, 100, null);
  expect(said({ errorIf: '> 10' }, 12)).toBe('12 of 100 rows have no id (12 against error_if > 10)');
  expect(said({ errorIf: '> 10' }, 3)).toBe('3 of 100 rows have no id');
  expect(said({ errorIf: '> 10', warnIf: '> 5' }, 3)).toBe('3 of 100 rows have no id (3 against error_if > 10)');
  expect(said({ severity: 'warn', warnIf: '> 5' }, 6)).toBe('6 of 100 rows have no id (6 against warn_if > 5)');
  expect(said({ errorIf: '= 0' }, 0)).toBe('100 rows checked (0 against error_if = 0)');
});

function sentenceOf(
  declared: Declared,
  failures: number,
  failing: number | null,
  checked: number | null,
  measured: string | null,
): string {
  return describeOutcome(assertion(declared), {
    failures: BigInt(failures),
    failingRows: failing === null ? null : BigInt(failing),
    checkedRows: checked === null ? null : BigInt(checked),
    measured,
  });
}
