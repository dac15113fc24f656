// How large a package may be: more is no package, but a mistake or an attack.

export const limits = {
  /** Of an archive, and of all that is in it. */
  bytes: 200 * 1024 * 1024,
  bytesShown: '200 MB',
  entries: 50_000,
} as const;
