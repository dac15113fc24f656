// Compiling what has to do with variables: their first values, assignments, and which are in sight.

import type { Target } from '../tree.ts';
import type { Emitter, Spanned } from './emitter.ts';
import type { LocalVariable } from './instructions.ts';
import * as op from './instructions.ts';
import type { Scope } from './scope.ts';

/** Gives the scope's variables their first values. A function's variables begin as missing by themselves. */
export function enterScope(scope: Scope, at: Spanned, out: Emitter, isFunction: boolean): void {
  const point = { start: at.start, end: at.start };
  for (const { name, slot, first } of scope.bindings.values()) {
    if (slot < 0 || first === 'argument') continue;
    if (first === 'missing') {
      if (!isFunction) out.emit(op.CLEAR, point, slot);
    } else if (first === 'global') {
      out.emit(op.INIT_GLOBAL, point, slot, out.name(name));
    } else {
      out.inherit(first.copyOf, point);
      out.emit(op.STORE, point, slot);
    }
  }
}

/** Pops the value. */
export function assign(target: Target, scope: Scope, out: Emitter, exported: boolean): void {
  if (target.kind === 'name') storeName(target.name, target, scope, out, exported);
  else if (target.kind === 'member') {
    out.load(scope.find(target.object), target.object, target);
    out.emit(op.STORE_MEMBER, target, out.name(target.name));
  } else {
    out.emit(op.UNPACK, target, target.items.length);
    for (const item of target.items) assign(item, scope, out, exported);
  }
}

export function storeName(name: string, at: Spanned, scope: Scope, out: Emitter, exported: boolean): void {
  const slot = scope.bindings.get(name)?.slot ?? -1;
  out.emit(op.STORE, at, slot);
  if (exported) out.emit(op.EXPORT, at, slot, out.name(name));
}

/** The variables in sight, as an include, an import or a scoped block passes them on; returns their place in the pool. */
export function localsOf(scope: Scope, out: Emitter): number {
  const found = new Map<string, LocalVariable>();
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    for (const binding of at.bindings.values()) {
      const { name, slot, isStored } = binding;
      if (isStored && !found.has(name)) found.set(name, { name, slot, hops: out.hopsTo(binding) });
    }
  }
  return out.writer.pool.locals.push([...found.values()]) - 1;
}
