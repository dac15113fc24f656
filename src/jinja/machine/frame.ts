// What runs: frames of functions, with their variables, and the context that a template's names are looked up in.

import type { Code } from '../code/instructions.ts';
import type { Globals } from '../template.ts';
import type { CallResult, Value } from '../value.ts';
import { Captured, Output, type Site } from './output.ts';

/** What a variable or a place of the stack holds: JavaScript's undefined is a variable without a value. */
export type Slot = Value | Captured | undefined;

/** What operations see: text without its origins, and nothing in the place of no value. */
export function plain(slot: Slot): Value {
  if (slot === undefined) return null;
  return slot instanceof Captured ? slot.text : slot;
}

/** What happens with a frame's output when it returns. */
export type Finish =
  /** It becomes the value of the call. */
  | 'capture'
  /** It was printed where the frame began. */
  | 'inline'
  /** It is dropped: the value is the module. */
  | 'module'
  /** The rendering is done. */
  | 'done';

const nothing: ReadonlyMap<string, Slot> = new Map();

/** The names of one running template: what it exports comes before what it was given. */
export class Context {
  readonly globals: (name: string) => Value | undefined;
  readonly variables = new Map<string, Slot>();
  readonly #inherited: ReadonlyMap<string, Slot>;
  /** The blocks of each name, the most derived template's first. */
  readonly blocks = new Map<string, Code[]>();

  constructor(globals: (name: string) => Value | undefined, inherited: ReadonlyMap<string, Slot> = nothing) {
    this.globals = globals;
    this.#inherited = inherited;
  }

  resolve(name: string): Slot {
    const own = this.variables.get(name);
    if (own !== undefined) return own;
    const inherited = this.#inherited.get(name);
    return inherited === undefined ? this.globals(name) : inherited;
  }

  addBlocks(blocks: ReadonlyMap<string, Code>): void {
    for (const [name, code] of blocks) {
      const own = this.blocks.get(name);
      if (own) own.push(code);
      else this.blocks.set(name, [code]);
    }
  }

  /** A context that sees this one's names, and `locals` before them. */
  derive(locals: ReadonlyMap<string, Slot>): Context {
    const derived = new Context(this.globals, new Map([...this.#inherited, ...this.variables, ...locals]));
    for (const [name, codes] of this.blocks) derived.blocks.set(name, codes);
    return derived;
  }
}

export function lookupIn(globals: Globals): (name: string) => Value | undefined {
  return typeof globals === 'function' ? globals : (name) => globals.get(name);
}

/** What still has to be done with the result of a call, for hosts that answered with an Invocation. */
export interface Receiver {
  readonly receive: (result: Value) => CallResult;
  readonly next: Receiver | undefined;
}

export interface Frame {
  readonly code: Code;
  readonly slots: Slot[];
  /** The frame in whose function this one's function is written. */
  readonly outer: Frame | undefined;
  readonly context: Context;
  readonly site: Site;
  /** Where it returns to. */
  readonly back: Frame | undefined;
  readonly depth: number;
  readonly finish: Finish;
  readonly receiver: Receiver | undefined;
  /** The output at the call, restored on return. */
  readonly output: Output;
  /** The captures that were open at the call. */
  readonly captures: number;
  /** The height of the stack at the call. */
  readonly height: number;
  /** The next instruction; while another frame runs, that after the call. */
  next: number;
  /** The template that this one extends, and where that one prints; what follows here is not printed. */
  parent: { readonly code: Code; readonly output: Output } | undefined;
  /** For a recursive loop: how it calls itself. */
  readonly recursion: Recursion | undefined;
  /** Whether the function never ran, so that what it would define is looked up in the context. */
  readonly detached: boolean;
}

/** How a recursive loop calls itself. */
export interface Recursion {
  readonly code: Code;
  readonly outer: Frame;
  readonly depth: number;
}

/** The frame of code that nobody calls. */
export function outermostFrame(code: Code, context: Context, outer?: Frame, slots?: Slot[]): Frame {
  const site: Site = { code, caller: undefined, instruction: 0, name: code.name };
  return {
    code,
    slots: slots ?? new Array(code.slotNames.length),
    outer,
    context,
    site,
    back: undefined,
    depth: 0,
    finish: 'done',
    receiver: undefined,
    output: new Output(site),
    captures: 0,
    height: 0,
    next: 0,
    parent: undefined,
    recursion: undefined,
    detached: false,
  };
}

/** A frame for functions that are bound to a context without their template having run. */
export function detachedFrame(code: Code, context: Context): Frame {
  return { ...outermostFrame(code, context), slots: [], detached: true };
}
