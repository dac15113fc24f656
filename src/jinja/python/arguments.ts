// Matching the arguments of a call to named parameters, as a Python function does.

import { TemplateError } from '../errors.ts';
import type { CallArguments, Value } from '../value.ts';
import { toRepr } from './printing.ts';

/**
 * The values of `parameters` in order, undefined for those not given. The first `required` must be given. A parameter
 * whose name starts with `*` is given by keyword only and comes last, one that starts with `/` by position only.
 */
export function bind(
  name: string,
  parameters: readonly string[],
  required: number,
  args: CallArguments,
): (Value | undefined)[] {
  const values: (Value | undefined)[] = new Array(parameters.length).fill(undefined);
  const { positional, keywords } = args;
  let places = parameters.length;
  while (places > 0 && parameters[places - 1]?.startsWith('*')) places--;
  if (positional.length > places) throw tooMany(name, required, places, positional.length);
  for (let i = 0; i < positional.length; i++) values[i] = positional[i];
  if (keywords.size > 0) bindKeywords(name, parameters, keywords, values);
  for (let i = 0; i < required; i++) if (values[i] === undefined) throw missing(name, parameters, required, values);
  return values;
}

function bindKeywords(
  name: string,
  parameters: readonly string[],
  keywords: ReadonlyMap<string, Value>,
  values: (Value | undefined)[],
): void {
  for (const [keyword, value] of keywords) {
    const i = parameters.findIndex((p) => p === keyword || p === `*${keyword}`);
    if (i < 0) throw callError(`${name}() got an unexpected keyword argument ${toRepr(keyword)}`);
    if (values[i] !== undefined) throw callError(`${name}() got multiple values for argument ${toRepr(keyword)}`);
    values[i] = value;
  }
}

function tooMany(name: string, required: number, places: number, given: number): TemplateError {
  const most = `${places} positional argument${places === 1 ? '' : 's'}`;
  return callError(`${name}() takes ${required < places ? `from ${required} to ` : ''}${most} but ${given} were given`);
}

function missing(
  name: string,
  parameters: readonly string[],
  required: number,
  values: readonly (Value | undefined)[],
): TemplateError {
  const missed = parameters.slice(0, required).filter((_, i) => values[i] === undefined);
  const names = missed.map((p) => `'${p.replace(/^[*/]/, '')}'`).join(' and ');
  const count = `${missed.length} required positional argument${missed.length === 1 ? '' : 's'}`;
  return callError(`${name}() missing ${count}: ${names}`);
}

/** Python's TypeError of a call. */
export function callError(message: string): TemplateError {
  return new TemplateError('type', message, { help: 'Call it with the arguments that it takes' });
}
