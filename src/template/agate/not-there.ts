// What agate has and Smelt has not: an error where it is used, and never undefined in silence.

import { TemplateError } from '../../jinja/errors.ts';
import { hostFunction } from '../../jinja/host-function.ts';
import type { Value } from '../../jinja/value.ts';

export interface MissingNames {
  /** Known as functions, so that `is defined` answers as in dbt; a call is the mistake. */
  readonly methods: readonly string[];
  readonly attributes?: readonly string[];
}

const help = 'Ask for it in SQL, or walk through the rows: {% for row in table.rows %}';

export function notThere(what: string, { methods, attributes = [] }: MissingNames, name: string): Value | undefined {
  if (attributes.includes(name)) throw missing(what, name);
  if (!methods.includes(name)) return undefined;
  return hostFunction(name, () => {
    throw missing(what, `${name}()`);
  });
}

function missing(what: string, name: string): TemplateError {
  return new TemplateError('raised', `${name} of ${what} is not there`, { code: 'TEMPLATE_LATER', help });
}
