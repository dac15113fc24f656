// What a template is compiled to: for each function of it, a list of instructions for a machine with a stack. That the
// machine keeps its own stack is what lets it stop in the middle of an expression and go on later, at no cost otherwise.

import type { TextFile } from '../../diagnostics/text-file.ts';
import type { Filter, Tables, Test } from '../environment.ts';
import type { Value } from '../value.ts';

/** Numbers of one instruction: operation, two operands, and the span in the source. */
export const stride = 5;

// Output
export const TEXT = 0; // a: text
export const PRINT = 1; // b: 1 where the expression is constant
export const CAPTURE = 2;
export const CAPTURED = 3; // pushes what was printed since CAPTURE
export const DISCARD = 4; // drops it
// Variables
export const CONSTANT = 5; // a: constant
export const LOCAL = 6; // a: slot
export const OUTER = 7; // a: slot, b: functions outwards
export const INHERIT = 8; // a: slot, b: functions outwards; pushes what the variable holds, even no value
export const GLOBAL = 9; // a: name
export const STORE = 10; // a: slot
export const STORE_MEMBER = 11; // a: name; pops the object, then the value
export const INIT_GLOBAL = 12; // a: slot, b: name
export const CLEAR = 13; // a: slot
export const EXPORT = 14; // a: slot, b: name
export const PARAMETER = 15; // a: slot, b: target where an argument was given
export const NO_ARGUMENT = 16; // a: slot
// Control
export const POP = 17;
export const COPY = 18;
export const JUMP = 19; // a: target
export const JUMP_FALSE = 20; // a: target; pops
export const JUMP_FALSE_KEEP = 21; // a: target; pops only where it does not jump
export const JUMP_TRUE_KEEP = 22; // a: target; likewise
export const FAIL = 23; // a: text, the message
// Operators
export const NOT = 24;
export const UNARY = 25; // a: operator
export const BINARY = 26; // a: operator
export const COMPARE = 27; // a: operator
export const COMPARE_NEXT = 28; // a: operator, b: target where it is false; otherwise the right operand stays
export const CONCATENATE = 29; // a: count
export const ATTRIBUTE = 30; // a: name
export const ITEM = 31;
export const SLICE = 32;
export const LIST = 33; // a: count
export const TUPLE = 34; // a: count
export const DICT = 35; // a: count of pairs
export const FILTER = 36; // a: filter, b: shape
export const TEST = 37; // a: test, b: shape
export const NO_ELSE = 38;
export const UNPACK = 39; // a: count; pushes the last item first
// Loops
export const FOR_BEGIN = 40; // a: slot, b: 1 where the loop is recursive; pops the iterable
export const FOR_NEXT = 41; // a: slot, b: target at the end
export const FOR_FETCH = 42; // a: slot, b: target at the end; the item does not count until FOR_ACCEPT
export const FOR_ACCEPT = 43; // a: slot; the item is on top of the stack and stays
export const FOR_COMPLETE = 44; // a: slot; the body ran to its end
export const FOR_ELSE = 45; // a: slot, b: target where the body of the loop ran to its end at least once
export const APPEND = 46; // a: slot of a list
// Functions
export const MACRO = 47; // a: function
export const IMPORTED = 48; // a: name; the module stays on the stack

/** From here on: instructions after which another frame may run. */
export const firstTransfer = 49;
export const CALL = 49; // a: shape
export const RETURN = 50;
export const LOOP = 51; // a: function; calls a recursive loop with the iterable
export const BLOCK = 52; // a: name, b: locals or -1
export const EXTENDS = 53;
export const INCLUDE = 54; // a: 1 where a missing template is ignored, b: locals or -1
export const IMPORT = 55; // b: locals or -1

export const unaryOperators = ['-', '+'] as const;
export const binaryOperators = ['+', '-', '*', '/', '//', '%', '**'] as const;
export const compareOperators = ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'] as const;

/** How the arguments of a call lie on the stack: positional, keywords, spread, keyword spread. */
export interface CallShape {
  readonly positional: number;
  readonly keywords: readonly string[];
  readonly spread: boolean;
  readonly keywordSpread: boolean;
}

/** A variable as an include, an import or a scoped block passes it on. */
export interface LocalVariable {
  readonly name: string;
  readonly slot: number;
  readonly hops: number;
}

/** What the functions of one template share. */
export interface Pool {
  readonly file: TextFile;
  /** What the names of filters and tests mean. */
  readonly tables: Tables;
  readonly texts: string[];
  readonly constants: Value[];
  readonly names: string[];
  readonly shapes: CallShape[];
  readonly filters: Filter[];
  readonly tests: Test[];
  readonly functions: Code[];
  readonly locals: (readonly LocalVariable[])[];
  readonly blocks: Map<string, Code>;
}

export interface Signature {
  readonly parameters: readonly string[];
  /** Slots of the special variables, -1 where the body does not use them. The parameters have the first slots. */
  readonly caller: number;
  readonly kwargs: number;
  readonly varargs: number;
  /** Whether `caller` is among the parameters. */
  readonly explicitCaller: boolean;
}

export interface Code {
  readonly pool: Pool;
  /** `return(…)` ends at a macro; a caller belongs to the macro around its call block. */
  readonly kind: 'template' | 'macro' | 'caller' | 'block' | 'loop';
  readonly name: string;
  readonly signature: Signature;
  readonly instructions: readonly number[];
  readonly slotNames: readonly string[];
}

export const noSignature: Signature = { parameters: [], caller: -1, kwargs: -1, varargs: -1, explicitCaller: false };
