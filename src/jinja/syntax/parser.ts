// From tokens to the syntax tree: texts, outputs and the statements between `{% %}`. The first mistake ends the parse.

import type { TemplateError } from '../errors.ts';
import type { Expression, FilterUse, Statement, Target } from '../tree.ts';
import { Cursor } from './cursor.ts';
import { definitionTags, parseDefinition } from './definitions.ts';
import { parseExpression, parseFilter, parseTuple } from './expressions.ts';
import { Lexer, type LexerOptions } from './lexer.ts';
import { parseSignature, parseTarget } from './targets.ts';
import { spanIn, syntaxError, type TemplateText } from './template-text.ts';
import { parseTemplateUse } from './template-uses.ts';
import { describe, type Token } from './token.ts';

/** Tags that end or divide a block, with the block that they belong to: for messages. */
const blockOf: ReadonlyMap<string, string> = new Map([
  ...['elif', 'else', 'endif'].map((tag): [string, string] => [tag, 'if']),
  ...['for', 'set', 'call', 'filter', 'with', 'block', 'raw', 'autoescape', ...definitionTags.keys()].map(
    (tag): [string, string] => [`end${tag}`, tag],
  ),
]);

/** Throws a TemplateError of kind 'syntax'. */
export function parseTemplate(text: TemplateText, options: LexerOptions): readonly Statement[] {
  return new StatementParser(new Cursor(new Lexer(text, options))).parseAll();
}

class StatementParser {
  readonly #cursor: Cursor;
  /** Open blocks: the token of each one's tag name. */
  readonly #open: Token[] = [];
  #loops = 0;
  /** The same, across the borders of macros, blocks and callers. */
  #within = 0;
  readonly #blockNames = new Set<string>();

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  parseAll(): readonly Statement[] {
    return this.#parseStatements([]);
  }

