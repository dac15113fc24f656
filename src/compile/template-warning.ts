// What a template warns of by `exceptions.warn`, as a diagnostic in the file that called for it.

import { type Diagnostic, warningAt } from '../diagnostics/diagnostic.ts';
import type { CallPlace } from '../jinja/value.ts';

/** At the outermost call: a macro that many models call warns of each of them. */
export function templateWarning(message: string, { span, calls }: CallPlace): Diagnostic {
  const [inner] = calls;
  const help = 'A macro of the project warns of this';
  if (!inner) return warningAt('JINJA_RAISED', message, { span, help });
  const notes = [{ message: `the macro '${inner.name}' says so`, span }];
  return warningAt('JINJA_RAISED', message, { span: calls.at(-1)?.span ?? span, notes, help });
}
