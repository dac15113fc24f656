// The arguments of a built-in data test, read one by one: each reader answers a value or reports what is wrong with it,
// so that all mistakes of a declaration are told together.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { type Diagnostic, errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import type { Span } from '../diagnostics/source-text.ts';
import type { TestNode } from '../graph/node.ts';
import type { RelationName, Sql } from '../sql/sql.ts';
import { quoteIdentifier } from '../sql/sql.ts';
import { written } from '../sql/written.ts';
import type { KeyColumn, ResolvedTest } from './assertion.ts';

/** What a built-in reads its arguments from. A reader that reported answers undefined. */
export interface TestArguments {
  readonly to: RelationName | null;
  has(name: string): boolean;
  /** The column that the test stands on, or its `column_name`. */
  column(): KeyColumn | undefined;
  /** A column, or an expression in place of one. */
  key(name: string): KeyColumn | undefined;
  keys(name: string): readonly KeyColumn[] | undefined;
  text(name: string): string | undefined;
  /** SQL text, or a number. */
  expression(name: string): { readonly text: string; readonly sql: Sql } | undefined;
  flag(name: string, otherwise: boolean): boolean;
  wholeNumber(name: string): bigint | undefined;
  list(name: string): readonly JsonValue[] | undefined;
  /** SQL that this test put together from its arguments, as the place of the one called `name`. */
  piece(name: string, text: string): Sql;
  wrong(name: string, message: string, help: string): undefined;
  warn(name: string, message: string, help: string): void;
}

export function testArguments(
  test: ResolvedTest,
  label: string,
  report: (diagnostic: Diagnostic) => void,
): TestArguments {
  const { node } = test;
  const given: JsonObject = node.test.kind === 'generic' ? node.test.arguments : {};
  const column = node.test.kind === 'generic' ? node.test.column : null;
  const wrong = (name: string, message: string, help: string): undefined => {
    report(errorAt('TEST_ARGUMENT', message, { span: spanOfArgument(node, name), help }));
    return undefined;
  };
  const value = (name: string, what: string): JsonValue | undefined => {
    const found = given[name];
    if (found !== undefined && found !== null) return found;
    return wrong(name, `the data test ${label} has no "${name}"`, `Give it ${what}, below "arguments:"`);
  };
  const piece = (name: string, text: string): Sql => written(text, { owner: node.id, key: name });
  const text = (name: string): string | undefined => {
    const found = value(name, 'a text');
    if (found === undefined || (typeof found === 'string' && found.trim() !== '')) return found;
    return wrong(name, `"${name}" of the data test ${label} must be a text`, 'Write it in quotes');
  };
  const keyOf = (name: string, found: string): KeyColumn => {
    const plain = plainColumn(found);
    const expression = plain === null ? `(${found})` : plain === found ? quoteIdentifier(found) : found;
    return { expression: piece(name, expression), column: plain };
  };
  return {
    to: test.to,
    has: (name) => given[name] !== undefined && given[name] !== null,
    column: () =>
      column === null
        ? wrong(
            'column_name',
            `the data test ${label} has no column`,
            'Put it below a column, or give it "column_name"',
          )
        : keyOf('column_name', column),
    key: (name) => {
      const found = text(name);
      return found === undefined ? undefined : keyOf(name, found);
    },
    keys: (name) => {
      const found = value(name, 'a list of columns');
      if (found === undefined) return undefined;
      const names = Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
      if (Array.isArray(found) && names.length > 0 && names.length === found.length) {
        return names.map((item) => keyOf(name, item));
      }
      return wrong(name, `"${name}" of the data test ${label} must be a list of columns`, 'Write it as [a, b]');
    },
    text,
    expression: (name) => {
      const found = value(name, 'an SQL expression');
      if (found === undefined) return undefined;
      if (typeof found !== 'number' && (typeof found !== 'string' || found.trim() === '')) {
        return wrong(name, `"${name}" of the data test ${label} must be an SQL expression`, 'Write it in quotes');
      }
      return { text: String(found), sql: piece(name, String(found)) };
    },
    flag: (name, otherwise) => {
      const found = given[name] ?? otherwise;
      if (typeof found === 'boolean') return found;
      wrong(name, `"${name}" of the data test ${label} must be true or false`, 'Write true or false, without quotes');
      return otherwise;
    },
    wholeNumber: (name) => {
      const found = value(name, 'a whole number');
      if (found === undefined) return undefined;
      if (/^-?\d+$/.test(String(found))) return BigInt(String(found));
      return wrong(name, `"${name}" of the data test ${label} must be a whole number`, 'Write digits alone');
    },
    list: (name) => {
      const found = value(name, 'a list');
      if (found === undefined || (Array.isArray(found) && found.length > 0)) return found;
      return wrong(name, `"${name}" of the data test ${label} must be a list with values`, 'Write it as [a, b]');
    },
    piece,
    wrong,
    warn: (name, message, help) =>
      report(warningAt('TEST_ARGUMENT', message, { span: spanOfArgument(node, name), help })),
  };
}

/** Reports every argument that the test does not take. */
export function checkNames(
  test: ResolvedTest,
  label: string,
  known: readonly string[],
  report: (diagnostic: Diagnostic) => void,
): void {
  if (test.node.test.kind !== 'generic') return;
  for (const name of Object.keys(test.node.test.arguments)) {
    if (known.includes(name)) continue;
    const all = known.length === 0 ? 'It takes none' : `It takes ${known.join(', ')}`;
    report(
      errorAt('TEST_ARGUMENT', `the data test ${label} has no argument "${name}"`, {
        span: spanOfArgument(test.node, name),
        help: didYouMean(name, known, all),
      }),
    );
  }
}

/** An argument that is missing is told at the declaration. */
function spanOfArgument(node: TestNode, name: string): Span {
  return (node.test.kind === 'generic' ? node.test.argumentSpans.get(name) : undefined) ?? node.span;
}

/**
 * The name of the column that a text means, or null where it is an expression. As in dbt the text stands in the SQL as it
 * is, so capitals fold unless they are quoted; only a name that folding leaves alone is quoted, for the sake of keywords.
 */
function plainColumn(text: string): string | null {
  if (/^[A-Za-z_][A-Za-z0-9_$]*$/.test(text)) return text.toLowerCase();
  return /^"(?:[^"]|"")+"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : null;
}
