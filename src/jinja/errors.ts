// The mistakes of a template, as they travel inside the evaluator: thrown where found, given their place and call chain
// by the machine on the way out, and returned to callers as diagnostics. Nothing else that is thrown is a user's mistake.

import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { type Diagnostic, errorAt, type Note } from '../diagnostics/diagnostic.ts';
import type { CallFrame } from '../diagnostics/source-map.ts';
import type { Span } from '../diagnostics/text-file.ts';

/** `raised` is a mistake that a host's function reports by itself; it may bring a code of its own. */
export type TemplateErrorKind = 'syntax' | 'undefined' | 'type' | 'value' | 'limit' | 'raised';

const codeOf: Readonly<Record<TemplateErrorKind, DiagnosticCode>> = {
  syntax: 'JINJA_SYNTAX',
  undefined: 'JINJA_UNDEFINED',
  type: 'JINJA_TYPE',
  value: 'JINJA_VALUE',
  limit: 'JINJA_LIMIT',
  raised: 'JINJA_RAISED',
};

const helpOf: Readonly<Record<TemplateErrorKind, string>> = {
  syntax: 'Correct the template at the marked place',
  undefined: "Define the value, or give it a default: {{ value | default('…') }}",
  type: 'Convert the value first, for example with | string, | int or | list',
  value: 'Pass a value that the operation accepts',
  limit: 'Make the template smaller: fewer iterations, less recursion, shorter text',
  raised: 'The template itself raised this error: follow its message',
};

export interface TemplateErrorDetails {
  /** Where the mistake is; the evaluator fills in the place of the operation when it is absent. */
  readonly span?: Span;
  readonly help?: string;
  readonly notes?: readonly Note[];
  /** For `raised` only: the host's own code instead of JINJA_RAISED. */
  readonly code?: DiagnosticCode;
}

/** A template's mistake. `message` is one sentence without a full stop at its end. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly kind: TemplateErrorKind;
  readonly details: TemplateErrorDetails;
  /** Set once, by the innermost operation that the error passes through. */
  span: Span | undefined;
  /** The macro calls that led to the operation, innermost first. */
  calls: readonly CallFrame[] = [];

  constructor(kind: TemplateErrorKind, message: string, details: TemplateErrorDetails = {}) {
    super(message);
    this.kind = kind;
    this.details = details;
    this.span = details.span;
  }

  /** The same error with further details. */
  with(details: TemplateErrorDetails): TemplateError {
    return new TemplateError(this.kind, this.message, { ...this.details, ...details });
  }
}

const notesShown = 20;

/** The diagnostic of a template's mistake: each macro call on the way is a note with the place of the call. */
export function diagnosticOf(error: TemplateError): Diagnostic {
  const calls = error.calls.map((call): Note => ({ message: `in the call of '${call.name}'`, span: call.span }));
  const hidden = calls.length - notesShown;
  const shown =
    hidden > 0
      ? [...calls.slice(0, notesShown / 2), { message: `… ${hidden} more calls …` }, ...calls.slice(-notesShown / 2)]
      : calls;
  return errorAt(error.details.code ?? codeOf[error.kind], error.message, {
    span: error.span,
    notes: [...(error.details.notes ?? []), ...shown],
    help: error.details.help ?? helpOf[error.kind],
  });
}
