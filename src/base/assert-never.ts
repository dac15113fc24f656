// Closes a switch over a discriminated union: the compiler proves that the call cannot be reached.

import { InternalError } from './internal-error.ts';

export function assertNever(value: never): never {
  throw new InternalError(`unexpected value: ${JSON.stringify(value)}`);
}
