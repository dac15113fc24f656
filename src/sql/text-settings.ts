// The settings on which the text of a value depends beside the value, and what they are wherever a text is compared or kept: in Smelt's
// sessions and in the functions that it leaves in databases. The time zone is apart: a target may have its own.

export const textSettings = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  // The shortest text that reads back exactly.
  extra_float_digits: '1',
  bytea_output: 'hex',
  // Not on the way out, but on the way back: off makes a text of NULL in an array.
  array_nulls: 'on',
  // As regclass and its like write names.
  quote_all_identifiers: 'off',
} as const;
