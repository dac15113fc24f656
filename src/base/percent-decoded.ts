/** What a part of a URL says; undefined where its percent signs begin nothing, as in `%zz`. */
export function percentDecoded(written: string): string | undefined {
  try {
    return decodeURIComponent(written);
  } catch {
    return undefined;
  }
}
