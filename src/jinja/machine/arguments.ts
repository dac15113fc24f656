// Arguments on their way from the stack to what is called.

import { InternalError } from '../../base/internal-error.ts';
import type { CallShape } from '../code/instructions.ts';
import { TemplateError } from '../errors.ts';
import { dictFrom, toArray, typeName } from '../python/operators.ts';
import { type CallArguments, Dict, Tuple, Undefined, type Value } from '../value.ts';
import type { Macro } from './callables.ts';
import { plain, type Slot } from './frame.ts';
import type { State } from './state.ts';

const noKeywords: ReadonlyMap<string, Slot> = new Map();
const noArguments: CallArguments = { positional: [], keywords: new Map() };

export function takeArguments(
  state: State,
  shape: CallShape | undefined,
): { positional: Slot[]; keywords: ReadonlyMap<string, Slot> } {
  if (!shape) throw new InternalError('a call without a shape');
  const keywordSpread = shape.keywordSpread ? state.popPlain() : undefined;
  const spread = shape.spread ? state.popPlain() : undefined;
  let keywords = noKeywords;
  if (shape.keywords.length > 0 || keywordSpread !== undefined) {
    const own = new Map<string, Slot>();
    const values = state.take(shape.keywords.length);
    for (let index = 0; index < values.length; index++) own.set(shape.keywords[index] ?? '', values[index]);
    if (keywordSpread !== undefined) spreadKeywords(keywordSpread, own);
    keywords = own;
  }
  const positional = state.take(shape.positional);
  if (spread !== undefined) for (const item of toArray(spread)) positional.push(item);
  return { positional, keywords };
}

export function takePlainArguments(state: State, shape: CallShape | undefined): CallArguments {
  if (shape && shape.positional === 0 && shape.keywords.length === 0 && !shape.spread && !shape.keywordSpread) {
    return noArguments;
  }
  const { positional, keywords } = takeArguments(state, shape);
  return plainArguments(positional, keywords);
}

export function plainArguments(positional: readonly Slot[], keywords: ReadonlyMap<string, Slot>): CallArguments {
  return {
    positional: positional.map(plain),
    keywords: keywords.size === 0 ? noArguments.keywords : plainMap(keywords),
  };
}

function plainMap(entries: ReadonlyMap<string, Slot>): Map<string, Value> {
  const own = new Map<string, Value>();
  for (const [name, value] of entries) own.set(name, plain(value));
  return own;
}

function spreadKeywords(value: Value, into: Map<string, Slot>): void {
  if (!(value instanceof Dict)) {
    if (value instanceof Undefined && value.lenient) return;
    throw new TemplateError('type', `argument after ** must be a mapping, not ${typeName(value)}`);
  }
  for (const { key, value: item } of value.entries.values()) {
    if (typeof key !== 'string') throw new TemplateError('type', 'keywords must be strings');
    if (into.has(key)) throw new TemplateError('type', `got multiple values for keyword argument '${key}'`);
    into.set(key, item);
  }
}

/** Puts the arguments of a call into the slots of a macro, as Python's Jinja does. */
export function bindArguments(macro: Macro, positional: readonly Slot[], keywords: ReadonlyMap<string, Slot>): Slot[] {
  const { signature } = macro.code;
  const { parameters } = signature;
  const slots: Slot[] = new Array(macro.code.slotNames.length);
  const taken = Math.min(positional.length, parameters.length);
  for (let index = 0; index < taken; index++) slots[index] = positional[index];
  let used = 0;
  if (keywords.size > 0) {
    for (let index = taken; index < parameters.length; index++) {
      const name = parameters[index] ?? '';
      if (!keywords.has(name)) continue;
      slots[index] = keywords.get(name);
      used++;
    }
  }
  const rest = keywords.size > used ? othersThan(parameters, taken, keywords) : undefined;
  if (signature.caller >= 0) {
    slots[signature.caller] = rest?.get('caller');
    rest?.delete('caller');
  }
  if (signature.kwargs >= 0) slots[signature.kwargs] = dictFrom(plainMap(rest ?? noKeywords));
  else if (rest !== undefined && rest.size > 0) throw unexpectedKeyword(macro, rest);
  if (signature.varargs >= 0) slots[signature.varargs] = new Tuple(positional.slice(taken).map(plain));
  else if (positional.length > parameters.length) {
    const count = parameters.length;
    throw new TemplateError(
      'type',
      `macro '${macro.name}' takes not more than ${count} argument${count === 1 ? '' : 's'}`,
      { help: parametersOf(macro) },
    );
  }
  return slots;
}

/** The keywords that name none of the parameters from `taken` on. */
function othersThan(parameters: readonly string[], taken: number, keywords: ReadonlyMap<string, Slot>) {
  return new Map([...keywords].filter(([name]) => parameters.indexOf(name, taken) < 0));
}

function unexpectedKeyword(macro: Macro, rest: ReadonlyMap<string, Slot>): TemplateError {
  const [name = ''] = rest.keys();
  const help = parametersOf(macro);
  if (rest.has('caller')) {
    const message = `macro '${macro.name}' does not use the body of a call block`;
    return new TemplateError('type', message, { help: 'Call it without a call block, or print caller() in it' });
  }
  return new TemplateError('type', `macro '${macro.name}' takes no keyword argument '${name}'`, { help });
}

function parametersOf(macro: Macro): string {
  const known = macro.code.signature.parameters;
  return known.length > 0 ? `Its parameters are ${known.join(', ')}` : 'It has no parameters';
}
