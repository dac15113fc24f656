import { expect, test } from 'vitest';
import { decoderOf } from '../../../src/postgres/decode.ts';

test('numbers keep what they can, and the rest stays text', () => {
  expect(decoderOf(20)('9223372036854775807')).toBe(9223372036854775807n);
  expect(decoderOf(26)('4294967295')).toBe(4294967295);
  expect(decoderOf(701)('-Infinity')).toBe(Number.NEGATIVE_INFINITY);
  expect(decoderOf(1009)('{a,NULL}')).toEqual(['a', null]);
  expect(decoderOf(1700)('0.10')).toBe('0.10');
  expect(decoderOf(999999)('anything')).toBe('anything');
});
