// Hides secrets in messages before anybody sees them: passwords inside URLs and connection strings whatever they are, and known
// values of some length anywhere. Messages only: rows, keys, names, paths and places are never changed to hide anything, and
// nobody calls this on a text that is JSON or CSV already.

import type { Diagnostic } from './diagnostic.ts';

export const mask = '*****';

/** A shorter value stands in too many innocent words: it is hidden inside URLs and connection strings alone. */
const shortestInMessages = 8;

/** One sentence, or what somebody logs. `secrets` longest first, none of them empty: see project/secrets.ts. */
export function maskMessage(text: string, secrets: readonly string[]): string {
  let masked = text.replace(assignsPassword(text), `$1${mask}`);
  if (masked.includes('://')) masked = maskUrls(masked, secrets);
  for (const secret of secrets) {
    if (Array.from(secret).length < shortestInMessages) continue;
    for (const form of formsOf(secret)) masked = masked.replaceAll(form, mask);
  }
  return masked;
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

/** As it is, and as it stands inside a URL, a JSON text and an SQL literal. */
function formsOf(secret: string): ReadonlySet<string> {
  const quoted = JSON.stringify(secret).slice(1, -1);
  return new Set([encodedInUrl(secret), quoted, secret.replaceAll("'", "''"), secret]);
}

function encodedInUrl(secret: string): string {
  // Half a character cannot be encoded; through bytes it becomes one that can.
  return encodeURIComponent(Buffer.from(secret).toString());
}

/** `password=…` of a connection string; around its `=` there are spaces only where another keyword tells that it is one. */
function assignsPassword(text: string): RegExp {
  const space = /\b(?:host|hostaddr|port|user|dbname)\s*=/i.test(text) ? '\\s*' : '';
  return new RegExp(`\\b((?:PG|ssl)?password${space}=${space})(?:'(?:[^'\\\\]|\\\\.)*'|"[^"]*"|[^\\s'"&;,)#]+)`, 'gi');
}

/** From the `:` after the user to the last `@`, because a password may hold one; a port with a path behind it is none. */
const passwordInUrl = /([a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:)(?!\d{1,5}(?:[\s/?#"',)]|$)|\*+@)\S+@/gi;

function maskUrls(text: string, secrets: readonly string[]): string {
  let masked = text.replace(passwordInUrl, `$1${mask}@`);
  for (const secret of secrets) {
    for (const form of [secret, encodedInUrl(secret)]) {
      for (const before of [':', '//']) masked = masked.replaceAll(`${before}${form}@`, `${before}${mask}@`);
    }
  }
  return masked;
}

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

/** Up to the last `@`, because a password may hold one; where there is none, to the end, unless it is a port that stands there. */
function blotUrl(line: string): string {
  const port = '\\d{1,5}(?:[\\s/?#"\'},]|$)';
  const password = new RegExp(`(://[^\\s/?#@:]*:)(?!\\{\\{)([^\\s"'},]+(?=@)|(?!${port})(?:.+(?=@)|.+))`);
  return line.replace(password, (_whole, start: string, given: string) => start + given.replace(/\S/g, '*'));
}
