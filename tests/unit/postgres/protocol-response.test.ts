import { expect, test } from 'vitest';
import { ResponseReader } from '../../../src/postgres/protocol-response.ts';

/** Frames written as type and body. */
function bytesOf(...frames: readonly (readonly [string, string?])[]): Buffer {
  return Buffer.concat(
    frames.map(([type, body = '']) => {
      const header = Buffer.alloc(5, type);
      header.writeUInt32BE(4 + Buffer.byteLength(body), 1);
      return Buffer.concat([header, Buffer.from(body)]);
    }),
  );
}

/** Read whole, and byte by byte. */
function complete(bytes: Buffer): boolean {
  const whole = new ResponseReader();
  whole.read(bytes);
  const cut = new ResponseReader();
  for (const byte of bytes) cut.read(Uint8Array.of(byte));
  expect(cut.complete).toBe(whole.complete);
  return whole.complete;
}

const parsed = [['1'], ['2'], ['T', 'fields']] as const;
const error = (code: string) => ['E', `SERROR\0C${code}\0Mno\0\0`] as const;

test('an answer has an outcome and says that it is ready', () => {
  expect(complete(bytesOf(...parsed, ['D', 'row'], ['C', 'SELECT 1\0'], ['Z', 'I']))).toBe(true);
  expect(complete(bytesOf(['1'], ['2'], ['n'], ['I'], ['Z', 'I']))).toBe(true);
  expect(complete(bytesOf(error('42601'), ['Z', 'I']))).toBe(true);
  expect(complete(bytesOf(['R', '0000'], ['K', '00000000'], ['Z', 'I']))).toBe(true);
});

test('silence after any step is a crash', () => {
  expect(complete(bytesOf())).toBe(false);
  expect(complete(bytesOf(['Z', 'I']))).toBe(false);
  expect(complete(bytesOf(...parsed, ['Z', 'I']))).toBe(false);
  expect(complete(bytesOf(...parsed, ['C', 'SELECT 1\0']))).toBe(false);
  expect(complete(bytesOf(...parsed, ['C', 'SELECT 1\0'], ['Z', 'I']).subarray(0, -1))).toBe(false);
});

test('so is a complaint about what the silent step should have made', () => {
  expect(complete(bytesOf(error('26000'), ['Z', 'I']))).toBe(false);
  expect(complete(bytesOf(['1'], error('34000'), ['Z', 'I']))).toBe(false);
  // A statement of the user's own: EXECUTE of what was not prepared, FETCH from no cursor.
  expect(complete(bytesOf(['1'], ['2'], error('26000'), ['Z', 'I']))).toBe(true);
  expect(complete(bytesOf(['1'], ['2'], error('34000'), ['Z', 'I']))).toBe(true);
});

test('a FATAL or PANIC is the last that it says, however it is cut', () => {
  const ended = (severity: string) => {
    const reader = new ResponseReader();
    const bytes = bytesOf(['E', `S${severity}\0V${severity}\0C53100\0Mno space\0\0`], ['Z', 'E']);
    for (const byte of bytes) reader.read(Uint8Array.of(byte));
    return reader.ended;
  };
  expect(['PANIC', 'FATAL', 'ERROR'].map(ended)).toEqual([true, true, false]);
});
