// A value, or everything that is wrong with the input. User mistakes travel as values of this type;
// they are never thrown. The kind of a problem is a parameter, because this level knows no diagnostics.

export type Checked<T, Problem> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function passed<T, P>(value: T, warnings: readonly P[] = []): Checked<T, P> {
  return { ok: true, value, warnings };
}

export function failed<P>(problems: readonly P[]): Checked<never, P> {
  return { ok: false, problems };
}

/** Applies a checked stage to a passed value; warnings accumulate in order. A failure also keeps the earlier warnings. */
export function andThen<T, U, P>(checked: Checked<T, P>, next: (value: T) => Checked<U, P>): Checked<U, P> {
  if (!checked.ok) return checked;
  const result = next(checked.value);
  return result.ok
    ? passed(result.value, [...checked.warnings, ...result.warnings])
    : failed([...checked.warnings, ...result.problems]);
}

/** All values in order, or the problems of every failure together. */
export function allOf<T, P>(items: readonly Checked<T, P>[]): Checked<readonly T[], P> {
  const values: T[] = [];
  const warnings: P[] = [];
  const problems: P[] = [];
  for (const item of items) {
    if (item.ok) {
      values.push(item.value);
      warnings.push(...item.warnings);
    } else problems.push(...item.problems);
  }
  return problems.length > 0 ? failed([...warnings, ...problems]) : passed(values, warnings);
}
