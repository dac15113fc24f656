// From a template's text to tokens, in one pass. Whitespace control, comments and raw blocks end here: the parser sees
// texts that are printed as they are, and the tokens between `{{ }}` and `{% %}`.

import type { Value } from '../value.ts';
import { decodeEscapes } from './escapes.ts';
import { spanIn, syntaxError, type TemplateText } from './template-text.ts';

/** An operator's kind is its own text. */
export type TokenKind =
  | 'text'
  | 'print-begin'
  | 'print-end'
  | 'tag-begin'
  | 'tag-end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'end'
  | Operator;

export type Operator =
  | ('+' | '-' | '*' | '/' | '//' | '%' | '**' | '~' | '[' | ']' | '(' | ')' | '{' | '}')
  | ('==' | '!=' | '>' | '>=' | '<' | '<=' | '=' | '.' | ':' | '|' | ',' | ';');

export interface Token {
  readonly kind: TokenKind;
  /** A name, a decoded string, a text; the written form otherwise. */
  readonly text: string;
  /** Of numbers. */
  readonly value: Value;
  /** Offsets in the normalised text. */
  readonly start: number;
  readonly end: number;
}

export interface LexerOptions {
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
}

// Python's \s, as a class of characters.
const space = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const otherSpace = /[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const rawBegin = new RegExp(`\\{%[-+]?${space}*raw${space}*(?:-%\\}${space}*|%\\})`, 'y');
const rawEnd = new RegExp(`\\{%([-+]?)${space}*endraw${space}*(?:\\+%\\}|-%\\}${space}*|(%\\}))`, 'g');
const docsEnd = new RegExp(`\\{%([-+]?)${space}*enddocs${space}*[-+]?%\\}`, 'g');
const asciiName = /[A-Za-z0-9_]+/y;
const anyName = /[\p{L}\p{N}\p{ID_Continue}]+/uy;
const identifier = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;
const floatNumber = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/y;
const integerNumber = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const stringLiteral = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const operator = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;

const operators: ReadonlyMap<string, Operator> = new Map(
  (
    [
      '+',
      '-',
      '*',
      '/',
      '//',
      '%',
      '**',
      '~',
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      '==',
      '!=',
      '>',
      '>=',
      '<',
      '<=',
      '=',
      '.',
      ':',
      '|',
      ',',
      ';',
    ] satisfies readonly Operator[]
  ).map((sign) => [sign, sign]),
);

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** What is written in other languages, and how it is written here. */
const pythonFor: ReadonlyMap<string, string> = new Map([
  ['&', "Write 'and'"],
  ['!', "Write 'not', or '!=' to compare"],
  ['?', "Write 'a if test else b'"],
]);

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? text.slice(at, pattern.lastIndex) : undefined;
}

/** Python's idea of whitespace, which is not that of JavaScript's \s; NaN, which is past the end of a text, is none. */
function isSpace(code: number): boolean {
  if (code < 128) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f);
  return code >= 128 && otherSpace.test(String.fromCharCode(code));
}

