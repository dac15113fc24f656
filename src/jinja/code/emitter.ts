// Writing the instructions of one function: jumps are patched, constants and names are pooled for the whole template.

import type { Block, CallBlock, For, Macro } from '../tree.ts';
import type { Value } from '../value.ts';
import {
  type CallShape,
  type Code,
  GLOBAL,
  INHERIT,
  JUMP,
  LOCAL,
  OUTER,
  type Pool,
  type Signature,
  stride,
} from './instructions.ts';
import type { Binding, Scope, Variables } from './scope.ts';

/** A place of the source. */
export interface Spanned {
  readonly start: number;
  readonly end: number;
}

/** Compiles what has a frame of its own, and returns the index of its function in the pool. */
export interface FunctionCompiler {
  readonly macro: (node: Macro | CallBlock, outer: Scope, writer: PoolWriter) => number;
  readonly recursiveLoop: (node: For, outer: Scope, writer: PoolWriter) => number;
  readonly block: (node: Block, writer: PoolWriter) => number;
}

/** What is compiled at the same time: the pool, and where its entries are. */
export interface PoolWriter {
  readonly pool: Pool;
  readonly functions: FunctionCompiler;
  readonly nameIndex: Map<string, number>;
  /** The functions of the macros so far. */
  readonly macros: Map<Macro, number>;
}

export interface LoopLabels {
  readonly next: number;
  readonly breaks: number[];
  /** How many captures were open where the loop began. */
  readonly captures: number;
}

export class Emitter {
  readonly writer: PoolWriter;
  readonly variables: Variables;
  readonly instructions: number[] = [];
  readonly loops: LoopLabels[] = [];
  captures = 0;
  /** Over 0 inside branches, where an unknown filter or test is an error only when it is reached. */
  conditional = 0;

  constructor(writer: PoolWriter, variables: Variables) {
    this.writer = writer;
    this.variables = variables;
  }

  get here(): number {
    return this.instructions.length;
  }

  /** Returns the place of the instruction, for `patch`. */
  emit(operation: number, at: Spanned, a = 0, b = 0): number {
    return this.instructions.push(operation, a, b, at.start, at.end) - stride;
  }

  /** Makes the jump at `place` go to where the next instruction will be. */
  patch(place: number, operand: 'a' | 'b' = 'a'): void {
    this.instructions[place + (operand === 'a' ? 1 : 2)] = this.here;
  }

  jumpTo(target: number, at: Spanned): void {
    this.emit(JUMP, at, target);
  }

  name(name: string): number {
    const { nameIndex, pool } = this.writer;
    const known = nameIndex.get(name);
    if (known !== undefined) return known;
    const index = pool.names.push(name) - 1;
    nameIndex.set(name, index);
    return index;
  }

  text(text: string): number {
    return this.writer.pool.texts.push(text) - 1;
  }

  constant(value: Value): number {
    return this.writer.pool.constants.push(value) - 1;
  }

  shape(shape: CallShape): number {
    return this.writer.pool.shapes.push(shape) - 1;
  }

  /** Pushes the value of a variable; `name` is for globals. */
  load(binding: Binding | undefined, name: string, at: Spanned): void {
    if (!binding || binding.slot < 0) this.emit(GLOBAL, at, this.name(name));
    else if (binding.variables === this.variables) this.emit(LOCAL, at, binding.slot);
    else this.emit(OUTER, at, binding.slot, this.hopsTo(binding));
  }

  /** Pushes what an outer variable holds, to be the first value of an inner one: it may have none yet. */
  inherit(binding: Binding, at: Spanned): void {
    if (binding.slot < 0) this.emit(GLOBAL, at, this.name(binding.name));
    else this.emit(INHERIT, at, binding.slot, this.hopsTo(binding));
  }

  hopsTo(binding: Binding): number {
    let hops = 0;
    for (let at: Variables | undefined = this.variables; at && at !== binding.variables; at = at.outer) hops++;
    return hops;
  }

  /** Ends the function and adds it to the pool; returns its index. */
  finish(kind: Code['kind'], name: string, signature: Signature): number {
    const { pool } = this.writer;
    const { instructions } = this;
    return pool.functions.push({ pool, kind, name, signature, instructions, slotNames: this.variables.names }) - 1;
  }
}
