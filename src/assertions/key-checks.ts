// The built-in tests of keys: unique and unique_combination within a relation, relationships to another.

import { type Builtin, named } from './builtin.ts';

/** Rows with NULL are no duplicates, as in dbt. */
export const unique: Builtin = {
  arguments: [],
  dimension: 'consistency',
  read(given) {
    const column = given.column();
    if (!column) return undefined;
    const tell = `${column.column ?? 'value'} with another row`;
    return {
      check: { kind: 'unique', keys: [column], nulls: 'pass' },
      phrase: { one: `shares its ${tell}`, many: `share their ${tell}` },
    };
  },
};

/** NULLs equal each other, as in dbt_utils.unique_combination_of_columns. */
export const uniqueCombination: Builtin = {
  arguments: ['columns', 'combination_of_columns'],
  dimension: 'consistency',
  read(given) {
    if (given.has('columns') && given.has('combination_of_columns')) {
      return given.wrong(
        'combination_of_columns',
        '"columns" and "combination_of_columns" are two names of one argument, and both are given',
        'Keep "columns"',
      );
    }
    const keys = given.keys(given.has('combination_of_columns') ? 'combination_of_columns' : 'columns');
    if (!keys) return undefined;
    const tell = `${keys.map((key) => key.column ?? 'value').join(', ')} with another row`;
    return {
      check: { kind: 'unique', keys, nulls: 'equal' },
      phrase: { one: `shares its ${tell}`, many: `share their ${tell}` },
    };
  },
};

export const relationships: Builtin = {
  arguments: ['to', 'field'],
  dimension: 'consistency',
  read(given) {
    const column = given.column();
    const to = given.text('to');
    const field = given.key('field');
    if (!column || to === undefined || !field) return undefined;
    if (!given.to) {
      return given.wrong(
        'to',
        '"to" of the data test relationships is not a reference',
        "Write it as ref('…') or source('…', '…')",
      );
    }
    const tell = `${named(column)} that is no ${field.column ?? 'value'} of ${given.to.name}`;
    return {
      check: { kind: 'relationships', column: column.expression, to: given.to, field: field.expression },
      phrase: { one: `has ${tell}`, many: `have ${tell}` },
    };
  },
};
