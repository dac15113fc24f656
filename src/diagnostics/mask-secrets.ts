// Hides secrets in messages before anybody sees them: passwords inside URLs and connection strings whatever they are, and known
// values of some length anywhere. Messages only: rows, keys, names, paths and places are never changed to hide anything, and
// nobody calls this on a text that is JSON or CSV already.

import type { Diagnostic } from './diagnostic.ts';
import { replaceForms, type WrittenForms, writtenForms } from './written-forms.ts';

export const mask = '*****';

/** A shorter value is in too many innocent words: it is hidden inside URLs and connection strings alone. */
const shortestInMessages = 8;

/** One sentence, or what somebody logs. `secrets` longest first, none of them empty: see project/secrets.ts. */
export function maskMessage(text: string, secrets: readonly string[]): string {
  const forms = formsOf(secrets);
  let masked = text.replace(assignsPassword(text), `$1${mask}`);
  if (masked.includes('://')) {
    masked = masked.replace(passwordInUrl, `$1${mask}@`);
    for (const { written } of forms) masked = maskInUrls(masked, written);
  }
  for (const { written, isLong } of forms) if (isLong) masked = replaceForms(masked, written, mask);
  return masked;
}

interface Secret {
  readonly written: WrittenForms;
  readonly isLong: boolean;
}

const known = new WeakMap<readonly string[], readonly Secret[]>();

/** Made once for the secrets of a run. */
function formsOf(secrets: readonly string[]): readonly Secret[] {
  const made = known.get(secrets) ?? secrets.map(secretOf);
  known.set(secrets, made);
  return made;
}

function secretOf(secret: string): Secret {
  return { written: writtenForms(secret), isLong: Array.from(secret).length >= shortestInMessages };
}

/** Between `:` or `//` and `@`. */
function maskInUrls(text: string, { endsOf }: WrittenForms): string {
  let masked = '';
  let from = 0;
  for (const before of text.matchAll(/:|\/\//g)) {
    const start = before.index + before[0].length;
    const end = start < from ? undefined : endsOf(text, start).find((place) => text[place] === '@');
    if (end === undefined) continue;
    masked += text.slice(from, start) + mask;
    from = end;
  }
  return masked + text.slice(from);
}

/** Its sentences; the place and the file's text at it stay what they are. */
export function maskDiagnostic(diagnostic: Diagnostic, secrets: readonly string[]): Diagnostic {
  const hidden = (text: string) => maskMessage(text, secrets);
  return {
    ...diagnostic,
    message: hidden(diagnostic.message),
    notes: diagnostic.notes.map((note) => ({ ...note, message: hidden(note.message) })),
    help: hidden(diagnostic.help),
  };
}

/** `password=…` of a connection string; around its `=` there are spaces only where another keyword says that it is one. */
function assignsPassword(text: string): RegExp {
  const space = /\b(?:host|hostaddr|port|user|dbname)\s*=/i.test(text) ? '\\s*' : '';
  return new RegExp(`\\b((?:PG|ssl)?password${space}=${space})(?:'(?:[^'\\\\]|\\\\.)*'|"[^"]*"|[^\\s'"&;,)#]+)`, 'gi');
}

/** From the `:` after the user to the last `@`, because a password may hold one; a port with a path behind it is none. */
const passwordInUrl = /([a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:)(?!\d{1,5}(?:[\s/?#"',)]|$)|\*+@)\S+@/gi;

/**
 * A line of a YAML file with the values of `password:` and `pass:` and the passwords of URLs blotted out, as long as it was: it
 * is shown before anybody knows the secrets, and whatever is wrong with it.
 */
export function blotPasswords(line: string): string {
  // In braces a plain value ends at a comma; elsewhere nothing but the line's end does.
  const plain = line.includes('{') ? /[^\s,}][^,}]*/ : /\S.*/;
  const value = new RegExp(`"(?:[^"\\\\]|\\\\.)*"?|'(?:[^']|'')*'?|${plain.source}`);
  const setting = new RegExp(`(\\b(?:password|pass)["']?\\s*:\\s+)(${value.source})`, 'gi');
  return blotUrl(line).replace(setting, (whole: string, key: string, given: string) =>
    /^["']?\{\{/.test(given) ? whole : key + given.replace(/\S/g, '*'),
  );
}

/** A token in the place of the user, which is longer than names are. */
const tokenInUrl = /(:\/\/)([^\s/?#@:"'{}]{20,})(?=@)/;

/** Up to the last `@`, because a password may hold one; where there is none, to the end, unless it is a port that is there. */
function blotUrl(line: string): string {
  const port = '\\d{1,5}(?:[\\s/?#"\'},]|$)';
  const password = new RegExp(`(://[^\\s/?#@:]*:)(?!\\{\\{)([^\\s"'},]+(?=@)|(?!${port})(?:.+(?=@)|.+))`);
  const blotted = (_whole: string, start: string, given: string) => start + given.replace(/\S/g, '*');
  return line.replace(password, blotted).replace(tokenInUrl, blotted);
}
