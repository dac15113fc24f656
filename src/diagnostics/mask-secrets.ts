// Hides secrets in a text before anybody sees it: known values, and the password part of any URL.

export const mask = '*****';

/** `secrets` longest first. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  let masked = text.includes('://')
    ? text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:)(?!\*+@)[^\s/?#@]+@/gi, `$1${mask}@`)
    : text;
  for (const secret of secrets) {
    // As it is, and as it stands in JSON.
    for (const form of [JSON.stringify(secret).slice(1, -1), secret]) masked = masked.replaceAll(form, mask);
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
