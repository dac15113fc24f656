import { describe, expect, test } from 'vitest';
import { deepestNesting, incomplete, invalid, JsonScanner } from '../../../src/ingest/json-scanner.ts';

const scanner = new JsonScanner();

/** `value`, `more` (ends too early), or `wrong`. */
function verdict(text: string | Buffer): 'value' | 'more' | 'wrong' {
  const bytes = Buffer.from(text);
  const at = scanner.space(bytes, 0);
  const end = scanner.value(bytes, at);
  if (end === incomplete) return 'more';
  if (end === invalid) return 'wrong';
  return scanner.space(bytes, end) === bytes.length ? 'value' : 'wrong';
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('JSON or not', () => {
  test.each([
    '{}',
    '[]',
    '""',
    '0',
    '-0',
    '1.5e+10',
    'true',
    'null',
    '[1,2,{"a":[]}]',
    ' { "a" : [ 1 , 2 ] } ',
    '"\\u00e9\\n\\/"',
    '{"a":{},"b":""}',
  ])('%s is', (text) => expect(verdict(text)).toBe('value'));

  test.each([
    '{,}',
    '[,]',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "'a'",
    '01',
    '-a',
    '+1',
    '.5',
    '1.x',
    '1ex',
    'tru!',
    'nulL',
    '"\\x"',
    '"\\u12g4"',
    '"\t"',
    '1 2',
    '[1 2]',
    '{"a" 1}',
    '{"a":1 "b":2}',
    '[}',
    '{]',
    '\u00a01',
    '{"a"}',
    '}',
    'NaN',
  ])('%s is not', (text) => expect(verdict(text)).toBe('wrong'));

  test.each(['', '{', '[1,', '{"a', '{"a"', '{"a":', '"ab', '"\\', '"\\u00', 'tru', '-', '1.', '1e', '1e+'])(
    '%s goes on',
    (text) => expect(verdict(text)).toBe('more'),
  );

  test('what is wrong, and where', () => {
    expect(scanner.value(Buffer.from('{"a": 1, b}'), 0)).toBe(invalid);
    expect([scanner.errorAt, scanner.reason]).toEqual([9, 'expected a key, found b']);
    expect(scanner.value(Buffer.from([0x22, 0x07, 0x22]), 0)).toBe(invalid);
    expect([scanner.errorAt, scanner.reason]).toEqual([
      1,
      'expected no control character in a string, found byte 0x07',
    ]);
  });
});

describe('against JSON.parse', () => {
  test('20,000 mutations of JSON are accepted and rejected alike', () => {
    const random = numbersFrom(20_240_607);
    const seeds = [
      '{"code":"00000","data":[{"uid":"1","n":-12.50e+3,"t":true},{"u\\u00e9":null,"x":[[],{}]}],"s":"\\ud83d\\ude00 \\\\ \\""}',
      '[0,-1,1.0,1e5,1E-5,"",{},[],true,false,null,{"a":{"b":{"c":[1,2,3]}}}]',
      ' \n\t{"é": "\\n\\r\\t\\b\\f\\/", "k" :\r[ 1 , 2 ] } ',
    ];
    const alphabet = '{}[]",:\\0123456789.eE+-tfnu \n\ré\u0001';
    let accepted = 0;
    for (let round = 0; round < 20_000; round += 1) {
      let text = seeds[round % seeds.length] ?? '';
      for (let edits = 1 + random(2); edits > 0; edits -= 1) {
        const at = random(text.length);
        const piece = random(3) === 0 ? '' : (alphabet[random(alphabet.length)] ?? '');
        text = text.slice(0, at) + piece + text.slice(at + random(2));
      }
      const good = parses(text);
      if (good) accepted += 1;
      const found = verdict(text);
      if ((found === 'value') !== good)
        expect.fail(`${JSON.stringify(text)}: JSON.parse ${good}, the scanner ${found}`);
    }
    expect(accepted).toBeGreaterThan(1000);
    expect(accepted).toBeLessThan(19_000);
  });

  test('every beginning of a value goes on', () => {
    const text = '{"code":[{"a":-1.5e3,"b":"\\ud83d\\ude00x"},true],"n":null}';
    for (let end = 0; end < text.length; end += 1)
      expect([text.slice(0, end), verdict(text.slice(0, end))]).toEqual([text.slice(0, end), 'more']);
    expect(verdict(text)).toBe('value');
  });
});

describe('what jsonb refuses', () => {
  const flawOf = (text: string) => {
    const end = scanner.value(Buffer.from(text), 0);
    expect(end).toBe(Buffer.byteLength(text));
    return scanner.flaw;
  };

  test.each([
    ['"\\u0000"', 'nul'],
    ['{"\\u0000":1}', 'nul'],
    ['"\\\\u0000"', null],
    ['"\\ud83d"', 'surrogate'],
    ['"\\ude00"', 'surrogate'],
    ['"\\ud83dx"', 'surrogate'],
    ['"\\ud83d\\n"', 'surrogate'],
    ['"\\ud83d\\u0041"', 'surrogate'],
    ['"\\ud83d\\ud83d\\ude00"', 'surrogate'],
    ['"\\ud83d\\ude00"', null],
    ['"\\uffff"', null],
    ['1e200000', 'number'],
    ['[1,2,-1e-20000]', 'number'],
    ['1e1000', null],
  ])('%s: %s', (text, flaw) => expect(flawOf(text)).toBe(flaw));

  // The verdicts are what PostgreSQL 15 says to the same texts.
  test.each([
    ['1e131071', null],
    ['1e131072', 'number'],
    ['123e131069', null],
    ['0.0001e131075', null],
    ['0.00001e131077', 'number'],
    ['1e-16383', null],
    ['1.5e-16383', 'number'],
    ['1e-16384', 'number'],
    ['0e200000', null],
    ['0e-99999999999', 'number'],
    ['9'.repeat(131_072), null],
    ['9'.repeat(131_073), 'number'],
    [`0.${'0'.repeat(16_400)}1`, 'number'],
  ])('the range of numeric: %s', (text, flaw) => expect(flawOf(text)).toBe(flaw));

  test('depth', () => {
    const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
    expect(flawOf(nested(deepestNesting))).toBeNull();
    expect(flawOf(nested(deepestNesting + 2))).toBe('depth');
    expect(flawOf('['.repeat(100_000) + ']'.repeat(100_000))).toBe('depth');
  });

  test('the first flaw is reported with its place', () => {
    scanner.value(Buffer.from('{"a":"é\\u0000","b":1e200000}'), 0);
    expect([scanner.flaw, scanner.flawAt]).toEqual(['nul', 8]);
  });
});

/** Deterministic whole numbers below a bound. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
