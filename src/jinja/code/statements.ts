// Compiling statements. The stack is as high after a statement as before it.

import { assertNever } from '../../base/assert-never.ts';
import type { Expression, For, Statement, Text } from '../tree.ts';
import type { Emitter, Spanned } from './emitter.ts';
import { applyFilter, compileCall, compileExpression, isConstant } from './expressions.ts';
import * as op from './instructions.ts';
import { looksAhead } from './look-ahead.ts';
import { Scope } from './scope.ts';
import { assign, enterScope, localsOf, storeName } from './variables.ts';

/** `exported` at the top level, whose variables belong to the template's module. */
export function compileBody(body: readonly Statement[], scope: Scope, out: Emitter, exported: boolean): void {
  for (const statement of body) compileStatement(statement, scope, out, exported);
}

/** A body in a scope of its own. */
function compileInner(body: readonly Statement[], at: Spanned, outer: Scope, out: Emitter): void {
  const scope = new Scope(out.variables, outer);
  scope.read(body);
  enterScope(scope, at, out, false);
  compileScopedBody(body, scope, out);
}

/** In a scope of its own, unknown filters are errors again, whatever is around it: Jinja has it so. */
function compileScopedBody(body: readonly Statement[], scope: Scope, out: Emitter): void {
  const { conditional } = out;
  out.conditional = 0;
  compileBody(body, scope, out, false);
  out.conditional = conditional;
}

function compileStatement(statement: Statement, scope: Scope, out: Emitter, exported: boolean): void {
  switch (statement.kind) {
    case 'text':
      compileText(statement, out);
      return;
    case 'output':
      compileExpression(statement.expression, scope, out);
      out.emit(op.PRINT, statement, 0, isConstant(statement.expression) ? 1 : 0);
      return;
    case 'do':
      compileExpression(statement.expression, scope, out);
      out.emit(op.POP, statement);
      return;
    case 'if': {
      const ends: number[] = [];
      out.conditional++;
      for (const branch of statement.branches) {
        compileExpression(branch.test, scope, out);
        const next = out.emit(op.JUMP_FALSE, branch.test);
        compileBody(branch.body, scope, out, exported);
        ends.push(out.emit(op.JUMP, statement));
        out.patch(next);
      }
      compileBody(statement.otherwise, scope, out, exported);
      out.conditional--;
      for (const end of ends) out.patch(end);
      return;
    }
    case 'for':
      compileExpression(statement.iterable, scope, out);
      if (statement.recursive) {
        out.emit(op.LOOP, statement.iterable, out.writer.functions.recursiveLoop(statement, scope, out.writer));
        out.emit(op.PRINT, statement);
      } else compileLoop(statement, scope, out);
      return;
    case 'break':
    case 'continue':
      compileLoopControl(statement.kind, statement, out);
      return;
    case 'set':
      compileExpression(statement.value, scope, out);
      assign(statement.target, scope, out, exported);
      return;
    case 'set-block':
      captured(statement, () => compileInner(statement.body, statement, scope, out), out);
      if (statement.filter) applyFilters(statement.filter, scope, out);
      assign(statement.target, scope, out, exported);
      return;
    case 'filter-block':
      captured(statement, () => compileInner(statement.body, statement, scope, out), out);
      applyFilters(statement.filter, scope, out);
      out.emit(op.PRINT, statement.filter);
      return;
    case 'macro':
      out.emit(op.MACRO, statement, out.writer.functions.macro(statement, scope, out.writer));
      storeName(statement.name, statement, scope, out, exported);
      return;
    case 'call-block': {
      const caller = out.writer.functions.macro(statement, scope, out.writer);
      compileCall(statement.call, scope, out, () => out.emit(op.MACRO, statement, caller));
      out.emit(op.PRINT, statement.call);
      return;
    }
    case 'with': {
      const inner = new Scope(out.variables, scope);
      for (const { target } of statement.variables) inner.declareTarget(target);
      inner.read(statement.body);
      enterScope(inner, statement, out, false);
      for (const { target, value } of statement.variables) {
        compileExpression(value, scope, out);
        assign(target, inner, out, false);
      }
      compileScopedBody(statement.body, inner, out);
      return;
    }
    case 'scoped':
      compileInner(statement.body, statement, scope, out);
      return;
    case 'block': {
      const index = out.writer.functions.block(statement, out.writer);
      const code = out.writer.pool.functions[index];
      if (code) out.writer.pool.blocks.set(statement.name, code);
      out.emit(op.BLOCK, statement, out.name(statement.name), statement.scoped ? localsOf(scope, out) : -1);
      return;
    }
    case 'extends':
      compileExpression(statement.template, scope, out);
      out.emit(op.EXTENDS, statement);
      return;
    case 'include':
      compileExpression(statement.template, scope, out);
      out.emit(
        op.INCLUDE,
        statement,
        statement.ignoreMissing ? 1 : 0,
        statement.withContext ? localsOf(scope, out) : -1,
      );
      return;
    case 'import':
      compileExpression(statement.template, scope, out);
      out.emit(op.IMPORT, statement, 0, statement.withContext ? localsOf(scope, out) : -1);
      storeName(statement.name, statement, scope, out, exported);
      return;
    case 'from-import':
      compileExpression(statement.template, scope, out);
      out.emit(op.IMPORT, statement, 0, statement.withContext ? localsOf(scope, out) : -1);
      for (const { name, alias } of statement.names) {
        out.emit(op.IMPORTED, statement, out.name(name));
        storeName(alias, statement, scope, out, exported);
      }
      out.emit(op.POP, statement);
      return;
    default:
      assertNever(statement);
  }
}

