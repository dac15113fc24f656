// The columns of the relation that holds a file source's records, as data for whoever makes that relation or describes it.

/** A varying part of a location, which becomes a column. */
export interface Capture {
  readonly name: string;
  readonly type: 'text' | 'date';
}

export interface SourceColumn {
  readonly name: string;
  readonly type: 'jsonb' | 'text' | 'date' | 'bigint' | 'integer' | 'timestamp with time zone';
}

const before: readonly SourceColumn[] = [
  { name: 'record', type: 'jsonb' },
  { name: '_error', type: 'text' },
];

const after: readonly SourceColumn[] = [
  { name: '_envelope', type: 'jsonb' },
  { name: '_file', type: 'text' },
  { name: '_record_number', type: 'bigint' },
  { name: '_attempt', type: 'integer' },
  { name: '_failed_at', type: 'timestamp with time zone' },
  { name: '_loaded_at', type: 'timestamp with time zone' },
];

export const fixedColumnNames: ReadonlySet<string> = new Set([...before, ...after].map((column) => column.name));

/** All columns of the source's relation, in their order. */
export function sourceColumns(captures: readonly Capture[]): readonly SourceColumn[] {
  return [...before, ...captures.map(({ name, type }) => ({ name, type })), ...after];
}

/** Those that all records of a page share, in the order in which a page's row is written. */
export function pageColumns(captures: readonly Capture[]): readonly SourceColumn[] {
  const shared = after.filter(({ name }) => name !== '_record_number' && name !== '_loaded_at');
  return [...captures.map(({ name, type }) => ({ name, type })), ...shared];
}
