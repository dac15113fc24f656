// Templates that use other templates: extends, include, import.

import type { Code } from '../code/instructions.ts';
import { TemplateError } from '../errors.ts';
import { toText } from '../python/operators.ts';
import { List, Tuple, Undefined, type Value } from '../value.ts';
import { Module } from './callables.ts';
import { enter } from './calls.ts';
import { Context, type Finish, type Slot } from './frame.ts';
import { Output } from './output.ts';
import type { State } from './state.ts';

export function extend(state: State): undefined {
  const frame = state.frame;
  const code = template(state, state.popPlain());
  if (frame.parent) throw new TemplateError('value', 'a template extends only one other');
  frame.context.addBlocks(code.pool.blocks);
  frame.parent = { code, output: state.output };
  state.output = new Output(frame.site);
}

export function include(state: State, ignoreMissing: boolean, locals: number): undefined {
  const { context } = state.frame;
  const code = template(state, state.popPlain(), ignoreMissing);
  if (code)
    enterTemplate(state, code, locals < 0 ? new Context(context.globals) : state.contextWith(locals, true), 'inline');
}

export function enterTemplate(state: State, code: Code, context: Context, finish: Finish): void {
  context.addBlocks(code.pool.blocks);
  enter(state, code, new Array(code.slotNames.length), undefined, context, finish, code.name, undefined);
}

export function template(state: State, name: Value): Code;
export function template(state: State, name: Value, optional: boolean): Code | undefined;
export function template(state: State, name: Value, optional = false): Code | undefined {
  const names = name instanceof List || name instanceof Tuple ? name.items : [name];
  for (const one of names) {
    const code = typeof one === 'string' ? state.options.load(one) : undefined;
    if (code) return code;
  }
  if (optional) return undefined;
  const wanted = names.map(toText).join("', '");
  throw new TemplateError('value', `there is no template '${wanted}' to load`, {
    help: 'Macros are called by their names, without import; include and extends need a loader',
  });
}

export function imported(state: State, name: string): Slot {
  const module = state.stack[state.stack.length - 1];
  const value = module instanceof Module ? module.members.get(name) : undefined;
  if (value !== undefined) return value;
  const from = module instanceof Module ? module.name : '';
  return new Undefined(`the template '${from}' does not export '${name}'`, state.options.lenient);
}
