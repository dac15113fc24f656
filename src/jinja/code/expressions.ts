// Compiling expressions: each leaves exactly one value on the stack.

import { assertNever } from '../../base/assert-never.ts';
import { TemplateError } from '../errors.ts';
import type { Arguments, Call, Comparison, Expression, FilterUse, TestUse } from '../tree.ts';
import type { Emitter } from './emitter.ts';
import * as op from './instructions.ts';
import type { Scope } from './scope.ts';
import { eachOperand } from './walk.ts';

export function compileExpression(expression: Expression, scope: Scope, out: Emitter): void {
  switch (expression.kind) {
    case 'constant':
      out.emit(op.CONSTANT, expression, out.constant(expression.value));
      return;
    case 'name':
      out.load(scope.find(expression.name), expression.name, expression);
      return;
    case 'list':
    case 'tuple':
      for (const item of expression.items) compileExpression(item, scope, out);
      out.emit(expression.kind === 'list' ? op.LIST : op.TUPLE, expression, expression.items.length);
      return;
    case 'dict':
      for (const { key, value } of expression.entries) {
        compileExpression(key, scope, out);
        compileExpression(value, scope, out);
      }
      out.emit(op.DICT, expression, expression.entries.length);
      return;
    case 'unary':
      compileExpression(expression.operand, scope, out);
      if (expression.operator === 'not') out.emit(op.NOT, expression);
      else out.emit(op.UNARY, expression, op.unaryOperators.indexOf(expression.operator));
      return;
    case 'binary':
      compileExpression(expression.left, scope, out);
      compileExpression(expression.right, scope, out);
      out.emit(op.BINARY, expression, op.binaryOperators.indexOf(expression.operator));
      return;
    case 'logical': {
      compileExpression(expression.left, scope, out);
      const keep = expression.operator === 'and' ? op.JUMP_FALSE_KEEP : op.JUMP_TRUE_KEEP;
      const jump = out.emit(keep, expression.left);
      compileExpression(expression.right, scope, out);
      out.patch(jump);
      return;
    }
    case 'comparison':
      compileComparison(expression, scope, out);
      return;
    case 'concatenation':
      for (const item of expression.items) compileExpression(item, scope, out);
      out.emit(op.CONCATENATE, expression, expression.items.length);
      return;
    case 'conditional': {
      compileExpression(expression.test, scope, out);
      const otherwise = out.emit(op.JUMP_FALSE, expression.test);
      out.conditional++;
      compileExpression(expression.whenTrue, scope, out);
      const end = out.emit(op.JUMP, expression);
      out.patch(otherwise);
      if (expression.otherwise) compileExpression(expression.otherwise, scope, out);
      else out.emit(op.NO_ELSE, expression);
      out.conditional--;
      out.patch(end);
      return;
    }
    case 'attribute':
      compileExpression(expression.target, scope, out);
      out.emit(op.ATTRIBUTE, expression, out.name(expression.name));
      return;
    case 'item':
      compileExpression(expression.target, scope, out);
      compileExpression(expression.key, scope, out);
      out.emit(op.ITEM, expression);
      return;
    case 'slice':
      compileExpression(expression.target, scope, out);
      for (const part of [expression.from, expression.to, expression.step]) {
        if (part) compileExpression(part, scope, out);
        else out.emit(op.CONSTANT, expression, out.constant(null));
      }
      out.emit(op.SLICE, expression);
      return;
    case 'call':
      compileCall(expression, scope, out);
      return;
    case 'filter':
      if (expression.target) compileExpression(expression.target, scope, out);
      applyFilter(expression, scope, out);
      return;
    case 'test':
      compileTest(expression, scope, out);
      return;
    default:
      assertNever(expression);
  }
}

/** Whether Jinja knows the value before it runs: no names, no calls. Native mode prints such values as text. */
export function isConstant(expression: Expression): boolean {
  if (expression.kind === 'name' || expression.kind === 'call') return false;
  let constant = true;
  eachOperand(expression, (operand) => {
    constant &&= isConstant(operand);
  });
  return constant;
}

function compileComparison(expression: Comparison, scope: Scope, out: Emitter): void {
  compileExpression(expression.first, scope, out);
  const ends: number[] = [];
  expression.rest.forEach(({ operator, operand }, index) => {
    compileExpression(operand, scope, out);
    const code = op.compareOperators.indexOf(operator);
    if (index === expression.rest.length - 1) out.emit(op.COMPARE, expression, code);
    else ends.push(out.emit(op.COMPARE_NEXT, expression, code));
  });
  for (const end of ends) out.patch(end, 'b');
}

/** `pushCaller` is how a call block adds its body as the argument `caller`. */
export function compileCall(call: Call, scope: Scope, out: Emitter, pushCaller?: () => void): void {
  compileExpression(call.callee, scope, out);
  out.emit(op.CALL, call, compileArguments(call.arguments, scope, out, pushCaller));
}

function compileArguments(args: Arguments, scope: Scope, out: Emitter, pushCaller?: () => void): number {
  const keywords = args.keywords.map((keyword) => keyword.name);
  for (const value of args.positional) compileExpression(value, scope, out);
  for (const { value } of args.keywords) compileExpression(value, scope, out);
  if (pushCaller) {
    keywords.push('caller');
    pushCaller();
  }
  if (args.spread) compileExpression(args.spread, scope, out);
  if (args.keywordSpread) compileExpression(args.keywordSpread, scope, out);
  return out.shape({
    positional: args.positional.length,
    keywords,
    spread: args.spread !== undefined,
    keywordSpread: args.keywordSpread !== undefined,
  });
}

/** Applies the filter to what is on the stack. */
export function applyFilter(use: FilterUse, scope: Scope, out: Emitter): void {
  const filter = out.writer.pool.tables.filters.get(use.name);
  if (!filter) {
    unknown(use, `there is no filter named '${use.name}'`, out);
    return;
  }
  const shape = compileArguments(use.arguments, scope, out);
  out.emit(op.FILTER, use, out.writer.pool.filters.push(filter) - 1, shape);
}

function compileTest(use: TestUse, scope: Scope, out: Emitter): void {
  compileExpression(use.target, scope, out);
  const test = out.writer.pool.tables.tests.get(use.name);
  if (!test) {
    unknown(use, `there is no test named '${use.name}'`, out);
    return;
  }
  const shape = compileArguments(use.arguments, scope, out);
  out.emit(op.TEST, use, out.writer.pool.tests.push(test) - 1, shape);
  if (use.negated) out.emit(op.NOT, use);
}

/** A template may guard what only some environments have, so inside a branch it fails when it is reached. */
function unknown(use: FilterUse | TestUse, message: string, out: Emitter): void {
  if (out.conditional > 0) {
    out.emit(op.FAIL, use, out.text(message));
    return;
  }
  const span = { file: out.writer.pool.file, start: use.start, end: use.end };
  throw new TemplateError('syntax', message, { span, help: 'Correct the name' });
}
