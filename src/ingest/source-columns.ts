// The columns of the relation that holds a file source's records, as data for whoever makes that relation or describes it.

import type { Capture } from './location.ts';

export interface SourceColumn {
  readonly name: string;
  readonly type: 'jsonb' | 'text' | 'date' | 'bigint' | 'integer' | 'timestamp with time zone';
}

const before: readonly SourceColumn[] = [
  { name: 'record', type: 'jsonb' },
  { name: '_error', type: 'text' },
];

/** Those that COPY fills, after the captures; `_loaded_at` is the same for the whole load and comes last. */
const after: readonly SourceColumn[] = [
  { name: '_envelope', type: 'jsonb' },
  { name: '_file', type: 'text' },
  { name: '_record_number', type: 'bigint' },
  { name: '_attempt', type: 'integer' },
  { name: '_failed_at', type: 'timestamp with time zone' },
];

export const loadedAtColumn: SourceColumn = { name: '_loaded_at', type: 'timestamp with time zone' };

export const fixedColumnNames: ReadonlySet<string> = new Set(
  [...before, ...after, loadedAtColumn].map((column) => column.name),
);

/** The columns that a page's rows have, in the order in which they are written. */
export function recordColumns(captures: readonly Capture[]): readonly SourceColumn[] {
  return [...before, ...captures.map(({ name, type }) => ({ name, type })), ...after];
}

/** All columns of the source's relation. */
export function sourceColumns(captures: readonly Capture[]): readonly SourceColumn[] {
  return [...recordColumns(captures), loadedAtColumn];
}
