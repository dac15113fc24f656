// The shapes of the public entry: a compiled template, a rendering under way, and what it leaves behind.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CallFrame, SourceMap } from '../diagnostics/source-map.ts';
import type { Span, TextFile } from '../diagnostics/text-file.ts';
import type { Filter, Test } from './environment.ts';
import type { Limits } from './limits.ts';
import type { DefinitionKind, Parameter, Statement } from './tree.ts';
import type { CallArguments, HostObject, Value } from './value.ts';

/** What the names of a template mean: a map, or a function that answers undefined for a name it does not know. */
export type Globals = ReadonlyMap<string, Value> | ((name: string) => Value | undefined);

export interface CompileOptions {
  /** Jinja's trim_blocks: the first line break after a block tag is dropped. Off unless said. */
  readonly trimBlocks?: boolean;
  /** Jinja's lstrip_blocks: blanks before a block tag at the start of a line are dropped. Off unless said. */
  readonly lstripBlocks?: boolean;
  /** Jinja's keep_trailing_newline. Off unless said: one line break at the end is dropped. */
  readonly keepTrailingNewline?: boolean;
  /** Filters and tests beside the built-in ones; a name given here wins. */
  readonly filters?: ReadonlyMap<string, Filter>;
  readonly tests?: ReadonlyMap<string, Test>;
}

/** A block at the top level that gives a name to something: a macro, a generic test, a materialization, a snapshot, a doc. */
export interface Definition {
  readonly kind: DefinitionKind;
  readonly name: string;
  /** `{% materialization name, adapter='postgres' %}`; 'default' where it says default; undefined for other kinds. */
  readonly adapter: string | undefined;
  /** `supported_languages` of a materialization; empty where not given. */
  readonly languages: readonly string[];
  readonly parameters: readonly Parameter[];
  /** From the opening tag to the closing tag, both included. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** The text between the tags: the SQL of a snapshot, the markdown of a doc. */
  readonly bodySpan: Span;
  /** The body of a doc, whitespace control applied; empty for other kinds, whose bodies are in `tree`. */
  readonly text: string;
}

export interface RenderOptions {
  /** 'lenient' is dbt's in parse mode: attributes, items and calls of an undefined value are undefined again. */
  readonly undefined?: 'default' | 'lenient';
  /** Whether `Rendered.value` holds dbt's native value of a template that is one expression. */
  readonly native?: boolean;
  /** What the filter `random` draws from, from 0 up to, not including, 1. JavaScript's own unless given. */
  readonly random?: () => number;
  /** What is not given keeps its default. */
  readonly limits?: Partial<Limits>;
  /** Names that a call of an undefined one may have meant: the nearest is reported as help. */
  readonly callable?: () => Iterable<string>;
  /** Templates by the name that import, from, include and extends give. Without it these are errors. */
  readonly loader?: (name: string) => Template | undefined;
}

export interface Template {
  readonly file: TextFile;
  readonly tree: readonly Statement[];
  /** In the order of the file. */
  readonly definitions: readonly Definition[];
  /** Begins to render; nothing runs before the first `next`. */
  start(globals: Globals, options?: RenderOptions): Rendering;
  /**
   * The macro of a definition without running the template around it: what its body finds neither among its parameters
   * nor its own variables, it takes from `globals`. Any kind but 'docs'.
   */
  bind(definition: Definition, globals: Globals): HostObject;
}

export type Progress<T> =
  | { readonly kind: 'done'; readonly output: T }
  /** A host's function returned a Question: `next(answer)` resumes after it, `fail` raises there. `calls`: innermost first. */
  | {
      readonly kind: 'asked';
      readonly request: unknown;
      readonly span: Span;
      readonly calls: readonly CallFrame[];
    }
  | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] };

/** A coroutine. After 'done' or 'failed' it is over, and asking for more is a bug. */
export interface Rendering<T = Rendered> {
  next(answer?: unknown): Progress<T>;
  /** Ends the pending question with an error at the place of the call. */
  fail(message: string, help?: string): Progress<T>;
}

export interface Rendered {
  readonly text: string;
  readonly map: SourceMap;
  /** In native mode, what dbt's native environment makes of the template; otherwise the text. */
  readonly value: Value;
  /** Macros and variables of the top level, by name; names that begin with an underscore are left out, as in Jinja. */
  readonly module: ReadonlyMap<string, Value>;
}

/** What a call of a macro gives: its text with origins, or the value that it returned. */
export interface Called {
  readonly value: Value;
  readonly text: string;
  readonly map: SourceMap;
}

export type { CallArguments, HostObject };
