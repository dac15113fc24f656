// From a template's text to tokens, each made when the parser asks for it. Whitespace control, comments and raw blocks
// end here: the parser sees texts that are printed as they are, and the tokens between `{{ }}` and `{% %}`.

import { CodeReader } from './code-reader.ts';
import { isSpace, matchAt, space } from './scanning.ts';
import { syntaxError, type TemplateText } from './template-text.ts';
import type { Token } from './token.ts';

export interface LexerOptions {
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
}

const rawBegin = new RegExp(`\\{%[-+]?${space}*raw${space}*(?:-%\\}${space}*|%\\})`, 'y');
const rawEnd = new RegExp(`\\{%([-+]?)${space}*endraw${space}*(?:\\+%\\}|-%\\}${space}*|(%\\}))`, 'g');
const docsEnd = new RegExp(`\\{%([-+]?)${space}*enddocs${space}*[-+]?%\\}`, 'g');

export class Lexer {
  readonly input: TemplateText;
  readonly #text: string;
  readonly #options: LexerOptions;
  /** The inside of a `{{ }}` or `{% %}`, while the lexer is in one. */
  readonly #code: CodeReader;
  #inCode = false;
  /** Outside: the text that is left before the next `{{`, `{%` or `{#` is from #at to #delimiter. */
  #at = 0;
  #delimiter = 0;
  /** A text that is printed without whitespace control: the body of a docs block. */
  #verbatim = false;

  constructor(input: TemplateText, options: LexerOptions) {
    this.input = input;
    this.#text = input.text;
    this.#options = options;
    this.#code = new CodeReader(input);
    this.#outsideFrom(0);
  }

  /**
   * The next token; at the end of the template an 'end' token, however often. Throws a TemplateError of kind 'syntax' at
   * a character that no token can begin with, and for what is never closed.
   */
  next(): Token {
    if (!this.#inCode) return this.#outside();
    const token = this.#code.next();
    if (token.kind === 'print-end' || token.kind === 'tag-end') this.#leaveCode(token);
    return token;
  }

  #outside(): Token {
    const text = this.#text;
    while (true) {
      const from = this.#at;
      const to = this.#delimiter;
      const mark = text.charAt(to + 1);
      if (from < to) {
        this.#at = to;
        const end = to === text.length || this.#verbatim ? to : this.#strippedEnd(from, to, text.charAt(to + 2), mark);
        this.#verbatim = false;
        if (end > from) return textToken(text, from, end);
      }
      if (to === text.length) return { kind: 'end', text: '', value: null, start: to, end: to };
      if (mark === '#') {
        this.#outsideFrom(this.#commentEnd(to));
        continue;
      }
      const raw = mark === '%' ? matchAt(rawBegin, text, to) : undefined;
      if (raw === undefined) {
        this.#inCode = true;
        return this.#code.enter(to, mark === '%');
      }
      const token = this.#rawText(to, to + raw.length);
      if (token) return token;
    }
  }

  /** What follows from `at` on is outside of tags. */
  #outsideFrom(at: number): void {
    const text = this.#text;
    this.#inCode = false;
    this.#at = at;
    let brace = text.indexOf('{', at);
    while (brace >= 0) {
      const next = text.charCodeAt(brace + 1);
      if (next === 0x7b || next === 0x25 || next === 0x23) break;
      brace = text.indexOf('{', brace + 1);
    }
    this.#delimiter = brace < 0 ? text.length : brace;
  }

  /** `token` ends a `{{ }}` or `{% %}`. */
  #leaveCode(token: Token): void {
    const { end } = token;
    const text = this.#text;
    const sign = end - token.start === 3 ? text.charAt(token.start) : '';
    if (token.kind === 'print-end') this.#outsideFrom(sign === '-' ? this.#skipSpaces(end) : end);
    else if (this.#code.tagName === 'docs') this.#docsBody(end);
    else if (sign === '-') this.#outsideFrom(this.#skipSpaces(end));
    else this.#outsideFrom(sign === '+' ? end : this.#skipLineBreak(end));
  }

  #docsBody(from: number): void {
    docsEnd.lastIndex = from;
    const found = docsEnd.exec(this.#text);
    if (!found) throw this.#fail('the docs block is not closed: {% enddocs %} is missing', this.#code.start, from);
    this.#inCode = false;
    this.#at = from;
    this.#delimiter = found.index;
    this.#verbatim = true;
  }

  #commentEnd(start: number): number {
    const text = this.#text;
    const close = text.indexOf('#}', start + 2);
    if (close < 0) throw this.#fail('the comment is not closed: #} is missing', start, start + 2);
    const sign = text.charAt(start + 2);
    const body = start + (sign === '-' || sign === '+' ? 3 : 2);
    const strips = text.charAt(close - 1) === '-' && close > body;
    return strips ? this.#skipSpaces(close + 2) : this.#skipLineBreak(close + 2);
  }

  /** The text of the raw block that starts at `start` and whose first tag ends at `from`; undefined where it is empty. */
  #rawText(start: number, from: number): Token | undefined {
    rawEnd.lastIndex = from;
    const found = rawEnd.exec(this.#text);
    if (!found) throw this.#fail('the raw block is not closed: {% endraw %} is missing', start, from);
    const end = this.#strippedEnd(from, found.index, found[1] ?? '', '%');
    const next = found.index + found[0].length;
    this.#outsideFrom(found[2] === undefined ? next : this.#skipLineBreak(next));
    return end > from ? textToken(this.#text, from, end) : undefined;
  }

  /** The end of `from … to` once the whitespace is gone that the delimiter `{mark` with this sign drops before it. */
  #strippedEnd(from: number, to: number, sign: string, mark: string): number {
    const text = this.#text;
    if (sign === '-') {
      let end = to;
      while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
      return end;
    }
    if (sign === '+' || mark === '{' || !this.#options.lstripBlocks) return to;
    const lineStart = text.lastIndexOf('\n', to - 1) + 1;
    const start = Math.max(lineStart, from);
    const atLineStart = lineStart >= from || from === 0 || text.charAt(from - 1) === '\n';
    return atLineStart && this.#skipSpaces(start) >= to ? start : to;
  }

  #skipSpaces(at: number): number {
    let end = at;
    while (isSpace(this.#text.charCodeAt(end))) end++;
    return end;
  }

  #skipLineBreak(at: number): number {
    return this.#options.trimBlocks && this.#text.charAt(at) === '\n' ? at + 1 : at;
  }

  #fail(message: string, start: number, end: number) {
    return syntaxError(this.input, message, start, end);
  }
}

function textToken(text: string, start: number, end: number): Token {
  return { kind: 'text', text: text.slice(start, end), value: null, start, end };
}
