// How it is reported that a key has no effect: as a warning, or as an error where it is a promise that is not kept.

import { type Diagnostic, errorAt, warningAt } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/text-file.ts';
import type { OtherKey, Waiting } from './config-key.ts';

/** Null for a key that has no effect on dbt-postgres either. */
export function noEffect(key: OtherKey, span: Span): Diagnostic | null {
  switch (key.state) {
    case 'refused':
      return refusal(key.name, key, span);
    case 'later':
      return warningAt('SETTING_LATER', `"${key.name}" has no effect yet: ${key.meanwhile}`, {
        span,
        help: `Remove it, or leave it: it takes effect with ${key.waitsFor}, in a later version`,
      });
    case 'never':
      return warningAt('SETTING_LATER', `"${key.name}" has no effect: ${key.meanwhile}`, { span, help: key.instead });
    case 'templates':
      return null;
  }
}

/** Nobody may rely on it, so that it is an error. */
export function refusal(name: string, { waitsFor, meanwhile }: Waiting, span: Span): Diagnostic {
  return errorAt('SETTING_LATER', `"${name}" cannot be relied on yet: ${meanwhile}`, {
    span,
    help: `Remove it: it takes effect with ${waitsFor}, in a later version`,
  });
}
