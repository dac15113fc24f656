// The parser's place among the tokens: what is next, what was expected, and how deep it is.

import type { TemplateError } from '../errors.ts';
import type { Operator, Token, TokenKind } from './lexer.ts';
import { syntaxError, type TemplateText } from './template-text.ts';

/** Deepest nesting of blocks and expressions: far beyond what people write, well within the stack. */
const maximumNesting = 120;

export class Cursor {
  readonly text: TemplateText;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;
  #last: Token;
  current: Token;

  /** `tokens` ends with an 'end' token. */
  constructor(text: TemplateText, tokens: readonly Token[]) {
    this.text = text;
    this.#tokens = tokens;
    const first = tokens[0];
    if (!first) throw new RangeError('a list of tokens ends with an end token');
    this.#last = first;
    this.current = first;
  }

  advance(): Token {
    const token = this.current;
    this.#last = token;
    this.current = this.#tokens[this.#index + 1] ?? token;
    this.#index++;
    return token;
  }

  ahead(): Token {
    return this.#tokens[this.#index + 1] ?? this.current;
  }

  /** Where the token before the current one ends, as an offset of the source. */
  get lastEnd(): number {
    return this.text.original(this.#last.end);
  }

  /** Where the current token starts, as an offset of the source. */
  get start(): number {
    return this.text.original(this.current.start);
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
