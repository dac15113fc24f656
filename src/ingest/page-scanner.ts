// What the formats have in common: a page's bytes come in windows, and its records are found in them.

import type { RecordIndex } from './record-index.ts';

export interface PageScanner {
  /**
   * Adds the records that lie whole in `bytes` to the index and answers how many bytes are done with; the next window begins
   * there. `base` is the offset of the window in the page, `final` says that nothing follows. Throws PageFault.
   */
  scan(bytes: Buffer, base: number, final: boolean, index: RecordIndex): number;
  /** After the final window: the page without its records as JSON, or null where there is no such thing. Throws PageFault. */
  finish(): Buffer | null;
}

/** Whether a page's first bytes are UTF-8's mark, which is no part of it. */
export function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