/** Text of a file with CR LF is printed line by line, so that offsets within each piece are those of the file. */
function compileText(statement: Text, out: Emitter): void {
  const { text, start, end } = statement;
  const { file } = out.writer.pool;
  if (end - start === text.length && !file.text.startsWith('\r', start)) {
    out.emit(op.TEXT, statement, out.text(text));
    return;
  }
  let at = start;
  for (const line of text.match(/[^\n]*\n|[^\n]+/g) ?? []) {
    const next = at + line.length + (file.text.startsWith('\r\n', at + line.length - 1) ? 1 : 0);
    out.emit(op.TEXT, { start: at, end: next }, out.text(line));
    at = next;
  }
}

function captured(at: Spanned, body: () => void, out: Emitter): void {
  out.emit(op.CAPTURE, at);
  out.captures++;
  body();
  out.captures--;
  out.emit(op.CAPTURED, at);
}

function applyFilters(filter: Expression & { kind: 'filter' }, scope: Scope, out: Emitter): void {
  if (filter.target?.kind === 'filter') applyFilters(filter.target, scope, out);
  applyFilter(filter, scope, out);
}

/** The iterable is on the stack. */
export function compileLoop(node: For, outer: Scope, out: Emitter): void {
  const slot = out.variables.add('loop');
  const ahead = node.filter !== undefined && looksAhead(node.body);
  if (ahead) compileFiltering(node, outer, out);
  out.emit(op.FOR_BEGIN, node.iterable, slot, node.recursive ? 1 : 0);

  const scope = new Scope(out.variables, outer);
  scope.declare('loop', slot);
  scope.declareTarget(node.target);
  scope.read(node.body);
  // A macro or an import of this name takes the variable, for the rest of the round; the loop goes on by the one beside it.
  const replaced = scope.bindings.get('loop')?.isReplaced === true;
  if (replaced) scope.declare('loop');

  const next = out.here;
  const interleaved = node.filter !== undefined && !ahead;
  const end = out.emit(interleaved ? op.FOR_FETCH : op.FOR_NEXT, node.iterable, slot);
  if (interleaved) {
    compileLoopTest(node, outer, out, next);
    out.emit(op.FOR_ACCEPT, node.iterable, slot);
  }
  enterScope(scope, node, out, false);
  assign(node.target, scope, out, false);
  if (replaced) {
    out.emit(op.LOCAL, node.iterable, slot);
    storeName('loop', node.iterable, scope, out, false);
  }
  out.loops.push({ next, breaks: [], captures: out.captures });
  compileScopedBody(node.body, scope, out);
  const labels = out.loops.pop();
  if (node.otherwise.length > 0) out.emit(op.FOR_COMPLETE, node, slot);
  out.jumpTo(next, node);
  out.patch(end, 'b');
  for (const jump of labels?.breaks ?? []) out.patch(jump);
  if (node.otherwise.length > 0) {
    const done = out.emit(op.FOR_ELSE, node, slot);
    compileInner(node.otherwise, node, outer, out);
    out.patch(done, 'b');
  }
}

/** Goes to `next` with the item dropped where the loop's condition is false; else the item is left on the stack. */
function compileLoopTest(node: For, outer: Scope, out: Emitter, next: number): void {
  if (!node.filter) return;
  const scope = new Scope(out.variables, outer);
  scope.declareTarget(node.target);
  scope.readExpression(node.filter);
  out.emit(op.COPY, node.target);
  assign(node.target, scope, out, false);
  compileExpression(node.filter, scope, out);
  out.emit(op.NOT, node.filter);
  const pass = out.emit(op.JUMP_FALSE, node.filter);
  out.emit(op.POP, node.filter);
  out.jumpTo(next, node.filter);
  out.patch(pass);
}

/** Replaces the iterable by the list of its items that pass, so that `loop` can look ahead. */
function compileFiltering(node: For, outer: Scope, out: Emitter): void {
  const slot = out.variables.add('loop');
  const passed = out.variables.add('loop');
  out.emit(op.FOR_BEGIN, node.iterable, slot);
  out.emit(op.LIST, node.iterable, 0);
  out.emit(op.STORE, node.iterable, passed);
  const next = out.here;
  const end = out.emit(op.FOR_NEXT, node.iterable, slot);
  compileLoopTest(node, outer, out, next);
  out.emit(op.APPEND, node.iterable, passed);
  out.jumpTo(next, node.iterable);
  out.patch(end, 'b');
  out.emit(op.LOCAL, node.iterable, passed);
}

function compileLoopControl(kind: 'break' | 'continue', at: Spanned, out: Emitter): void {
  const loop = out.loops.at(-1);
  if (!loop) return;
  for (let captures = out.captures; captures > loop.captures; captures--) out.emit(op.DISCARD, at);
  const jump = out.emit(op.JUMP, at, loop.next);
  if (kind === 'break') loop.breaks.push(jump);
}
