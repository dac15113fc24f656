// Whether a JSON number lies in the range of PostgreSQL's numeric, in which jsonb keeps numbers: at most 131,072 digits
// before the decimal point and 16,383 after it, those that an exponent moves there included, even for zero.

const digitsBeforePoint = 131_072;
const digitsAfterPoint = 16_383;
/** PostgreSQL refuses exponents from half of an int's range on, whatever the digits are. */
const largestExponent = 1_000_000_000;

const ZERO = 0x30;
const POINT = 0x2e;

/** `bytes[start … end)` is a valid JSON number. */
export function numberFitsNumeric(bytes: Uint8Array, start: number, end: number): boolean {
  let exponentAt = start;
  while (exponentAt < end && ((bytes[exponentAt] ?? 0) | 0x20) !== 0x65) exponentAt += 1;
  const exponent = exponentAt < end ? Number(Buffer.from(bytes.subarray(exponentAt + 1, end)).toString('latin1')) : 0;
  if (Math.abs(exponent) > largestExponent) return false;

  const digitsAt = bytes[start] === 0x2d ? start + 1 : start;
  let point = digitsAt;
  while (point < exponentAt && bytes[point] !== POINT) point += 1;
  const after = Math.max(0, exponentAt - point - 1) - exponent;
  if (after > digitsAfterPoint) return false;

  let first = digitsAt;
  while (first < exponentAt && (bytes[first] === ZERO || bytes[first] === POINT)) first += 1;
  if (first === exponentAt) return true;
  const before = first < point ? point - first : point - first + 1;
  return before + exponent <= digitsBeforePoint;
}
