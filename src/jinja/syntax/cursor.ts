// The parser's place among the tokens: what is next, what was expected, and how deep it is.

import type { TemplateError } from '../errors.ts';
import type { Lexer } from './lexer.ts';
import { syntaxError, type TemplateText } from './template-text.ts';
import { describe, type Operator, type Token, type TokenKind } from './token.ts';

/** Deepest nesting of blocks and expressions: far beyond what people write, well within the stack. */
const maximumNesting = 120;

export class Cursor {
  readonly text: TemplateText;
  readonly #lexer: Lexer;
  #ahead: Token | undefined;
  #depth = 0;
  #lastEnd = 0;
  current: Token;

  constructor(lexer: Lexer) {
    this.text = lexer.input;
    this.#lexer = lexer;
    this.current = lexer.next();
  }

  advance(): Token {
    const token = this.current;
    this.#lastEnd = token.end;
    this.current = this.#ahead ?? this.#lexer.next();
    this.#ahead = undefined;
    return token;
  }

  ahead(): Token {
    this.#ahead ??= this.#lexer.next();
    return this.#ahead;
  }

  /** Where the token before the current one ends, as an offset of the source. */
  get lastEnd(): number {
    return this.text.identical ? this.#lastEnd : this.text.original(this.#lastEnd);
  }

  /** Where the current token starts, as an offset of the source. */
  get start(): number {
    return this.text.identical ? this.current.start : this.text.original(this.current.start);
  }

  is(kind: TokenKind): boolean {
    return this.current.kind === kind;
  }

  isName(name: string): boolean {
    return this.current.kind === 'name' && this.current.text === name;
  }

  skip(kind: TokenKind): boolean {
    if (this.current.kind !== kind) return false;
    this.advance();
    return true;
  }

  skipName(name: string): boolean {
    if (!this.isName(name)) return false;
    this.advance();
    return true;
  }

  expect(kind: Operator | 'name' | 'tag-end' | 'print-end'): Token {
    if (this.current.kind === kind) return this.advance();
    throw this.fail(`expected ${wordFor(kind)}, found ${describe(this.current)}`);
  }

  expectName(name: string): Token {
    if (this.isName(name)) return this.advance();
    throw this.fail(`expected '${name}', found ${describe(this.current)}`);
  }

  /** An error at `token`, the current one unless said. */
  fail(message: string, token: Token = this.current, help?: string): TemplateError {
    return syntaxError(this.text, message, token.start, token.end, help);
  }

  /** Runs `parse` one level deeper. */
  nested<T>(parse: () => T): T {
    this.enter();
    const result = parse();
    this.leave();
    return result;
  }

  enter(): void {
    this.#depth++;
    if (this.#depth > maximumNesting) {
      throw this.fail(
        `blocks and expressions are nested more than ${maximumNesting} deep`,
        this.current,
        'Split it up',
      );
    }
  }

  leave(): void {
    this.#depth--;
  }
}

function wordFor(kind: TokenKind): string {
  switch (kind) {
    case 'name':
      return 'a name';
    case 'tag-end':
      return "'%}'";
    case 'print-end':
      return "'}}'";
    default:
      return `'${kind}'`;
  }
}
