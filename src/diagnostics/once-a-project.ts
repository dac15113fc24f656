// Warnings of settings that are all over a project, such as another warehouse's keys: each is reported once, at its first place,
// with how many more places there are.

import { type Diagnostic, placeOf } from './diagnostic.ts';

/** How many of the further places are named. */
const mostNamed = 2;

/** Sorted as given, each at the place of its first. Errors, and warnings of other kinds, all stay. */
export function onceAProject(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<unknown, readonly [Diagnostic, ...Diagnostic[]]>();
  for (const diagnostic of diagnostics) {
    const { code, severity, message } = diagnostic;
    const key = severity === 'warning' && code.startsWith('SETTING_') ? `${code} ${message}` : diagnostic;
    groups.set(key, [...(groups.get(key) ?? []), diagnostic] as [Diagnostic, ...Diagnostic[]]);
  }
  return [...groups.values()].map(([first, ...others]) =>
    others.length === 0 ? first : { ...first, notes: [...first.notes, { message: elsewhere(others) }] },
  );
}

function elsewhere(others: readonly Diagnostic[]): string {
  const named = others.slice(0, mostNamed).flatMap(({ span }) => (span ? [placeOf(span)] : []));
  const left = others.length - named.length;
  const listed = [...named, ...(left > 0 ? [`${left.toLocaleString('en-US')} more`] : [])];
  const count = others.length === 1 ? 'once more' : `${others.length.toLocaleString('en-US')} more times`;
  return `the project has it ${count}: ${listed.join(', ')}`;
}
