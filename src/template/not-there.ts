// What objects of dbt's have and Smelt's have not: an error where it is used, and never undefined in silence.

import { TemplateError } from '../jinja/errors.ts';
import { hostFunction } from '../jinja/host-function.ts';
import type { Value } from '../jinja/value.ts';

export interface MissingNames {
  /** What messages call the object. */
  readonly of: string;
  /** Known as functions, so that `is defined` answers as in dbt; a call is the mistake. */
  readonly methods?: readonly string[];
  readonly attributes?: readonly string[];
  readonly help: string;
}

/** Undefined for a name that dbt's object does not have either. */
export function notThere(names: MissingNames, name: string): Value | undefined {
  if (names.attributes?.includes(name)) throw missing(names, name);
  if (!names.methods?.includes(name)) return undefined;
  return hostFunction(name, () => {
    throw missing(names, `${name}()`);
  });
}

function missing({ of, help }: MissingNames, name: string): TemplateError {
  return new TemplateError('raised', `${name} of ${of} is not there`, { code: 'TEMPLATE_LATER', help });
}
