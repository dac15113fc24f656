// Protects against waiting for a PostgreSQL that has given up: what it says last must be noticed, however it is cut.

import { expect, it } from 'vitest';
import { ResponseReader } from '../../../src/postgres/protocol-response.ts';

function errorResponse(severity: string, code: string): Buffer {
  const body = Buffer.from(`S${severity}\0V${severity}\0C${code}\0Mno space\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x45]);

it.each([
  ['PANIC', true],
  ['FATAL', true],
  ['ERROR', false],
])('%s ends it: %s', (severity, ended) => {
  const whole = new ResponseReader();
  whole.read(Buffer.concat([errorResponse(severity, '53100'), ready]));
  const cut = new ResponseReader();
  for (const byte of Buffer.concat([errorResponse(severity, '53100'), ready])) cut.read(Uint8Array.of(byte));
  expect([whole.ended, cut.ended]).toEqual([ended, ended]);
});
