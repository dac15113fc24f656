// PostgreSQL's parser counts bytes (places in the tree) and code points (places of errors); JavaScript counts UTF-16 units.
// The one converter between them.

export interface TextOffsets {
  /** UTF-16 offset of a UTF-8 byte offset; past the end gives the end. */
  fromBytes(bytes: number): number;
  /** UTF-16 offset of a 0-based code point index; past the end gives the end. */
  fromCodePoints(points: number): number;
}

/** For plain ASCII all three counts are the same, and nothing is walked. */
export function textOffsets(text: string): TextOffsets {
  if (/^[\x00-\x7f]*$/.test(text)) {
    const same = (offset: number): number => Math.min(offset, text.length);
    return { fromBytes: same, fromCodePoints: same };
  }
  return {
    fromBytes: (bytes) => walk(text, bytes, utf8Length),
    fromCodePoints: (points) => walk(text, points, () => 1),
  };
}

function walk(text: string, wanted: number, weight: (codePoint: number) => number): number {
  let seen = 0;
  let offset = 0;
  for (const character of text) {
    if (seen >= wanted) return offset;
    seen += weight(character.codePointAt(0) ?? 0);
    offset += character.length;
  }
  return offset;
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
