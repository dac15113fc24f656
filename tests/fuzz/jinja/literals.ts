// What random expressions are made of: names of the context and literals, by the type of their values.

export type Kind = 'int' | 'float' | 'str' | 'bool' | 'list' | 'dict' | 'rows' | 'any';

/** Names that the context defines, by kind. */
export const contextNames: Readonly<Record<Kind, readonly string[]>> = {
  int: ['n', 'm', 'zero'],
  float: ['f', 'g'],
  str: ['s', 't', 'csv', 'empty', 'uni'],
  bool: ['yes', 'no'],
  list: ['xs', 'ys', 'nested', 'pair', 'blank'],
  dict: ['d', 'e'],
  rows: ['rows'],
  any: ['n', 's', 'xs', 'd', 'nothing', 'f', 'yes', 'rows', 'pair', 't'],
};

const strings = [
  "'a'",
  "'b c'",
  '"x,y"',
  "''",
  "'A-b_C'",
  "'%s'",
  "'1'",
  "'2.5'",
  "'ümlaut ß'",
  "'a\\nb'",
  "'it\\'s'",
  "'\\s+'",
  "'<b>&'",
  "'None'",
];

/** Literals by kind. */
export const literals: Readonly<Record<Kind, readonly string[]>> = {
  int: ['0', '1', '2', '-1', '7', '10', '1_000', '255', '123456789012345678901'],
  float: ['0.5', '1.0', '-2.25', '1e3', '3.14159', '1e20', '0.1', '2.5', '1e-7'],
  str: strings,
  bool: ['true', 'false', 'True', 'False'],
  list: ['[]', '[1, 2, 3]', "['a', 'b']", '(1, 2)', "('x',)", '[1.5, none, true]', "[[1, 'a'], [2, 'b']]", '()'],
  dict: ['{}', "{'a': 1}", "{'k': [1, 2], 'z': none}", "{1: 'one', 'two': 2}", "{'b': 2, 'a': 1}"],
  rows: ["[{'name': 'q', 'n': 1}, {'name': 'p', 'n': 2}]"],
  any: ['none', 'None', '1', "'x'", '[1]', '1.5', 'true', '"y"', '7', '{}'],
};
