// What Python's str methods say about single characters: classes and case mappings. Facts of the Unicode Character Database
// that JavaScript does not offer (Numeric_Type, titlecase, case folding) are spelled out here, each with its rule.

/** Python's whitespace: it has U+001C–U+001F and U+0085, and not U+FEFF, unlike JavaScript's `\s`. */
export const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
/** Where splitlines() splits, a CR LF pair first. */
export const LINE_BREAK = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/g;

const ONE_SPACE = new RegExp(`^[${SPACE}]$`, 'u');
const DECIMAL = /^\p{Nd}$/u;
// Numeric_Type=Digit without the decimals: superscripts, circled digits and their like.
const DIGIT =
  /^[\xb2\xb3\xb9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]$/u;
// Ideographs that stand for numbers, which Unicode classes as letters.
const IDEOGRAPHIC_NUMBER =
  '\\u3405\\u3483\\u382a\\u3b4d\\u4e00\\u4e03\\u4e07\\u4e09\\u4e5d\\u4e8c\\u4e94\\u4e96\\u4ebf\\u4ec0\\u4edf\\u4ee8\\u4f0d\\u4f70\\u5104\\u5146\\u5169\\u516b\\u516d\\u5341\\u5343\\u5344\\u5345\\u534c\\u53c1\\u53c2\\u53c3\\u53c4\\u56db\\u58f1\\u58f9\\u5e7a\\u5efe\\u5eff\\u5f0c\\u5f0d\\u5f0e\\u5f10\\u62fe\\u634c\\u67d2\\u6f06\\u7396\\u767e\\u8086\\u842c\\u8cae\\u8cb3\\u8d30\\u9621\\u9646\\u964c\\u9678\\u96f6\\uf96b\\uf973\\uf978\\uf9b2\\uf9d1\\uf9d3\\uf9fd\\u{20001}\\u{20064}\\u{200e2}\\u{20121}\\u{2092a}\\u{20983}\\u{2098c}\\u{2099c}\\u{20aea}\\u{20afd}\\u{20b19}\\u{22390}\\u{22998}\\u{23b1b}\\u{2626d}\\u{2f890}';
const NUMERIC = new RegExp(`^[\\p{N}${IDEOGRAPHIC_NUMBER}]$`, 'u');
const LETTER = /^\p{L}$/u;
const LOWERCASE = /^\p{Lowercase}$/u;
const UPPERCASE = /^\p{Uppercase}$/u;
const TITLECASE = /^\p{Lt}$/u;
const UNPRINTABLE = /^[\p{C}\p{Z}]$/u;

export const isSpace = (c: string): boolean => ONE_SPACE.test(c);
export const isDecimal = (c: string): boolean => DECIMAL.test(c);
export const isDigit = (c: string): boolean => DECIMAL.test(c) || DIGIT.test(c);
export const isNumeric = (c: string): boolean => NUMERIC.test(c);
export const isAlpha = (c: string): boolean => LETTER.test(c);
export const isAlnum = (c: string): boolean => LETTER.test(c) || NUMERIC.test(c);
export const isLower = (c: string): boolean => LOWERCASE.test(c);
export const isUpper = (c: string): boolean => UPPERCASE.test(c);
export const isTitle = (c: string): boolean => TITLECASE.test(c);
export const isCased = (c: string): boolean => isLower(c) || isUpper(c) || isTitle(c);
/** What repr() shows as it is; a lone surrogate counts as unprintable. */
export const isPrintable = (c: string): boolean => c === ' ' || !UNPRINTABLE.test(c);

// Letters whose titlecase is neither their uppercase nor its first letter with the rest in lower case.
const DIGRAPHS: readonly (readonly [string, string])[] = [
  ['Ǆǅǆ', 'ǅ'],
  ['Ǉǈǉ', 'ǈ'],
  ['Ǌǋǌ', 'ǋ'],
  ['Ǳǲǳ', 'ǲ'],
  ['\u1fb2', '\u1fba\u0345'],
  ['\u1fb3\u1fbc', '\u1fbc'],
  ['\u1fb4', '\u0386\u0345'],
  ['\u1fb7', '\u1fbc\u0342'],
  ['\u1fc2', '\u1fca\u0345'],
  ['\u1fc3\u1fcc', '\u1fcc'],
  ['\u1fc4', '\u0389\u0345'],
  ['\u1fc7', '\u1fcc\u0342'],
  ['\u1ff2', '\u1ffa\u0345'],
  ['\u1ff3\u1ffc', '\u1ffc'],
  ['\u1ff4', '\u038f\u0345'],
  ['\u1ff7', '\u1ffc\u0342'],
];
const TITLE_FORMS = new Map(DIGRAPHS.flatMap(([letters, title]) => Array.from(letters, (c) => [c, title] as const)));

/** The titlecase of one character. */
export function toTitle(c: string): string {
  if (c >= 'a' && c <= 'z') return c.toUpperCase();
  if (c < '\x80') return c;
  const special = TITLE_FORMS.get(c);
  if (special !== undefined) return special;
  const code = c.codePointAt(0) ?? 0;
  // Georgian has capitals that are never used for titles.
  if (code >= 0x10d0 && code <= 0x10ff) return c;
  // Greek with iota subscript: the capital with the iota beside it is the letter eight further on.
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCharCode(code | 8);
  const upper = c.toUpperCase();
  // Ligatures and the like become several letters, of which only the first is a capital; combining marks stay as they are.
  const [first, ...rest] = Array.from(upper);
  return rest.length === 0 ? upper : (first ?? '') + rest.map((r) => (/\p{L}/u.test(r) ? r.toLowerCase() : r)).join('');
}

/** Full case folding, for caseless comparison. */
export function toCasefold(text: string): string {
  // Cherokee folds to capitals; for all others folding is the lower case of the upper case, with two exceptions.
  return Array.from(text, (c) => {
    const code = c.codePointAt(0) ?? 0;
    if ((code >= 0x13a0 && code <= 0x13fd) || (code >= 0xab70 && code <= 0xabbf)) return c.toUpperCase();
    if (c === 'ı') return c;
    if (c === 'ẞ') return 'ss';
    return Array.from(c.toUpperCase(), (u) => u.toLowerCase()).join('');
  }).join('');
}
