// PostgreSQL's own parser, as WebAssembly: one statement's text to its syntax tree, or a text to its statements. What the tree means is found by the files
// beside this one. The parser is loaded once, by `loadParser`, before anything is parsed.

import { loadModule, parseSync, type ScanToken, SqlError, scanSync } from 'libpg-query';
import { type Checked, failed, passed } from '../base/checked.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import { type TextOffsets, textOffsets } from './text-offsets.ts';

/** One statement. `tree` is the parser's node for it (`{ SelectStmt: … }`), its `location`s byte offsets for `offsets`. */
export interface ParsedStatement {
  readonly text: string;
  readonly tree: JsonObject;
  readonly offsets: TextOffsets;
}

/** Why a text is no statement; `offset` is in UTF-16 units of the text. */
export interface SyntaxProblem {
  readonly kind: 'syntax' | 'empty' | 'several' | 'nul' | 'long identifier';
  readonly message: string;
  readonly offset: number;
}

/** Loads the parser (60–145 ms); further calls cost nothing. */
export async function loadParser(): Promise<void> {
  await loadModule();
}

/** A text of exactly one statement, a semicolon at its end allowed. `loadParser` must have finished. */
export function parseStatement(text: string): Checked<ParsedStatement, SyntaxProblem> {
  const nul = text.indexOf('\0');
  if (nul >= 0) return problem('nul', 'the text holds a NUL character, at which PostgreSQL would end it', nul);
  const offsets = textOffsets(text);
  if (text.trim() === '') return problem('empty', 'there is no statement', 0);
  const statements = parseTree(text, offsets);
  if (!statements.ok) return statements;
  const [first, second] = statements.value;
  if (!first) return problem('empty', 'there is no statement', 0);
  if (second) {
    const at = typeof second.stmt_location === 'number' ? offsets.fromBytes(second.stmt_location) : 0;
    const offset = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
    return problem('several', 'there is more than one statement', offset);
  }
  const long = longIdentifier(text);
  if (long) {
    return problem('long identifier', `the name ${long.text} is longer than PostgreSQL keeps (63 bytes)`, long.offset);
  }
  const tree = first.stmt;
  if (!isJsonObject(tree)) return problem('empty', 'there is no statement', 0);
  return passed({ text, tree, offsets });
}

/**
 * The statements of a text, each with the UTF-16 offset at which it begins. A text that the parser does not understand
 * is one, for the server to judge. `loadParser` must have finished.
 */
export function splitStatements(text: string): readonly { readonly text: string; readonly offset: number }[] {
  if (text.trim() === '') return [];
  const offsets = textOffsets(text);
  const statements = text.includes('\0') ? undefined : parseTree(text, offsets);
  if (!statements?.ok) return [{ text, offset: 0 }];
  return statements.value.map(({ stmt_location: start, stmt_len: length }) => {
    const from = typeof start === 'number' ? start : 0;
    const offset = offsets.fromBytes(from);
    const end = typeof length === 'number' && length > 0 ? offsets.fromBytes(from + length) : text.length;
    return { text: text.slice(offset, end), offset };
  });
}

/**
 * The text up to the semicolon that ends it, whatever comments are behind: what can be put into parentheses. One that cannot
 * be scanned stays as it is, for the parser to judge. `loadParser` must have finished.
 */
export function withoutFinalSemicolon(text: string): string {
  if (!text.includes(';')) return text;
  let tokens: readonly ScanToken[];
  try {
    ({ tokens } = scanSync(text));
  } catch {
    return text;
  }
  const sql = tokens.filter(({ tokenName }) => tokenName !== 'SQL_COMMENT' && tokenName !== 'C_COMMENT');
  const end = sql[sql.findLastIndex(({ text }) => text !== ';') + 1];
  return end ? text.slice(0, textOffsets(text).fromBytes(end.start)).trimEnd() : text;
}

/** The text's parts between separators that are in no parentheses or brackets. `loadParser` must have finished. */
export function itemsOf(text: string, separator: ',' | ';' = ','): readonly string[] {
  let tokens: readonly ScanToken[];
  try {
    ({ tokens } = scanSync(text));
  } catch {
    return [text];
  }
  const offsets = textOffsets(text);
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (const token of tokens) {
    if (token.text === '(' || token.text === '[') depth += 1;
    if (token.text === ')' || token.text === ']') depth -= 1;
    if (token.text !== separator || depth > 0) continue;
    items.push(text.slice(start, offsets.fromBytes(token.start)).trim());
    start = offsets.fromBytes(token.end);
  }
  return [...items, text.slice(start).trim()];
}

function problem(kind: SyntaxProblem['kind'], message: string, offset: number): Checked<never, SyntaxProblem> {
  return failed([{ kind, message, offset }]);
}

function parseTree(text: string, offsets: TextOffsets): Checked<readonly JsonObject[], SyntaxProblem> {
  try {
    // The tree is read as plain data: its declared types promise fields that the parser leaves out when they are zero.
    const result = parseSync(text) as unknown as { stmts?: readonly JsonObject[] };
    const statements = result.stmts ?? [];
    return isDeep(statements) ? tooDeep() : passed(statements);
  } catch (error) {
    // What overflows the parser's stack: it ends with an error of the engine.
    if (error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError')) return tooDeep();
    if (!(error instanceof SqlError)) throw error;
    return problem('syntax', error.message, offsets.fromCodePoints(error.sqlDetails?.cursorPosition ?? 0));
  }
}

/** Levels of a tree, of which an operator or a parenthesis takes three or four; what walks the tree goes as deep. */
const deepestTree = 3000;

function isDeep(statements: readonly JsonObject[]): boolean {
  let level: readonly JsonValue[] = statements;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepestTree) return true;
    const next: JsonValue[] = [];
    for (const value of level) {
      const children = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];
      for (const child of children) if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
  }
  return false;
}

function tooDeep(): Checked<never, SyntaxProblem> {
  return problem('syntax', 'the statement is nested too deeply to be read', 0);
}

/** The parser cuts long names silently, as the server does; only a text that can hold one is scanned. */
function longIdentifier(text: string): { readonly text: string; readonly offset: number } | undefined {
  if (!/[\w$\u0080-\uffff]{16}|"(?:[^"]|""){16}/.test(text)) return undefined;
  const long = scanSync(text).tokens.find(isLongIdentifier);
  return long && { text: long.text, offset: textOffsets(text).fromBytes(long.start) };
}

function isLongIdentifier(token: ScanToken): boolean {
  if (token.tokenName !== 'IDENT') return false;
  const name = token.text.startsWith('"') ? token.text.slice(1, -1).replaceAll('""', '"') : token.text;
  return Buffer.byteLength(name) > 63;
}
