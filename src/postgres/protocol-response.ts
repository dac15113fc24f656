// Whether PGlite's answer to one exchange is an answer: it may overflow its stack and then say nothing, or complain about
// what the failed step should have left. Reads only the frames of PostgreSQL's protocol, not the values in them.

const code = (letter: string) => letter.charCodeAt(0);
const parseComplete = code('1');
const bindComplete = code('2');
const errorResponse = code('E');
const readyForQuery = code('Z');
/** CommandComplete, EmptyQueryResponse, ErrorResponse; and BackendKeyData, which answers the client's hello. */
const outcomes: ReadonlySet<number> = new Set(['C', 'I', 'E', 'K'].map(code));

export class ResponseReader {
  #header = new Uint8Array(5);
  #headerFilled = 0;
  #bodyLeft = 0;
  #error: Uint8Array[] = [];
  #types = new Set<number>();
  #crashed = false;
  #ended = false;

  /** Takes the next bytes; frames may be cut anywhere. */
  read(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#headerFilled < 5) {
        const part = bytes.subarray(at, at + 5 - this.#headerFilled);
        this.#header.set(part, this.#headerFilled);
        this.#headerFilled += part.length;
        at += part.length;
        if (this.#headerFilled < 5) return;
        this.#bodyLeft = new DataView(this.#header.buffer).getUint32(1) - 4;
      }
      const body = bytes.subarray(at, at + this.#bodyLeft);
      if (this.#header[0] === errorResponse) this.#error.push(body.slice());
      at += body.length;
      this.#bodyLeft -= body.length;
      if (this.#bodyLeft === 0) this.#endFrame();
    }
  }

  /** Whether what was read so far shows that a step has crashed. */
  get crashed(): boolean {
    return this.#crashed;
  }

  /** Whether PostgreSQL said that it gives up (FATAL, PANIC: a full disk under its log): it answers nothing more, or never ends. */
  get ended(): boolean {
    return this.#ended;
  }

  /** After the whole answer: whether every step of the exchange was answered. */
  get complete(): boolean {
    if (this.#crashed || this.#headerFilled !== 0 || !this.#types.has(readyForQuery)) return false;
    return [...this.#types].some((type) => outcomes.has(type));
  }

  #endFrame(): void {
    const type = this.#header[0] ?? 0;
    if (type === errorResponse && !this.#types.has(errorResponse)) {
      // "unnamed prepared statement does not exist" and 'portal "" does not exist': the step before crashed.
      const text = Buffer.concat(this.#error).toString('latin1');
      if (/\0V(FATAL|PANIC)\0/.test(text)) this.#ended = true;
      if (text.includes('\0C26000\0') && !this.#types.has(parseComplete)) this.#crashed = true;
      if (text.includes('\0C34000\0') && !this.#types.has(bindComplete)) this.#crashed = true;
    }
    this.#types.add(type);
    this.#error = [];
    this.#headerFilled = 0;
  }
}
