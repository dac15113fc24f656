// Compiling what has a frame of its own: macros, the bodies of call blocks, recursive loops, blocks, the whole template.

import { TemplateError } from '../errors.ts';
import type { CallBlock, For, Macro, Parameter, Statement } from '../tree.ts';
import { Emitter, type FunctionCompiler, type PoolWriter } from './emitter.ts';
import { compileExpression } from './expressions.ts';
import * as op from './instructions.ts';
import { Scope, Variables } from './scope.ts';
import { compileBody, compileLoop } from './statements.ts';
import { enterScope } from './variables.ts';
import { eachOperand, eachPart, eachTargetName } from './walk.ts';

const specialNames = ['caller', 'kwargs', 'varargs'] as const;

/** Compiles a macro or a caller; returns the index of its function. */
function compileMacro(node: Macro | CallBlock, outer: Scope, writer: PoolWriter): number {
  const out = new Emitter(writer, new Variables(outer.variables));
  const scope = new Scope(out.variables, outer);
  for (const { name } of node.parameters) scope.declare(name);
  const special = specialsOf(node.body);
  const slotOf = (name: (typeof specialNames)[number]): number =>
    special.has(name) && !scope.bindings.has(name) ? scope.declare(name) : -1;
  const explicit = node.parameters.find((parameter) => parameter.name === 'caller');
  if (explicit && !explicit.defaultValue) throw callerWithoutDefault(explicit, writer);
  const signature: op.Signature = {
    parameters: node.parameters.map((parameter) => parameter.name),
    caller: slotOf('caller'),
    kwargs: slotOf('kwargs'),
    varargs: slotOf('varargs'),
    explicitCaller: explicit !== undefined,
  };
  for (const { defaultValue } of node.parameters) if (defaultValue) scope.readExpression(defaultValue);
  scope.read(node.body);
  enterScope(scope, node, out, true);
  node.parameters.forEach((parameter, slot) => {
    const given = out.emit(op.PARAMETER, parameter, slot);
    if (parameter.defaultValue) {
      compileExpression(parameter.defaultValue, scope, out);
      out.emit(op.STORE, parameter, slot);
    } else out.emit(op.NO_ARGUMENT, parameter, slot);
    out.patch(given, 'b');
  });
  compileBody(node.body, scope, out, false);
  out.emit(op.RETURN, { start: node.end, end: node.end });
  if (node.kind === 'call-block') return out.finish('caller', 'caller', signature);
  const index = out.finish('macro', node.definitionName, signature);
  writer.macros.set(node, index);
  return index;
}

function callerWithoutDefault(parameter: Parameter, writer: PoolWriter): TemplateError {
  const span = { file: writer.pool.file, start: parameter.start, end: parameter.end };
  return new TemplateError('syntax', "the parameter 'caller' needs a default", { span, help: 'Write caller=none' });
}

/** Which of caller, kwargs and varargs the body reads before it assigns them. */
function specialsOf(body: readonly Statement[]): ReadonlySet<string> {
  const read = new Set<string>();
  const open = new Set<string>(specialNames);
  const visitExpression = (expression: Parameters<typeof compileExpression>[0]): void => {
    if (expression.kind === 'name') {
      if (open.has(expression.name)) read.add(expression.name);
    } else eachOperand(expression, visitExpression);
  };
  const assign = (name: string): void => {
    if (!read.has(name)) open.delete(name);
  };
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind === 'block') continue;
      if (statement.kind === 'for') eachTargetName(statement.target, assign);
      eachPart(statement, visitExpression, visit);
      if (statement.kind === 'set') eachTargetName(statement.target, assign);
    }
  };
  visit(body);
  return read;
}

/** A recursive loop is a function of its iterable, in the first slot. */
function compileRecursiveLoop(node: For, outer: Scope, writer: PoolWriter): number {
  const out = new Emitter(writer, new Variables(outer.variables));
  const slot = out.variables.add('loop');
  out.emit(op.LOCAL, node.iterable, slot);
  compileLoop(node, new Scope(out.variables, outer), out);
  out.emit(op.RETURN, { start: node.end, end: node.end });
  return out.finish('loop', 'loop', op.noSignature);
}

/** A body whose names are those of the context alone: the template itself, or a block of it. */
export function compileDetached(
  kind: 'template' | 'block',
  name: string,
  body: readonly Statement[],
  writer: PoolWriter,
): number {
  const out = new Emitter(writer, new Variables(undefined));
  const scope = new Scope(out.variables, undefined);
  scope.read(body);
  const whole = { start: 0, end: 0 };
  enterScope(scope, whole, out, true);
  compileBody(body, scope, out, kind === 'template');
  out.emit(op.RETURN, whole);
  return out.finish(kind, name, op.noSignature);
}

export const functionCompiler: FunctionCompiler = {
  macro: compileMacro,
  recursiveLoop: compileRecursiveLoop,
  block: (node, writer) => compileDetached('block', node.name, node.body, writer),
};
