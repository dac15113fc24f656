// Protects the judgement of whose a part is: what a hook made once more, what it changed, what was there before.

import { describe, expect, test } from 'vitest';
import type { MadePart, RelationPart } from '../../../../src/catalog/relation.ts';
import { askedParts, judgeParts, newParts, recognizeParts, sameParts } from '../../../../src/plan/shape/judge-parts.ts';

const index = (name: string, definition = 'USING btree (id)'): RelationPart => ({ kind: 'index', name, definition });
const comment = (name: string, definition: string): RelationPart => ({ kind: 'comment', name, definition });
const byHook = (part: RelationPart, hook = 'h'): MadePart => ({ ...part, origin: 'hook', hook });
const byConfig = (part: RelationPart): MadePart => ({ ...part, origin: 'config', hook: null });

describe('judgeParts', () => {
  test('the first time all that is new is the hook’s, and what stood before is not', () => {
    const existing = [index('by_hand'), index('a_idx')];
    const work = [{ hook: 'h', parts: newParts([index('by_hand')], existing) }];
    expect(judgeParts({ existing, remembered: [], work, config: [] })).toEqual({
      made: [byHook(index('a_idx'))],
      doubled: [],
    });
  });

  test('what a hook makes once more is doubled, as often as it was there, and only where the same hook made it', () => {
    const existing = [index('by_hand'), index('a_idx'), index('a_idx1'), index('a_idx2')];
    const work = [{ hook: 'h', parts: [index('a_idx1'), index('a_idx2')] }];
    const remembered = [byHook(index('a_idx'))];
    expect(judgeParts({ existing, remembered, work, config: [] })).toEqual({
      made: [byHook(index('a_idx')), byHook(index('a_idx2'))],
      doubled: [byHook(index('a_idx1'))],
    });
    const other = [{ hook: 'other', parts: [index('a_idx1')] }];
    expect(judgeParts({ existing, remembered, work: other, config: [] }).doubled).toEqual([]);
  });

  test('an index that the hook renamed or made anew is not doubled', () => {
    const existing = [index('b_idx')];
    const work = [{ hook: 'h', parts: [index('b_idx')] }];
    expect(judgeParts({ existing, remembered: [byHook(index('a_idx'))], work, config: [] })).toEqual({
      made: [byHook(index('b_idx'))],
      doubled: [],
    });
  });

  test('what cannot be there twice is what it is in the end', () => {
    const existing = [comment('', 'new'), comment('id', 'same')];
    const work = [
      { hook: 'one', parts: [comment('', 'between')] },
      { hook: 'two', parts: [comment('', 'new'), comment('id', 'same')] },
    ];
    const remembered = [byHook(comment('', 'old')), byHook(comment('v', 'same'))];
    expect(judgeParts({ existing, remembered, work, config: [] }).made).toEqual([
      byHook(comment('', 'new'), 'two'),
      byHook(comment('id', 'same'), 'two'),
    ]);
  });

  test('what the config asks for is the config’s, whoever made it last', () => {
    const existing = [index('asked'), index('kept')];
    const remembered = [byHook(index('asked')), byHook(index('kept')), byConfig(index('gone'))];
    expect(judgeParts({ existing, remembered, work: [], config: [index('asked')] }).made).toEqual([
      byConfig(index('asked')),
      byHook(index('kept')),
    ]);
  });
});

describe('recognizeParts', () => {
  test('what hooks make when it is taken away was theirs: by its name, or as PostgreSQL numbers it', () => {
    const unknown = [index('a_idx'), index('a_idx7'), index('by_hand'), index('other', 'USING btree (v)')];
    expect(recognizeParts(unknown, [{ hook: 'h', parts: [index('a_idx')] }])).toEqual([
      byHook(index('a_idx')),
      byHook(index('a_idx7')),
    ]);
    const comments = [comment('col1', 'same'), comment('col2', 'same')];
    expect(recognizeParts(comments, [{ hook: 'h', parts: [comment('col1', 'same')] }])).toEqual([
      byHook(comment('col1', 'same')),
    ]);
  });
});

test('a config’s privileges are found in any case and quoted or not, its texts only as they are', () => {
  const existing: readonly RelationPart[] = [
    { kind: 'grant', name: 'SELECT "Reader"', definition: '' },
    comment('', 'by hand'),
    index('a'),
  ];
  expect(
    askedParts(existing, [
      { kind: 'grant', name: 'SELECT reader', definition: null },
      { kind: 'comment', name: '', definition: 'described' },
      { kind: 'index', name: 'a', definition: null },
    ]),
  ).toEqual([existing[0], existing[2]]);
});

test('the order in which parts are remembered does not count', () => {
  const [a, b] = [byHook(index('a')), byConfig(index('b'))];
  expect(sameParts([a, b], [b, a])).toBe(true);
  expect(sameParts([a], [byConfig(index('a'))])).toBe(false);
});
