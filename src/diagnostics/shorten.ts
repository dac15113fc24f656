// Of very many diagnostics of one kind, as a generated file gives them, the first ones and how many more there are.

import type { DiagnosticCode } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';

/** How many of one code are reported whole. */
export const mostOfACode = 20;

export interface Shortened {
  readonly shown: readonly Diagnostic[];
  /** Codes of which there were more, in the order of their first, with how many are not shown. */
  readonly left: ReadonlyMap<DiagnosticCode, number>;
}

export function shorten(diagnostics: readonly Diagnostic[]): Shortened {
  const counts = new Map<DiagnosticCode, number>();
  const shown = diagnostics.filter(({ code }) => {
    const number = (counts.get(code) ?? 0) + 1;
    counts.set(code, number);
    return number <= mostOfACode;
  });
  const more = [...counts].filter(([, number]) => number > mostOfACode);
  return { shown, left: new Map(more.map(([code, number]) => [code, number - mostOfACode])) };
}

/** A line for each code of which there were more: `… and 39,980 more of SETTING_UNKNOWN`. */
export function linesOfLeft({ left }: Shortened): readonly string[] {
  return [...left].map(([code, number]) => `… and ${number.toLocaleString('en-US')} more of ${code}`);
}