/** Throws a TemplateError of kind 'syntax' at the first character that no token can begin with. */
export function tokenize(input: TemplateText, options: LexerOptions): readonly Token[] {
  const text = input.text;
  const tokens: Token[] = [];
  const push = (kind: TokenKind, start: number, end: number, content = '', value: Value = null): void => {
    tokens.push({ kind, text: content, value, start, end });
  };
  const fail = (message: string, start: number, end = start + 1, help?: string) =>
    syntaxError(input, message, start, end, help);

  /** The end of `from … to` once whitespace before a tag with this sign is gone. */
  const strippedEnd = (from: number, to: number, sign: string, isPrint: boolean): number => {
    let end = to;
    if (sign === '-') {
      while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
    } else if (sign !== '+' && options.lstripBlocks && !isPrint) {
      const lineStart = text.lastIndexOf('\n', to - 1) + 1;
      const start = Math.max(lineStart, from);
      const atLineStart = lineStart >= from || from === 0 || text.charAt(from - 1) === '\n';
      if (atLineStart && skipSpaces(start) >= to) end = start;
    }
    return end;
  };
  const pushText = (from: number, to: number): void => {
    if (to > from) push('text', from, to, text.slice(from, to));
  };
  const skipSpaces = (at: number): number => {
    let end = at;
    while (isSpace(text.charCodeAt(end))) end++;
    return end;
  };
  const skipLineBreak = (at: number): number => (options.trimBlocks && text.charAt(at) === '\n' ? at + 1 : at);

  let at = 0;
  let textStart = 0;
  while (true) {
    const brace = text.indexOf('{', at);
    if (brace < 0) break;
    const next = text.charAt(brace + 1);
    if (next !== '{' && next !== '%' && next !== '#') {
      at = brace + 1;
      continue;
    }
    const sign = text.charAt(brace + 2);
    pushText(textStart, strippedEnd(textStart, brace, sign, next === '{'));
    if (next === '#') at = comment(brace);
    else {
      const raw = next === '%' ? matchAt(rawBegin, text, brace) : undefined;
      at = raw === undefined ? code(brace, next === '%', sign === '-' || sign === '+') : rawText(brace, raw.length);
    }
    textStart = at;
  }
  pushText(textStart, text.length);
  push('end', text.length, text.length);
  return tokens;

  function comment(start: number): number {
    const close = text.indexOf('#}', start + 2);
    if (close < 0) throw fail('the comment is not closed: #} is missing', start, start + 2);
    const sign = text.charAt(start + 2);
    const body = start + (sign === '-' || sign === '+' ? 3 : 2);
    return text.charAt(close - 1) === '-' && close > body ? skipSpaces(close + 2) : skipLineBreak(close + 2);
  }

  function rawText(start: number, beginLength: number): number {
    const from = start + beginLength;
    rawEnd.lastIndex = from;
    const found = rawEnd.exec(text);
    if (!found) throw fail('the raw block is not closed: {% endraw %} is missing', start, from);
    pushText(from, strippedEnd(from, found.index, found[1] ?? '', false));
    const end = found.index + found[0].length;
    return found[2] === undefined ? end : skipLineBreak(end);
  }

  /** The tokens of one `{{ }}` or `{% %}`; returns where the text after it begins. */
  function code(start: number, isTag: boolean, signed: boolean): number {
    const first = tokens.length + 1;
    push(isTag ? 'tag-begin' : 'print-begin', start, start + 2);
    const endKind = isTag ? 'tag-end' : 'print-end';
    const closing = isTag ? '%}' : '}}';
    const open: { readonly closer: string; readonly at: number }[] = [];
    let position = start + (signed ? 3 : 2);
    while (true) {
      position = skipSpaces(position);
      const letter = text.charAt(position);
      if (letter === '') {
        const unclosed = open.at(-1);
        if (unclosed) throw fail(`'${text.charAt(unclosed.at)}' is never closed`, unclosed.at);
        throw fail(`the ${isTag ? 'tag' : 'expression'} is not closed: ${closing} is missing`, start, start + 2);
      }
      if (open.length === 0) {
        const minus = letter === '-' && text.startsWith(closing, position + 1);
        const plus = isTag && letter === '+' && text.startsWith(closing, position + 1);
        if (minus || plus || text.startsWith(closing, position)) {
          const end = position + (minus || plus ? 3 : 2);
          push(endKind, position, end);
          if (isTag && tokens[first]?.text === 'docs') return docs(start, end);
          if (minus) return skipSpaces(end);
          return isTag && !plus ? skipLineBreak(end) : end;
        }
      }
      const other = isTag ? '}}' : '%}';
      if (open.length === 0 && text.startsWith(other, position)) {
        const what = isTag ? 'tag' : 'expression';
        throw fail(`the ${what} ends with '${other}'`, position, position + 2, `End it with ${closing}`);
      }
      position = token(position, letter, open);
    }
  }

  function docs(start: number, from: number): number {
    docsEnd.lastIndex = from;
    const found = docsEnd.exec(text);
    if (!found) throw fail('the docs block is not closed: {% enddocs %} is missing', start, from);
    pushText(from, found.index);
    return found.index;
  }

  function token(start: number, letter: string, open: { closer: string; at: number }[]): number {
    if (letter >= '0' && letter <= '9') {
      const float = text.charAt(start - 1) === '.' ? undefined : matchAt(floatNumber, text, start);
      if (float !== undefined) {
        push('float', start, start + float.length, float, Number(float.replaceAll('_', '')));
        return start + float.length;
      }
      const integer = matchAt(integerNumber, text, start) ?? letter;
      push('integer', start, start + integer.length, integer, BigInt(integer.replaceAll('_', '')));
      return start + integer.length;
    }
    if (letter === "'" || letter === '"') {
      const literal = matchAt(stringLiteral, text, start);
      if (literal === undefined) throw fail('the string is not closed', start);
      const decoded = decodeEscapes(literal.slice(1, -1));
      if (typeof decoded !== 'string') {
        throw fail(decoded.problem, start + 1 + decoded.at, start + 1 + decoded.end);
      }
      push('string', start, start + literal.length, decoded);
      return start + literal.length;
    }
    let name = matchAt(asciiName, text, start);
    if (text.charCodeAt(start + (name?.length ?? 0)) > 127) {
      name = matchAt(anyName, text, start);
      if (name !== undefined && !identifier.test(name))
        throw fail(`'${name}' is not a name`, start, start + name.length);
    }
    if (name !== undefined) {
      push('name', start, start + name.length, name);
      return start + name.length;
    }
    const sign = matchAt(operator, text, start);
    if (sign === undefined) {
      const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
      throw fail(`unexpected character '${character}'`, start, start + character.length, pythonFor.get(character));
    }
    const closer = closers[sign];
    if (closer !== undefined) open.push({ closer, at: start });
    else if (sign === ')' || sign === ']' || sign === '}') {
      const expected = open.pop();
      if (!expected)
        throw fail(`unexpected '${sign}'`, start, start + 1, 'Remove it, or open the bracket that it closes');
      if (expected.closer !== sign) {
        const opener = text.charAt(expected.at);
        const opened = { message: `'${opener}' is opened here`, span: spanIn(input, expected.at, expected.at + 1) };
        throw fail(`unexpected '${sign}', expected '${expected.closer}'`, start).with({
          help: `Close the '${opener}' first`,
          notes: [opened],
        });
      }
    }
    const kind = operators.get(sign);
    if (kind) push(kind, start, start + sign.length, sign);
    return start + sign.length;
  }
}
