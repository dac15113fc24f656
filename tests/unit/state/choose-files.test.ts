import { describe, expect, test } from 'vitest';
import { type ChoiceOptions, chooseFiles, goneFiles, type ListedFile } from '../../../src/state/choose-files.ts';
import type { FailureEntry, LedgerEntry } from '../../../src/state/ledger.ts';

const second = 1_000_000_000n;
const minute = 60_000;
const now = 1_000 * minute;
const options: ChoiceOptions = { now, maxAttempts: 5, backoffMilliseconds: minute, retryFailed: false };

const file: ListedFile = { file: 'a', size: 10, modified: 100n * second };
const taken: LedgerEntry = { ...file, looked: 200n * second, checksum: 'sum' };

function failure(changes: Partial<FailureEntry> = {}): FailureEntry {
  return {
    ...file,
    attempts: 1,
    forgiven: 0,
    reason: 'bad',
    byte: 3,
    failedAt: 'then',
    failedAtMilliseconds: now,
    ...changes,
  };
}

function choose(
  ledger: readonly LedgerEntry[],
  failures: readonly FailureEntry[],
  changes: Partial<ChoiceOptions> = {},
  listed = file,
) {
  const choice = chooseFiles([listed], ledger, failures, { ...options, ...changes });
  if (choice.read[0]) {
    const { attempt, forgiven, failedAt, knownChecksum } = choice.read[0];
    return { read: { attempt, forgiven, failedAt, knownChecksum } };
  }
  if (choice.waiting[0]) return { waits: (choice.waiting[0].until - now) / minute };
  if (choice.exhausted[0]) return 'exhausted';
  return choice.mended.length > 0 ? 'mended' : choice.unchanged.length > 0 ? 'unchanged' : 'nothing';
}

const fresh = { attempt: 1, forgiven: 0, failedAt: null, knownChecksum: null };

describe('the ledger', () => {
  test('a file that it does not know is read', () => expect(choose([], [])).toEqual({ read: fresh }));
  test('one of the same size and time is not', () => expect(choose([taken], [])).toBe('unchanged'));
  test.each([
    ['size', { ...file, size: 11 }],
    ['a later time', { ...file, modified: file.modified + 1n }],
    ['an earlier time', { ...file, modified: file.modified - 1n }],
  ])('another %s: read, and its checksum decides', (_, listed) =>
    expect(choose([taken], [], {}, listed)).toEqual({ read: { ...fresh, knownChecksum: 'sum' } }),
  );
  test.each([
    ['at the last look', 0n, 'read'],
    ['within two seconds of it', 1_999_999_999n, 'read'],
    ['before', 2n * second, 'unchanged'],
  ])('changed %s', (_, before, expected) => {
    const found = choose([{ ...taken, looked: file.modified + before }], []);
    expect(typeof found === 'string' ? found : 'read').toBe(expected);
  });
});

describe('failures', () => {
  const failedBefore = { attempt: 2, forgiven: 0, failedAt: 'then', knownChecksum: null };

  test.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 8],
  ])('after %i attempts in the allowance a file waits %i minutes', (attempts, minutes) => {
    expect(choose([], [failure({ attempts })])).toEqual({ waits: minutes });
    expect(choose([], [failure({ attempts, failedAtMilliseconds: now - minutes * minute })])).toMatchObject({
      read: { attempt: attempts + 1 },
    });
    expect(choose([], [failure({ attempts: attempts + 7, forgiven: 7 })])).toEqual({ waits: minutes });
  });
  test('never more than an hour', () =>
    expect(choose([], [failure({ attempts: 30 })], { maxAttempts: 100 })).toEqual({ waits: 60 }));
  test('without backoff it is tried by the next run', () =>
    expect(choose([], [failure()], { backoffMilliseconds: 0 })).toEqual({ read: failedBefore }));
  test('until its attempts are used up', () => {
    expect(choose([], [failure({ attempts: 5, failedAtMilliseconds: 0 })])).toBe('exhausted');
    expect(choose([], [failure({ attempts: 9, forgiven: 5, failedAtMilliseconds: 0 })])).toMatchObject({
      read: { attempt: 10, forgiven: 5 },
    });
  });
  test('asked for, it is tried now', () => {
    expect(choose([], [failure()], { retryFailed: true })).toEqual({ read: failedBefore });
    expect(choose([], [failure({ attempts: 5 })], { retryFailed: true })).toMatchObject({
      read: { attempt: 6, forgiven: 0 },
    });
  });
  test.each([
    ['size', { ...file, size: 9 }],
    ['time', { ...file, modified: 1n }],
  ])('another %s: tried at once, with a new allowance, counting on', (_, listed) =>
    expect(choose([], [failure({ attempts: 5, forgiven: 2 })], {}, listed)).toEqual({
      read: { attempt: 6, forgiven: 5, failedAt: 'then', knownChecksum: null },
    }),
  );
  test('of a file that is again what was taken in, they are over', () =>
    expect(choose([taken], [failure({ size: 12 })])).toBe('mended'));
});

test('lists keep the order of the files', () => {
  const files = ['c', 'a', 'b'].map((name) => ({ ...file, file: name }));
  expect(chooseFiles(files, [], [], options).read.map((next) => next.file.file)).toEqual(['c', 'a', 'b']);
});

test('files that are gone', () => {
  expect(goneFiles(['x', 'a', 'y'], [file])).toEqual(['x', 'y']);
});
