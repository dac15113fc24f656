// The arguments of a data test as a project declares them, and what is reported for them: at the argument, or where there is none,
// at the declaration.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { type Diagnostic, errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { quoteIdentifier, type Sql } from '../sql/sql.ts';
import { written } from '../sql/written.ts';
import type { KeyColumn, ResolvedTest } from './assertion.ts';

export class DeclaredArguments {
  /** How messages name the test. */
  readonly label: string;
  readonly #test: ResolvedTest;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #values: JsonObject;

  constructor(test: ResolvedTest, label: string, report: (diagnostic: Diagnostic) => void) {
    this.label = label;
    this.#test = test;
    this.#report = report;
    this.#values = test.node.test.kind === 'generic' ? test.node.test.arguments : {};
  }

  /** Null where it is absent. */
  valueAt(name: string): JsonValue {
    return this.#values[name] ?? null;
  }

  /** What `to` refers to, where it is a reference. */
  get relation(): ResolvedTest['to'] {
    return this.#test.to;
  }

  /** The column that the test is declared on, or its `column_name`; undefined after it was reported that there is none. */
  column(): KeyColumn | undefined {
    const { test } = this.#test.node;
    if (test.kind === 'generic' && test.column !== null) return this.key('column_name', test.column);
    const message = `the data test ${this.label} has no column`;
    return this.wrong('column_name', message, 'Put it below a column, or give it "column_name"');
  }

  /** As in dbt the text is in the SQL as it is; only a name that folding leaves alone is quoted, for the sake of keywords. */
  key(name: string, text: string): KeyColumn {
    const column = plainColumn(text);
    const expression = column === null ? `(${text})` : column === text ? quoteIdentifier(text) : text;
    return { expression: this.piece(name, expression), column };
  }

  /** SQL that was put together from arguments, as the place of the one called `name`. */
  piece(name: string, text: string): Sql {
    return written(text, { owner: this.#test.node.id, key: name });
  }

  wrong(name: string, message: string, help: string): undefined {
    this.#report(errorAt('TEST_ARGUMENT', message, { span: this.#spanOf(name), help }));
    return undefined;
  }

  warn(name: string, message: string, help: string): void {
    this.#report(warningAt('TEST_ARGUMENT', message, { span: this.#spanOf(name), help }));
  }

  /** Reports every argument that is not among the known ones. */
  refuseUnknown(known: readonly string[]): void {
    const all = known.length === 0 ? 'It takes none' : `It takes ${known.join(', ')}`;
    for (const name of Object.keys(this.#values)) {
      if (known.includes(name)) continue;
      const message = `the data test ${this.label} has no argument "${name}"`;
      this.wrong(name, message, didYouMean(name, known, all));
    }
  }

  #spanOf(name: string): Span {
    const { node } = this.#test;
    return (node.test.kind === 'generic' ? node.test.argumentTrees.get(name)?.span : undefined) ?? node.span;
  }
}

/** The name of the column that a text means, with capitals folded unless they are quoted; null where it is an expression. */
function plainColumn(text: string): string | null {
  if (/^[A-Za-z_][A-Za-z0-9_$]*$/.test(text)) return text.toLowerCase();
  return /^"(?:[^"]|"")+"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : null;
}
