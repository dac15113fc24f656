// The tokens between `{{` and `}}`, `{%` and `%}`: names, literals, operators, and brackets that have to match.

import type { Value } from '../value.ts';
import { decodeEscapes } from './escapes.ts';
import { isDigit, isSpace, isWord, matchAt } from './scanning.ts';
import { spanIn, syntaxError, type TemplateText } from './template-text.ts';
import type { Operator, Token, TokenKind } from './token.ts';

const anyName = /[\p{L}\p{N}\p{ID_Continue}]+/uy;
const identifier = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;
const floatNumber = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/y;
const integerNumber = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const stringLiteral = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;

const signs: readonly Operator[] = [
  ...(['+', '-', '*', '/', '%', '~', '[', ']', '(', ')', '{', '}'] as const),
  ...(['>', '<', '=', '.', ':', '|', ',', ';'] as const),
];
const doubledSigns: readonly Operator[] = ['//', '**', '==', '!=', '>=', '<='];

/** Operators by the code of their first character. */
const single: readonly (Operator | undefined)[] = Array.from({ length: 128 }, (_, code) =>
  signs.find((sign) => sign.charCodeAt(0) === code),
);
const double: readonly (Operator | undefined)[] = Array.from({ length: 128 }, (_, code) =>
  doubledSigns.find((sign) => sign.charCodeAt(0) === code),
);

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** What is written in other languages, and how it is written here. */
const pythonFor: ReadonlyMap<string, string> = new Map([
  ['&', "Write 'and'"],
  ['!', "Write 'not', or '!=' to compare"],
  ['?', "Write 'a if test else b'"],
]);

export class CodeReader {
  readonly #input: TemplateText;
  readonly #text: string;
  #at = 0;
  #isTag = false;
  /** Where the `{{` or `{%` is. */
  start = 0;
  /** The first name of the `{{ }}` or `{% %}`. */
  tagName = '';
  /** Where the brackets are that are open. */
  readonly #open: number[] = [];

  constructor(input: TemplateText) {
    this.#input = input;
    this.#text = input.text;
  }

  /** Begins at the `{{` or `{%` at `start`, and returns its token. */
  enter(start: number, isTag: boolean): Token {
    const sign = this.#text.charAt(start + 2);
    this.start = start;
    this.tagName = '';
    this.#isTag = isTag;
    this.#at = start + (sign === '-' || sign === '+' ? 3 : 2);
    return { kind: isTag ? 'tag-begin' : 'print-begin', text: '', value: null, start, end: start + 2 };
  }

  /** The last token is a 'tag-end' or 'print-end', as long as the sign before it. Throws at what is no token. */
  next(): Token {
    const text = this.#text;
    let start = this.#at;
    let code = text.charCodeAt(start);
    while (isSpace(code)) code = text.charCodeAt(++start);
    if (isWord(code) && !isDigit(code)) return this.#name(start);
    if (isDigit(code)) return this.#number(start, code);
    if (code === 0x27 || code === 0x22) return this.#string(start, code === 0x27 ? "'" : '"');
    if (this.#open.length === 0) {
      const end = this.#end(start, code);
      if (end) return end;
    }
    return code < 128 ? this.#operator(start, code) : this.#other(start);
  }

