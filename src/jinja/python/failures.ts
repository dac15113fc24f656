// The errors that Python's own operations raise, as the template's errors. Messages are Python's; the position is added by
// whoever evaluates the expression.

import { TemplateError } from '../errors.ts';

/** Python's TypeError. */
export function typeError(message: string): TemplateError {
  return new TemplateError('type', message);
}

/** Python's ValueError, LookupError and ArithmeticError: the types fit, the value does not. */
export function valueError(message: string): TemplateError {
  return new TemplateError('value', message);
}

/** An operation on something that is not defined. */
export function undefinedError(message: string): TemplateError {
  return new TemplateError('undefined', message);
}

/** A value larger than a template may make. */
export function limitError(message: string): TemplateError {
  return new TemplateError('limit', message);
}
