// Whether bytes that should be UTF-8 are UTF-16, which some programs save by default: reported as that, not as strange characters.

/** By its mark, or by the zeros that are in every other byte where a text begins with ASCII. */
export function isUtf16(bytes: Uint8Array): boolean {
  const [first, second, third, fourth] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  if (!first) return first === 0 && Boolean(second) && third === 0 && Boolean(fourth);
  return second === 0 && Boolean(third) && fourth === 0;
}