  #token(kind: TokenKind, text: string, start: number, end: number, value: Value = null): Token {
    this.#at = end;
    return { kind, text, value, start, end };
  }

  /** The end of the code, if it is here. */
  #end(start: number, code: number): Token | undefined {
    const text = this.#text;
    const isTag = this.#isTag;
    // Only these can begin it: - + % }
    if (code !== 0x2d && code !== 0x2b && code !== 0x25 && code !== 0x7d) return undefined;
    const signed = code === 0x2d || (code === 0x2b && isTag);
    const place = signed ? start + 1 : start;
    if (text.startsWith(isTag ? '%}' : '}}', place)) {
      return this.#token(isTag ? 'tag-end' : 'print-end', '', start, place + 2);
    }
    const other = isTag ? '}}' : '%}';
    if (text.startsWith(other, start)) {
      const message = `the ${isTag ? 'tag' : 'expression'} ends with '${other}'`;
      throw this.#fail(message, start, start + 2, `End it with ${isTag ? '%}' : '}}'}`);
    }
    return undefined;
  }

  #name(start: number): Token {
    const text = this.#text;
    let end = start + 1;
    let code = text.charCodeAt(end);
    while (isWord(code)) code = text.charCodeAt(++end);
    if (code > 127) return this.#other(start);
    const name = text.slice(start, end);
    if (this.tagName === '') this.tagName = name;
    return this.#token('name', name, start, end);
  }

  /** A name with letters beyond ASCII, or what is no token at all. */
  #other(start: number): Token {
    const text = this.#text;
    const name = matchAt(anyName, text, start);
    if (name !== undefined) {
      const end = start + name.length;
      if (!identifier.test(name)) throw this.#fail(`'${name}' is not a name`, start, end);
      if (this.tagName === '') this.tagName = name;
      return this.#token('name', name, start, end);
    }
    if (start >= text.length) throw this.#unclosed();
    const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
    const end = start + character.length;
    throw this.#fail(`unexpected character '${character}'`, start, end, pythonFor.get(character));
  }

  #number(start: number, code: number): Token {
    const text = this.#text;
    let end = start + 1;
    while (isDigit(text.charCodeAt(end))) end++;
    const following = text.charCodeAt(end);
    if (!isWord(following) && following !== 0x2e && (code !== 0x30 || end === start + 1)) {
      const digits = text.slice(start, end);
      return this.#token('integer', digits, start, end, BigInt(digits));
    }
    const float = text.charAt(start - 1) === '.' ? undefined : matchAt(floatNumber, text, start);
    if (float !== undefined) {
      return this.#token('float', float, start, start + float.length, Number(float.replaceAll('_', '')));
    }
    const integer = matchAt(integerNumber, text, start) ?? text.charAt(start);
    return this.#token('integer', integer, start, start + integer.length, BigInt(integer.replaceAll('_', '')));
  }

  #string(start: number, quote: string): Token {
    const text = this.#text;
    const close = text.indexOf(quote, start + 1);
    const plain = close < 0 ? '' : text.slice(start + 1, close);
    if (close >= 0 && !plain.includes('\\')) return this.#token('string', plain, start, close + 1);
    const literal = matchAt(stringLiteral, text, start);
    if (literal === undefined) throw this.#fail('the string is not closed', start);
    const decoded = decodeEscapes(literal.slice(1, -1));
    if (typeof decoded !== 'string') throw this.#fail(decoded.problem, start + 1 + decoded.at, start + 1 + decoded.end);
    return this.#token('string', decoded, start, start + literal.length);
  }

  #operator(start: number, code: number): Token {
    const pair = double[code];
    if (pair !== undefined && this.#text.startsWith(pair, start)) return this.#token(pair, pair, start, start + 2);
    const sign = single[code];
    if (sign === undefined) return this.#other(start);
    if (sign === '(' || sign === '[' || sign === '{') this.#open.push(start);
    else if (sign === ')' || sign === ']' || sign === '}') this.#close(sign, start);
    return this.#token(sign, sign, start, start + 1);
  }

  #close(sign: string, start: number): void {
    const open = this.#open.pop();
    if (open === undefined) {
      throw this.#fail(`unexpected '${sign}'`, start, start + 1, 'Remove it, or open the bracket that it closes');
    }
    const opener = this.#text.charAt(open);
    const closer = closers[opener];
    if (closer === sign) return;
    const opened = { message: `'${opener}' is opened here`, span: spanIn(this.#input, open, open + 1) };
    throw this.#fail(`unexpected '${sign}', expected '${closer}'`, start).with({
      help: `Close the '${opener}' first`,
      notes: [opened],
    });
  }

  #unclosed() {
    const open = this.#open.at(-1);
    if (open !== undefined) return this.#fail(`'${this.#text.charAt(open)}' is never closed`, open);
    const what = this.#isTag ? 'tag' : 'expression';
    const closing = this.#isTag ? '%}' : '}}';
    return this.#fail(`the ${what} is not closed: ${closing} is missing`, this.start, this.start + 2);
  }

  #fail(message: string, start: number, end = start + 1, help?: string) {
    return syntaxError(this.#input, message, start, end, help);
  }
}
