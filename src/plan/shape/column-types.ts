// When the type that a query gives is another than the one that currentString, by dbt's rules for incremental models, and which change
// of a type leaves the rows as they are. Types are as format_type() writes them.

/** The number in the parentheses of a type, or null; `text` and `varchar` are without bounds. */
interface StringType {
  readonly fixed: boolean;
  readonly bound: number | null;
}

function stringType(type: string): StringType | null {
  if (type === 'text' || type === 'character varying') return { fixed: false, bound: null };
  const [, name, bound] = /^(character varying|character)\((\d+)\)$/.exec(type) ?? [];
  return name === undefined ? null : { fixed: name === 'character', bound: Number(bound) };
}

/** What dbt takes a string without bounds for where it compares lengths. */
const sizeWithoutBounds = 256;

function sizeOf({ bound }: StringType): number {
  return bound ?? sizeWithoutBounds;
}

/**
 * The type to which dbt widens a column of strings before anything else, whatever `on_schema_change` says (`expand_target_column_types`);
 * null: it stays. One without bounds stays, too: dbt would cut it to the length of a longer varchar.
 */
export function widenedType(current: string, given: string): string | null {
  const currentString = stringType(current);
  const givenString = stringType(given);
  if (!currentString || !givenString || currentString.bound === null || sizeOf(givenString) <= sizeOf(currentString))
    return null;
  return currentString.fixed && givenString.fixed ? given : `character varying(${sizeOf(givenString)})`;
}

/**
 * Whether a column's type has changed (dbt's `diff_column_data_types`): not where it is one of strings that are as long or longer, nor,
 * as dbt does not see the precision of times, where it is one of times that are as precise or more so.
 */
export function isOtherType(current: string, given: string): boolean {
  if (current === given) return false;
  const currentString = stringType(current);
  const givenString = stringType(given);
  if (currentString && givenString) {
    const equal = currentString.bound === givenString.bound && (currentString.bound !== null || current === given);
    return !equal && sizeOf(currentString) <= sizeOf(givenString);
  }
  const time = timeType(current);
  const givenTime = timeType(given);
  return !(time && givenTime && time.name === givenTime.name && time.precision >= givenTime.precision);
}

/** Whether the column could not hold all that a column of the type `given` may: for `sync_all_columns`, which dbt leaves a long varchar. */
export function isTooShort(current: string, given: string): boolean {
  return stringType(given)?.bound === null && stringType(current)?.bound != null;
}

function timeType(type: string): { readonly name: string; readonly precision: number } | null {
  const [, before, precision, after] =
    /^(timestamp|time|interval)(?:\((\d)\))?( with(?:out)? time zone)?$/.exec(type) ?? [];
  return before === undefined ? null : { name: `${before}${after ?? ''}`, precision: Number(precision ?? 6) };
}

/** Whether ALTER COLUMN TYPE changes the catalog alone (PostgreSQL neither rewrites nor scans the table). */
export function keepsRows(from: string, to: string): boolean {
  const [string, wanted] = [stringType(from), stringType(to)];
  if (string && wanted) {
    if (string.fixed || wanted.fixed) return false;
    return wanted.bound === null || (string.bound !== null && string.bound <= wanted.bound);
  }
  const [time, wantedTime] = [timeType(from), timeType(to)];
  if (time && wantedTime) return time.name === wantedTime.name && time.precision <= wantedTime.precision;
  const [number, wantedNumber] = [numericType(from), numericType(to)];
  if (number && wantedNumber) {
    if (wantedNumber.scale === null) return true;
    return number.scale === wantedNumber.scale && number.precision <= wantedNumber.precision;
  }
  const [bits, wantedBits] = [bitsOf(from), bitsOf(to)];
  return bits !== null && wantedBits !== null && bits <= wantedBits;
}

function numericType(type: string): { readonly precision: number; readonly scale: number | null } | null {
  const [whole, precision, scale] = /^numeric(?:\((\d+),(-?\d+)\))?$/.exec(type) ?? [];
  if (whole === undefined) return null;
  return {
    precision: Number(precision ?? Number.POSITIVE_INFINITY),
    scale: scale === undefined ? null : Number(scale),
  };
}

function bitsOf(type: string): number | null {
  const [whole, length] = /^bit varying(?:\((\d+)\))?$/.exec(type) ?? [];
  return whole === undefined ? null : Number(length ?? Number.POSITIVE_INFINITY);
}
