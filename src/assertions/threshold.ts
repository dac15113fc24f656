// `warn_if` and `error_if`: a comparison that the number of failures is put in front of. Parsed rather than sent to the
// database, so that a mistake in one is reported before anything runs.

import { assertNever } from '../base/assert-never.ts';

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Threshold = { readonly text: string } & (
  | { readonly kind: 'compare'; readonly operator: Operator; readonly bound: Decimal }
  | { readonly kind: 'between'; readonly negated: boolean; readonly low: Decimal; readonly high: Decimal }
  | { readonly kind: 'in'; readonly negated: boolean; readonly members: readonly Decimal[] }
);

/** `digits ÷ 10^scale`, exact. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const number = String.raw`[-+]?(?:\d+(?:\.\d*)?|\.\d+)`;
const comparison = new RegExp(`^(=|!=|<>|<=|>=|<|>)\\s*(${number})$`);
const range = new RegExp(`^(not\\s+)?between\\s+(${number})\\s+and\\s+(${number})$`, 'i');
const list = new RegExp(`^(not\\s+)?in\\s*\\(\\s*(${number}(?:\\s*,\\s*${number})*)\\s*\\)$`, 'i');

/** `!= 0`, `> 10`, `between 1 and 5`, `in (1, 2)`; undefined where the text is none of these. */
export function parseThreshold(given: string): Threshold | undefined {
  const text = given.trim();
  const compared = comparison.exec(text);
  if (compared) {
    const operator = operators[compared[1] ?? ''];
    return operator && { text, kind: 'compare', operator, bound: decimal(compared[2] ?? '') };
  }
  const ranged = range.exec(text);
  if (ranged) {
    const [low, high] = [decimal(ranged[2] ?? ''), decimal(ranged[3] ?? '')];
    return { text, kind: 'between', negated: ranged[1] !== undefined, low, high };
  }
  const listed = list.exec(text);
  if (listed) {
    const members = (listed[2] ?? '').split(',').map(decimal);
    return { text, kind: 'in', negated: listed[1] !== undefined, members };
  }
  return undefined;
}

export function meets(failures: bigint, threshold: Threshold): boolean {
  switch (threshold.kind) {
    case 'compare':
      return holds(compare(failures, threshold.bound), threshold.operator);
    case 'between':
      return (compare(failures, threshold.low) >= 0 && compare(failures, threshold.high) <= 0) !== threshold.negated;
    case 'in':
      return threshold.members.some((member) => compare(failures, member) === 0) !== threshold.negated;
    default:
      return assertNever(threshold);
  }
}

const operators: Readonly<Record<string, Operator>> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function decimal(text: string): Decimal {
  const [whole = '', fraction = ''] = text.trim().replace(/^\+/, '').split('.');
  return {
    digits: BigInt(`${whole === '' || whole === '-' ? `${whole}0` : whole}${fraction}`),
    scale: fraction.length,
  };
}

/** Negative, zero or positive, as `failures` is less than, equal to or greater than the bound. */
function compare(failures: bigint, bound: Decimal): number {
  const scaled = failures * 10n ** BigInt(bound.scale);
  return scaled < bound.digits ? -1 : scaled > bound.digits ? 1 : 0;
}

function holds(order: number, operator: Operator): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return assertNever(operator);
  }
}
