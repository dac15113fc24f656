// Escape sequences in a template's string literals, as Python reads them (codec unicode-escape).

const simple: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** What is wrong with an escape, and where in the literal's text. */
export interface EscapeProblem {
  readonly problem: string;
  readonly at: number;
  readonly end: number;
}

/** `text` is the literal without its quotes. Unknown escapes stay as they are, backslash included. */
export function decodeEscapes(text: string): string | EscapeProblem {
  let result = '';
  let from = 0;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', from)) {
    result += text.slice(from, at);
    const letter = text.charAt(at + 1);
    const replacement = Object.hasOwn(simple, letter) ? simple[letter] : undefined;
    const digits = Object.hasOwn(hexDigits, letter) ? hexDigits[letter] : undefined;
    if (replacement !== undefined) {
      result += replacement;
      from = at + 2;
    } else if (digits !== undefined) {
      const hex = text.slice(at + 2, at + 2 + digits);
      const code = hex.length === digits && /^[0-9a-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : Number.NaN;
      if (!(code <= 0x10ffff)) return { problem: `incomplete escape \\${letter}`, at, end: at + 2 + hex.length };
      result += String.fromCodePoint(code);
      from = at + 2 + digits;
    } else if (letter >= '0' && letter <= '7') {
      const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))?.[0] ?? letter;
      result += String.fromCharCode(Number.parseInt(octal, 8));
      from = at + 1 + octal.length;
    } else if (letter === 'N') {
      return { problem: 'characters by name (\\N{…}) are not supported', at, end: at + 2 };
    } else {
      result += `\\${letter}`;
      from = at + 2;
    }
  }
  return from === 0 ? text : result + text.slice(from);
}
