// Reading the arguments of a call of Smelt's own functions, with the messages that a template's author needs.

import { TemplateError } from '../jinja/errors.ts';
import { textOf } from '../jinja/python/text-object.ts';
import { typeName } from '../jinja/python/type-name.ts';
import { type CallArguments, Undefined, type Value } from '../jinja/value.ts';

/** The argument by position or keyword, or undefined where it is not given. */
export function argument(args: CallArguments, position: number, keyword: string): Value | undefined {
  return args.positional.length > position ? args.positional[position] : args.keywords.get(keyword);
}

/** Whether the argument is given at all, be it None. */
export function isGiven(args: CallArguments, position: number, keyword: string): boolean {
  return args.positional.length > position || args.keywords.has(keyword);
}

/** A text that must be given; `call` names the function in the message. */
export function textArgument(call: string, args: CallArguments, position: number, keyword: string): string {
  return wantText(call, argument(args, position, keyword), keyword);
}

export function wantText(call: string, value: Value | undefined, what: string): string {
  if (value === undefined) throw new TemplateError('type', `${call}() needs a value for '${what}'`);
  const text = textOf(value);
  if (text !== undefined) return text;
  if (value instanceof Undefined) throw new TemplateError('undefined', value.message);
  throw new TemplateError('type', `${call}() needs text for '${what}', not ${typeName(value)}`);
}
