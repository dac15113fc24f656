// What a filter or a test sees of the rendering that uses it, and the shapes of both.

import type { Budget } from './limits.ts';
import type { CallArguments, Value } from './value.ts';

/** Filters and tests by name: what a template may use. */
export interface Tables {
  readonly filters: ReadonlyMap<string, Filter>;
  readonly tests: ReadonlyMap<string, Test>;
}

/** The tables are there for filters that apply others (`map('upper')`, `select('odd')`). */
export interface FilterEnvironment extends Tables {
  /** What the work is charged to: items handled with `spend`, text made with `spendText`. */
  readonly limits: Budget;
  /** Whether undefined values made here are dbt's lenient ones (parse mode). */
  readonly lenient: boolean;
  /** Whether the template yields a value: dbt's `as_bool` and its siblings then mark texts, and otherwise change nothing. */
  readonly native: boolean;
  /** From 0 up to, not including, 1: what `random` draws from, so that a rendering can be repeated. */
  readonly random: () => number;
}

/** `value | name(args)`. Throws TemplateError for a template's mistake. */
export type Filter = (value: Value, args: CallArguments, environment: FilterEnvironment) => Value;

/** `value is name(args)`. */
export type Test = (value: Value, args: CallArguments, environment: FilterEnvironment) => boolean;
