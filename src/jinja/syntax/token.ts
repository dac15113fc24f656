// What the lexer yields and the parser reads, one token at a time.

import type { Value } from '../value.ts';

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
  /** A name, a decoded string, a text, a number or an operator as written; empty otherwise. */
  readonly text: string;
  /** Of numbers. */
  readonly value: Value;
  /** Offsets in the normalised text. */
  readonly start: number;
  readonly end: number;
}

/** The token as a message names what was found. */
export function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'the end of the template';
    case 'tag-end':
      return "'%}'";
    case 'print-end':
      return "'}}'";
    case 'tag-begin':
      return "'{%'";
    case 'print-begin':
      return "'{{'";
    case 'string':
      return 'a string';
    case 'text':
      return 'text';
    default:
      return `'${token.text}'`;
  }
}
