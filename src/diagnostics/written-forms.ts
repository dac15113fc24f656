// A text in whatever form something has written it: each of its characters as it is, or as a writer that quotes or encodes may have it. So
// no list of writers has to be complete, and one inside another (JSON in an SQL literal) is found as well. All ways to read are followed
// side by side, so that no text takes more than time in proportion to its length.

export interface WrittenForms {
  /** Finds where it may begin; global. */
  readonly first: RegExp;
  /** Where it ends that begins there: in ascending order, none where it is not there. */
  endsOf(text: string, start: number): readonly number[];
}

/** `secret` is not empty. */
export function writtenForms(secret: string): WrittenForms {
  const characters = Array.from(secret);
  const known = new Map<string, readonly RegExp[]>();
  const steps = characters.map((character) => {
    const found = known.get(character) ?? formsOf(character).map((form) => new RegExp(form, 'y'));
    known.set(character, found);
    return found;
  });
  return {
    first: new RegExp(formsOf(characters[0] ?? '').join('|'), 'g'),
    endsOf(text, start) {
      let ends = new Set([start]);
      for (const forms of steps) {
        const next = new Set<number>();
        for (const end of ends) for (const form of forms) addEnd(form, text, end, next);
        if (next.size === 0) return [];
        ends = next;
      }
      return [...ends].sort((a, b) => a - b);
    },
  };
}

function addEnd(form: RegExp, text: string, start: number, ends: Set<number>): void {
  form.lastIndex = start;
  if (form.test(text)) ends.add(form.lastIndex);
}

/** `text` with `mask` in the place of each. */
export function replaceForms(text: string, { first, endsOf }: WrittenForms, mask: string): string {
  let replaced = '';
  let from = 0;
  first.lastIndex = 0;
  for (let found = first.exec(text); found; found = first.exec(text)) {
    const [end] = endsOf(text, found.index);
    if (end !== undefined) {
      replaced += text.slice(from, found.index) + mask;
      from = end;
    }
    first.lastIndex = end ?? found.index + 1;
  }
  return replaced + text.slice(from);
}

/** What SQL and format strings write twice, and one inside another four times. */
const doubled: ReadonlySet<string> = new Set(["'", '"', '%', '\\']);

/** Patterns, each of which fits a text at one length at most. */
function formsOf(character: string): readonly string[] {
  const escapes = '\\\\{1,7}';
  const code = character.codePointAt(0) ?? 0;
  const plain = character === '\\' ? '\\\\' : `\\\\{0,7}${quoted(character)}`;
  const letter = letters.get(character);
  const entity = entities.get(character);
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return [
    plain,
    ...(doubled.has(character) ? [2, 4, 8].map((times) => `(?:${plain}){${times}}`) : []),
    ...(letter === undefined ? [] : [`${escapes}${letter}`]),
    ...(code < 0x100 ? [`${escapes}x${hexadecimal(code, 2)}`] : []),
    // JSON and JavaScript write what is beyond 16 bits as two halves.
    units.map((unit) => `${escapes}u${hexadecimal(unit, 4)}`).join(''),
    `${escapes}U${hexadecimal(code, 8)}`,
    // Half a character cannot be encoded; through bytes it becomes one that can.
    [...Buffer.from(character)].map((byte) => `%(?:25){0,3}${hexadecimal(byte, 2)}`).join(''),
    ...(character === ' ' ? ['\\+', '%(?:25){0,3}2[bB]'] : []),
    `&(?:amp;)?#0*(?:${code}|[xX]0*${hexadecimal(code, 1)});`,
    ...(entity === undefined ? [] : [`&(?:amp;)?${entity};`]),
  ];
}

/** The letters of escapes of one character, of JSON, Python, YAML and SQL. */
const letters: ReadonlyMap<string, string> = new Map([
  ['\0', '0'],
  ['\x07', 'a'],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\v', 'v'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['\x1b', 'e'],
  ['\x85', 'N'],
  ['\xa0', '_'],
  ['\u2028', 'L'],
  ['\u2029', 'P'],
]);

const entities: ReadonlyMap<string, string> = new Map([
  ['&', 'amp'],
  ['<', 'lt'],
  ['>', 'gt'],
  ['"', 'quot'],
  ["'", 'apos'],
]);

/** In capitals or not. */
function hexadecimal(value: number, width: number): string {
  const digits = value.toString(16).padStart(width, '0');
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function quoted(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
