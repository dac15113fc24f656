// PostgreSQL's text of an array: `{a,"b c",NULL}`, nested by dimension, with the quoting of array_out. Bounds in front of it
// (`[0:1]={…}`) are passed over.

export type ArrayText = readonly (string | null | ArrayText)[];

/** Elements as their own texts. `delimiter` is the element type's: a comma for all built-in types but box. */
export function parseArray(text: string, delimiter = ','): ArrayText {
  const reader = new ArrayReader(text, delimiter, text.startsWith('[') ? text.indexOf('=') + 1 : 0);
  return reader.elements();
}

class ArrayReader {
  readonly #text: string;
  readonly #delimiter: string;
  #at: number;

  constructor(text: string, delimiter: string, at: number) {
    this.#text = text;
    this.#delimiter = delimiter;
    this.#at = at;
  }

  /** From `{` to behind its `}`. */
  elements(): ArrayText {
    const found: (string | null | ArrayText)[] = [];
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '}') {
      found.push(this.#element());
      if (this.#text[this.#at] === this.#delimiter) this.#at += 1;
    }
    this.#at += 1;
    return found;
  }

  #element(): string | null | ArrayText {
    const first = this.#text[this.#at];
    if (first === '{') return this.elements();
    if (first === '"') return this.#quoted();
    const start = this.#at;
    while (this.#at < this.#text.length && this.#text[this.#at] !== this.#delimiter && this.#text[this.#at] !== '}')
      this.#at += 1;
    const element = this.#text.slice(start, this.#at);
    return element === 'NULL' ? null : element;
  }

  #quoted(): string {
    let element = '';
    for (this.#at += 1; this.#at < this.#text.length && this.#text[this.#at] !== '"'; this.#at += 1) {
      if (this.#text[this.#at] === '\\') this.#at += 1;
      element += this.#text[this.#at];
    }
    this.#at += 1;
    return element;
  }
}
