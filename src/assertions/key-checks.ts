// The built-in tests of keys: unique and unique_combination within a relation, relationships to another.

import { builtin, named } from './builtin.ts';

/** Rows with NULL are no duplicates, as in dbt. */
export const unique = builtin({
  column: 'needed',
  arguments: {},
  dimension: 'consistency',
  holds: 'No two rows have the same value in the column. NULL equals nothing.',
  counts: 'values that several rows have',
  sees: '`unique_field`, `n_records`',
  example: { column: 'deposit_id', item: 'unique' },
  read(given) {
    const column = given.column();
    if (!column) return undefined;
    const phrase = `${column.column ?? 'value'} with another row`;
    return {
      check: { kind: 'unique', keys: [column], nulls: 'pass' },
      phrase: { one: `shares its ${phrase}`, many: `share their ${phrase}` },
    };
  },
});

/** NULLs equal each other, as in dbt_utils.unique_combination_of_columns. */
export const uniqueCombination = builtin({
  column: 'none',
  arguments: {
    columns: {
      type: 'columns',
      needed: true,
      otherName: 'combination_of_columns',
      about: 'The columns, or expressions in their place.',
    },
  },
  dimension: 'consistency',
  holds: 'No two rows have the same values in all of the columns. NULL equals NULL.',
  counts: 'combinations that several rows have',
  sees: 'the columns of the combination (an expression is `key_1`, by its place), `n_records`',
  example: { column: null, item: 'unique_combination: { arguments: { columns: [affiliate_id, day] } }' },
  read(given) {
    const keys = given.value('columns');
    if (!keys) return undefined;
    const phrase = `${keys.map((key) => key.column ?? 'value').join(', ')} with another row`;
    return {
      check: { kind: 'unique', keys, nulls: 'equal' },
      phrase: { one: `shares its ${phrase}`, many: `share their ${phrase}` },
    };
  },
});

export const relationships = builtin({
  column: 'needed',
  arguments: {
    to: {
      type: 'relation',
      needed: true,
      about: "The other relation: `ref('…')`, `source('…', '…')`, or SQL such as `schema.name`.",
    },
    field: { type: 'column', needed: true, about: 'Its column.' },
  },
  dimension: 'consistency',
  holds: 'Every value of the column is found in a column of another relation.',
  counts: 'failing rows',
  sees: '`from_field`',
  example: {
    column: 'affiliate_id',
    item: "relationships: { arguments: { to: ref('affiliates'), field: affiliate_id } }",
  },
  read(given) {
    const column = given.column();
    const to = given.value('to');
    const field = given.value('field');
    if (!column || !to || !field) return undefined;
    const phrase = `${named(column)} that is no ${field.column ?? 'value'} of ${to.name}`;
    return {
      check: { kind: 'relationships', column: column.expression, to: to.sql, field: field.expression },
      phrase: { one: `has ${phrase}`, many: `have ${phrase}` },
    };
  },
});
