// Hides secrets in a text before anybody sees it: known values, and the password part of any URL.

export const mask = '*****';

/** `secrets` longest first. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  let masked = text.includes('://')
    ? text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:)[^\s/?#@]+@/gi, `$1${mask}@`)
    : text;
  for (const secret of secrets) if (masked.includes(secret)) masked = masked.replaceAll(secret, mask);
  return masked;
}