  /** Statements up to a tag named in `ends`, at whose name the cursor then is; or up to the end for the whole template. */
  #parseStatements(ends: readonly string[]): Statement[] {
    const cursor = this.#cursor;
    const body: Statement[] = [];
    while (true) {
      const token = cursor.current;
      if (token.kind === 'text') {
        const start = cursor.start;
        cursor.advance();
        body.push({ kind: 'text', text: token.text, start, end: cursor.lastEnd });
      } else if (token.kind === 'print-begin') {
        cursor.advance();
        const expression = parseTuple(cursor);
        cursor.expect('print-end');
        body.push({ kind: 'output', expression, start: expression.start, end: expression.end });
      } else if (token.kind === 'tag-begin') {
        const start = cursor.start;
        cursor.advance();
        const name = cursor.current;
        if (name.kind !== 'name') throw cursor.fail(`expected the name of a tag, found ${describe(name)}`);
        if (ends.includes(name.text)) return body;
        this.#parseTag(name, start, body);
        cursor.expect('tag-end');
      } else {
        const open = this.#open.at(-1);
        if (open) throw this.#unclosed(open, ends);
        return body;
      }
    }
  }

  #unclosed(open: Token, ends: readonly string[]): TemplateError {
    const end = `{% ${ends.find((name) => name.startsWith('end'))} %}`;
    const message = `the '${open.text}' block is never closed: ${end} is missing`;
    return syntaxError(this.#cursor.text, message, open.start, open.end, `Add ${end} where the block ends`);
  }

  #parseTag(token: Token, start: number, body: Statement[]): void {
    const cursor = this.#cursor;
    cursor.enter();
    const definition = definitionTags.get(token.text);
    if (definition) {
      this.#open.push(token);
      const loops = this.#loops;
      this.#loops = 0;
      body.push(parseDefinition(cursor, definition, start, (end) => this.#parseSpannedBody(end)));
      this.#loops = loops;
      this.#open.pop();
      cursor.expectName(`end${token.text}`);
    } else if (token.text === 'print') this.#parsePrint(body);
    else body.push(this.#parseStatement(token, start));
    cursor.leave();
  }

  #parseStatement(token: Token, start: number): Statement {
    const cursor = this.#cursor;
    const simple = this.#parseSimple(token, start);
    if (simple) return simple;
    this.#open.push(token);
    const block = this.#parseBlock(token, start);
    this.#open.pop();
    if (block) return block;
    const owner = blockOf.get(token.text);
    const open = this.#open.at(-1);
    if (!owner) throw cursor.fail(`unknown tag '${token.text}'`, token, 'Correct the name of the tag');
    if (!open) {
      throw cursor.fail(
        `'${token.text}' has no block to end`,
        token,
        `Remove it, or add the {% ${owner} %} that it ends`,
      );
    }
    const error = cursor.fail(`unexpected '${token.text}' inside the '${open.text}' block`, token);
    const opened = { message: `the '${open.text}' block begins here`, span: spanIn(cursor.text, open.start, open.end) };
    throw error.with({ help: `Close the '${open.text}' block first`, notes: [opened] });
  }

  /** Statements without a body. */
  #parseSimple(token: Token, start: number): Statement | undefined {
    const cursor = this.#cursor;
    switch (token.text) {
      case 'do': {
        cursor.advance();
        const expression = parseTuple(cursor);
        return { kind: 'do', expression, start, end: cursor.lastEnd };
      }
      case 'break':
      case 'continue':
        if (this.#loops === 0) throw cursor.fail(`'${token.text}' outside of a loop`);
        cursor.advance();
        return { kind: token.text, start, end: cursor.lastEnd };
      default:
        return parseTemplateUse(cursor, token.text, start);
    }
  }

  #parsePrint(body: Statement[]): void {
    const cursor = this.#cursor;
    cursor.advance();
    while (!cursor.is('tag-end')) {
      const expression = parseExpression(cursor);
      body.push({ kind: 'output', expression, start: expression.start, end: expression.end });
      if (!cursor.is('tag-end')) cursor.expect(',');
    }
  }

  #parseBlock(token: Token, start: number): Statement | undefined {
    const cursor = this.#cursor;
    switch (token.text) {
      case 'if':
        return this.#parseIf(start);
      case 'for':
        return this.#parseFor(start);
      case 'set':
        return this.#parseSet(start);
      case 'call':
        return this.#parseCall(start);
      case 'filter': {
        cursor.advance();
        const filter = this.#parseFilters(undefined);
        const body = this.#parseClosedBody('endfilter');
        return { kind: 'filter-block', filter, body, start, end: cursor.lastEnd };
      }
      case 'with':
        return this.#parseWith(start);
      case 'block':
        return this.#parseNamedBlock(token, start);
      case 'autoescape': {
        cursor.advance();
        const value = parseExpression(cursor);
        if (value.kind !== 'constant' || value.value !== false) {
          throw cursor.fail('escaping is never automatic here: only {% autoescape false %} is allowed', token);
        }
        return { kind: 'scoped', body: this.#parseClosedBody('endautoescape'), start, end: cursor.lastEnd };
      }
      default:
        return undefined;
    }
  }

  /** From behind a tag's content over its body to one of `ends`, at whose name the cursor then is. */
  #parseBody(ends: readonly string[]): readonly Statement[] {
    this.#cursor.skip(':');
    this.#cursor.expect('tag-end');
    return this.#parseStatements(ends);
  }

  #parseClosedBody(end: string): readonly Statement[] {
    const body = this.#parseBody([end]);
    this.#cursor.expectName(end);
    return body;
  }

  #parseSpannedBody(end: string): { body: readonly Statement[]; from: number; to: number } {
    const cursor = this.#cursor;
    cursor.skip(':');
    cursor.expect('tag-end');
    const from = cursor.lastEnd;
    const body = this.#parseStatements([end]);
    const endTag = cursor.text.text.lastIndexOf('{%', cursor.current.start);
    return { body, from, to: cursor.text.original(endTag) };
  }

  #parseIf(start: number): Statement {
    const cursor = this.#cursor;
    const branches: { test: Expression; body: readonly Statement[] }[] = [];
    do {
      cursor.advance();
      const test = parseTuple(cursor, false);
      branches.push({ test, body: this.#parseBody(['elif', 'else', 'endif']) });
    } while (cursor.isName('elif'));
    const otherwise = cursor.skipName('else') ? this.#parseElse() : [];
    cursor.expectName('endif');
    return { kind: 'if', branches, otherwise, start, end: cursor.lastEnd };
  }

  #parseElse(): readonly Statement[] {
    const cursor = this.#cursor;
    if (cursor.isName('if'))
      throw cursor.fail("expected '%}', found 'if'", cursor.current, "Write 'elif' for 'else if'");
    return this.#parseBody(['endif']);
  }

  #parseFor(start: number): Statement {
    const cursor = this.#cursor;
    cursor.advance();
    const target = parseTarget(cursor, false, 'in');
    this.#within++;
    this.#refuseLoop(target);
    cursor.expectName('in');
    const iterable = parseTuple(cursor, false, 'recursive');
    const filter = cursor.skipName('if') ? parseExpression(cursor) : undefined;
    const recursive = cursor.skipName('recursive');
    this.#loops++;
    const body = this.#parseBody(['endfor', 'else']);
    this.#loops--;
    const otherwise = cursor.skipName('else') ? this.#parseBody(['endfor']) : [];
    this.#within--;
    cursor.expectName('endfor');
    return { kind: 'for', target, iterable, filter, recursive, body, otherwise, start, end: cursor.lastEnd };
  }

  /** In all that is between `for` and `endfor`, `loop` is Jinja's own: parameters, macros and imports alone may have the name. */
  #refuseLoop(target: Target): void {
    if (this.#within === 0) return;
    if (target.kind === 'targets') for (const item of target.items) this.#refuseLoop(item);
    else if (target.kind === 'name' && target.name === 'loop') {
      const message = "inside a 'for' block, 'loop' says where the loop is and cannot be assigned to";
      throw syntaxError(this.#cursor.text, message, target.start, target.end, 'Choose another name');
    }
  }

  #parseSet(start: number): Statement {
    const cursor = this.#cursor;
    cursor.advance();
    const target = parseTarget(cursor, true);
    this.#refuseLoop(target);
    if (cursor.skip('=')) {
      const value = parseTuple(cursor);
      return { kind: 'set', target, value, start, end: cursor.lastEnd };
    }
    const filter = cursor.skip('|') ? this.#parseFilters(undefined) : undefined;
    if (!cursor.is('tag-end'))
      throw cursor.fail(`expected '=' and a value, or '%}', found ${describe(cursor.current)}`);
    const body = this.#parseClosedBody('endset');
    return { kind: 'set-block', target, filter, body, start, end: cursor.lastEnd };
  }

  #parseFilters(target: FilterUse | undefined): FilterUse {
    const cursor = this.#cursor;
    let filter = parseFilter(cursor, target, cursor.start);
    while (cursor.skip('|')) filter = parseFilter(cursor, filter, filter.start);
    return filter;
  }

  #parseCall(start: number): Statement {
    const cursor = this.#cursor;
    cursor.advance();
    const parameters = cursor.is('(') ? parseSignature(cursor) : [];
    const token = cursor.current;
    const call = parseExpression(cursor);
    if (call.kind !== 'call') throw cursor.fail("a 'call' block needs a call, as in {% call name() %}", token);
    const loops = this.#loops;
    this.#loops = 0;
    const body = this.#parseClosedBody('endcall');
    this.#loops = loops;
    return { kind: 'call-block', parameters, call, body, start, end: cursor.lastEnd };
  }

  #parseWith(start: number): Statement {
    const cursor = this.#cursor;
    cursor.advance();
    const variables: { target: Target; value: Expression }[] = [];
    while (!cursor.is('tag-end')) {
      if (variables.length > 0) cursor.expect(',');
      const target = parseTarget(cursor, false);
      cursor.expect('=');
      variables.push({ target, value: parseExpression(cursor) });
    }
    const body = this.#parseClosedBody('endwith');
    return { kind: 'with', variables, body, start, end: cursor.lastEnd };
  }

  #parseNamedBlock(token: Token, start: number): Statement {
    const cursor = this.#cursor;
    cursor.advance();
    const nameToken = cursor.current;
    const name = cursor.expect('name').text;
    if (this.#blockNames.has(name)) throw cursor.fail(`the block '${name}' is defined twice`, nameToken);
    this.#blockNames.add(name);
    const scoped = cursor.skipName('scoped');
    const required = cursor.skipName('required');
    if (cursor.is('-')) throw cursor.fail('the name of a block has no hyphens: use underscores');
    const loops = this.#loops;
    this.#loops = 0;
    const body = this.#parseClosedBody('endblock');
    this.#loops = loops;
    if (required && !body.every((item) => item.kind === 'text' && item.text.trim() === '')) {
      throw cursor.fail(`the required block '${name}' holds more than whitespace and comments`, token);
    }
    cursor.skipName(name);
    return { kind: 'block', name, scoped, required, body, start, end: cursor.lastEnd };
  }
}
