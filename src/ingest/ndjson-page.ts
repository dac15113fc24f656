// Records one after another, each ended by a line's end. Blank lines are nothing; a record may itself span lines.

import { incomplete, invalid, JsonScanner } from './json-scanner.ts';
import { PageFault } from './page-fault.ts';
import { hasByteOrderMark, type PageScanner } from './page-scanner.ts';
import type { RecordIndex } from './record-index.ts';

const LINE_FEED = 0x0a;

export class NdjsonPage implements PageScanner {
  readonly #json = new JsonScanner();
  readonly #mayBeEmpty: boolean;
  #records = 0;

  constructor(mayBeEmpty = false) {
    this.#mayBeEmpty = mayBeEmpty;
  }

  scan(bytes: Buffer, base: number, final: boolean, index: RecordIndex): number {
    const json = this.#json;
    if (base === 0 && bytes.length < 3 && !final) return 0;
    let at = base === 0 && hasByteOrderMark(bytes) ? 3 : 0;
    for (;;) {
      const start = json.space(bytes, at);
      if (start === bytes.length) return start;
      const end = json.value(bytes, start);
      if (end === invalid) throw new PageFault(base + json.errorAt, json.reason);
      if (end === incomplete || (end === bytes.length && !final)) {
        if (!final) return start;
        throw new PageFault(base + bytes.length, 'the file ends within a record');
      }
      const next = lineEnd(bytes, end);
      if (next < bytes.length && bytes[next] !== LINE_FEED) {
        json.unexpected(bytes, next, "the line's end after a record");
        throw new PageFault(base + next, json.reason);
      }
      index.add(start, end, json.escapes, json.flaw, json.flawAt);
      this.#records += 1;
      at = next;
    }
  }

  finish(): null {
    if (this.#records === 0 && !this.#mayBeEmpty) throw new PageFault(0, 'the page is empty');
    return null;
  }
}

/** The first byte from `at` on that is no blank. */
function lineEnd(bytes: Buffer, at: number): number {
  let next = at;
  while (bytes[next] === 0x20 || bytes[next] === 0x09 || bytes[next] === 0x0d) next += 1;
  return next;
}
