// Walking the syntax tree: the children of expressions and statements, in the order in which they are evaluated.

import { assertNever } from '../../base/assert-never.ts';
import type { Arguments, Expression, Statement, Target } from '../tree.ts';

/** Calls `visit` with each direct operand of an expression. */
export function eachOperand(expression: Expression, visit: (operand: Expression) => void): void {
  switch (expression.kind) {
    case 'constant':
    case 'name':
      return;
    case 'list':
    case 'tuple':
    case 'concatenation':
      for (const item of expression.items) visit(item);
      return;
    case 'dict':
      for (const { key, value } of expression.entries) {
        visit(key);
        visit(value);
      }
      return;
    case 'unary':
      visit(expression.operand);
      return;
    case 'binary':
    case 'logical':
      visit(expression.left);
      visit(expression.right);
      return;
    case 'comparison':
      visit(expression.first);
      for (const { operand } of expression.rest) visit(operand);
      return;
    case 'conditional':
      visit(expression.test);
      visit(expression.whenTrue);
      if (expression.otherwise) visit(expression.otherwise);
      return;
    case 'attribute':
      visit(expression.target);
      return;
    case 'item':
      visit(expression.target);
      visit(expression.key);
      return;
    case 'slice':
      visit(expression.target);
      if (expression.from) visit(expression.from);
      if (expression.to) visit(expression.to);
      if (expression.step) visit(expression.step);
      return;
    case 'call':
      visit(expression.callee);
      eachArgument(expression.arguments, visit);
      return;
    case 'filter':
    case 'test':
      if (expression.target) visit(expression.target);
      eachArgument(expression.arguments, visit);
      return;
    default:
      assertNever(expression);
  }
}

function eachArgument(args: Arguments, visit: (operand: Expression) => void): void {
  for (const value of args.positional) visit(value);
  for (const { value } of args.keywords) visit(value);
  if (args.spread) visit(args.spread);
  if (args.keywordSpread) visit(args.keywordSpread);
}

export function eachTargetName(target: Target, visit: (name: string, isMember: boolean) => void): void {
  if (target.kind === 'name') visit(target.name, false);
  else if (target.kind === 'member') visit(target.object, true);
  else for (const item of target.items) eachTargetName(item, visit);
}

/** Calls `visit` with each body of a statement, and `read` with each expression of it. */
export function eachPart(
  statement: Statement,
  read: (expression: Expression) => void,
  visit: (body: readonly Statement[]) => void,
): void {
  switch (statement.kind) {
    case 'text':
    case 'break':
    case 'continue':
      return;
    case 'output':
    case 'do':
      read(statement.expression);
      return;
    case 'if':
      for (const branch of statement.branches) {
        read(branch.test);
        visit(branch.body);
      }
      visit(statement.otherwise);
      return;
    case 'for':
      read(statement.iterable);
      if (statement.filter) read(statement.filter);
      visit(statement.body);
      visit(statement.otherwise);
      return;
    case 'set':
      read(statement.value);
      return;
    case 'set-block':
      if (statement.filter) read(statement.filter);
      visit(statement.body);
      return;
    case 'filter-block':
      read(statement.filter);
      visit(statement.body);
      return;
    case 'macro':
      for (const { defaultValue } of statement.parameters) if (defaultValue) read(defaultValue);
      visit(statement.body);
      return;
    case 'call-block':
      for (const { defaultValue } of statement.parameters) if (defaultValue) read(defaultValue);
      read(statement.call);
      visit(statement.body);
      return;
    case 'with':
      for (const { value } of statement.variables) read(value);
      visit(statement.body);
      return;
    case 'block':
    case 'scoped':
      visit(statement.body);
      return;
    case 'import':
    case 'from-import':
    case 'include':
    case 'extends':
      read(statement.template);
      return;
    default:
      assertNever(statement);
  }
}
