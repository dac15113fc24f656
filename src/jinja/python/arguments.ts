// Matching the arguments of a call to named parameters, as a Python function does.

import type { CallArguments, Value } from '../value.ts';
import { typeError } from './failures.ts';
import { toRepr } from './printing.ts';

/**
 * The values of `parameters` in order, undefined for those not given. The first `required` must be given. A parameter
 * whose name starts with `*` is given by keyword only, one that starts with `/` by position only.
 */
export function bind(
  name: string,
  parameters: readonly string[],
  required: number,
  args: CallArguments,
): (Value | undefined)[] {
  const values: (Value | undefined)[] = new Array(parameters.length).fill(undefined);
  const places = parameters.filter((p) => !p.startsWith('*')).length;
  if (args.positional.length > places) {
    const most = `${places} positional argument${places === 1 ? '' : 's'}`;
    throw typeError(
      `${name}() takes ${required < places ? `from ${required} to ` : ''}${most} but ${args.positional.length} were given`,
    );
  }
  for (const [i, value] of args.positional.entries()) values[i] = value;
  for (const [keyword, value] of args.keywords) {
    const i = parameters.findIndex((p) => p === keyword || p === `*${keyword}`);
    if (i < 0) throw typeError(`${name}() got an unexpected keyword argument ${toRepr(keyword)}`);
    if (values[i] !== undefined) throw typeError(`${name}() got multiple values for argument ${toRepr(keyword)}`);
    values[i] = value;
  }
  const missing = parameters.slice(0, required).filter((_, i) => values[i] === undefined);
  if (missing.length > 0) {
    const names = missing.map((p) => `'${p.replace(/^[*/]/, '')}'`).join(' and ');
    throw typeError(
      `${name}() missing ${missing.length} required positional argument${missing.length === 1 ? '' : 's'}: ${names}`,
    );
  }
  return values;
}
