// What an expected table is: its rows as texts, and where the database keeps them.

/** A row's values as PostgreSQL prints them, by the names of the table's columns. */
export type Row = Readonly<Record<string, string | null>>;

export interface ExpectedTable {
  readonly name: string;
  /** Each compared value: its name, and the SQL that gives it, where that is not the column of this name. */
  readonly columns: readonly { readonly name: string; readonly expression?: string }[];
  /** In no order. */
  readonly rows: readonly Row[];
}

/** The query that gives a table's compared content; its rows compare with the expected ones once both went through `inOrder`. */
export function selectContent({ name, columns }: ExpectedTable): string {
  const values = columns.map((column) => `(${column.expression ?? `"${column.name}"`})::text as "${column.name}"`);
  return `select ${values.join(', ')} from public."${name}"`;
}

export function inOrder(table: ExpectedTable, rows: readonly Row[]): readonly (readonly (string | null)[])[] {
  return rows
    .map((row) => table.columns.map(({ name }) => row[name] ?? null))
    .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

export const table = (
  name: string,
  columns: readonly (string | { readonly name: string; readonly expression: string })[],
  rows: readonly Row[],
): ExpectedTable => ({
  name,
  columns: columns.map((column) => (typeof column === 'string' ? { name: column } : column)),
  rows,
});
