// What every function of the vocabulary is made from: the node, the project around it, the macros, and the names that the template sees.

import { toText } from '../jinja/python/printing.ts';
import type { Value } from '../jinja/value.ts';
import type { MacroScope } from './macros.ts';
import type { NodeVocabulary, TemplateEnvironment } from './vocabulary.ts';

export interface NodeContext {
  readonly environment: TemplateEnvironment;
  readonly vocabulary: NodeVocabulary;
  readonly macros: MacroScope;
  /** A name as the template itself would look it up. */
  readonly global: (name: string) => Value | undefined;
  /** Results of `statement` blocks, by name; null once they were loaded, as in dbt. */
  readonly results: Map<string, Value>;
}

/** Names with what makes their values, at most once for each rendering. */
export type Members = ReadonlyMap<string, (context: NodeContext) => Value>;

export function isExecuting(context: NodeContext): boolean {
  return context.vocabulary.mode === 'execute';
}

/** The database part of a relation that a template names: this database's, because PostgreSQL reaches no other. */
export function textOrNull(value: Value | undefined): string | null {
  return value === undefined || value === null ? null : toText(value);
}
