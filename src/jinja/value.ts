// The values a template computes with, as Python has them. Python's int is a bigint and its float a number, so that
// `1` and `1.0` stay what they are; text is a string; None is null. Containers are classes of their own, because
// Python's lists, tuples and dicts differ from JavaScript's in equality, printing and keys. A host's object is reached
// only through the verbs of HostObject: no property of a JavaScript object is ever looked up by a name from a template.

import type { CallFrame } from '../diagnostics/source-map.ts';
import type { Span } from '../diagnostics/text-file.ts';

export type Value = null | boolean | bigint | number | string | List | Tuple | Dict | PySet | Undefined | HostObject;

/** Python's list: mutable, shared by reference. */
export class List {
  readonly items: Value[];
  constructor(items: Value[] = []) {
    this.items = items;
  }
}

/** Python's tuple. */
export class Tuple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/**
 * Python's dict: keys in order of insertion, equal by Python's equality (`1`, `1.0` and `True` are one key).
 * `keyOf` (hash.ts) turns a hashable value into the string under which an entry is filed.
 */
export class Dict {
  readonly entries: Map<string, { readonly key: Value; value: Value }> = new Map();
}

/** Python's set; the order of iteration is that of insertion. */
export class PySet {
  readonly entries: Map<string, Value> = new Map();
}

/** A name, attribute or item that does not exist. What may be done with it depends on the kind of the environment's undefined. */
export class Undefined {
  /** What was looked up, for the message of an error: `'x' is undefined`. */
  readonly message: string;
  /** dbt's parse-mode undefined: attributes, items and calls of it are undefined again. */
  readonly lenient: boolean;
  /** The name, where it is a plain one that means nothing. */
  readonly name: string | undefined;
  constructor(message: string, lenient: boolean, name?: string) {
    this.message = message;
    this.lenient = lenient;
    this.name = name;
  }
}

/** The arguments of a call from a template. Keyword order is the order written. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

/**
 * What a host function returns when it cannot answer by itself (a query, say). The evaluator suspends there: the driver
 * of the rendering sees `request`, and resumes with the answer as the value of the call, or ends the rendering.
 */
export class Question {
  readonly request: unknown;
  /** Turns the driver's answer into the value of the call, or into a further Question or Invocation. */
  readonly receive: (answer: unknown) => CallResult;
  constructor(request: unknown, receive: (answer: unknown) => CallResult) {
    this.request = request;
    this.receive = receive;
  }
}

/**
 * What a host function returns when its value is made by calling something else: a macro, a caller, another host
 * object. The evaluator calls it, suspending inside as needed; `receive` turns the result into the value of the call
 * (or into a further Question or Invocation).
 */
export class Invocation {
  readonly callee: Value;
  readonly args: CallArguments;
  readonly receive: (result: Value) => CallResult;
  constructor(callee: Value, args: CallArguments, receive: (result: Value) => CallResult = (result) => result) {
    this.callee = callee;
    this.args = args;
    this.receive = receive;
  }
}

/** Where a call is, with the calls of macros that led there, innermost first. */
export interface CallPlace {
  readonly span: Span;
  readonly calls: readonly CallFrame[];
}

/** What a host function returns whose result depends on where it is called: a warning, say. */
export class AtPlace {
  readonly receive: (place: CallPlace) => CallResult;
  constructor(receive: (place: CallPlace) => CallResult) {
    this.receive = receive;
  }
}

export type CallResult = Value | Question | Invocation | AtPlace;

/**
 * An object that the host lends to templates. Subclasses answer only what they mean to: everything defaults to what
 * Python does with a plain object. A verb reports a template's mistake by throwing TemplateError (errors.ts); anything else
 * thrown is a bug of the host.
 */
export abstract class HostObject {
  /** As in Python's messages: `'Relation' object has no attribute 'x'`. */
  abstract readonly typeName: string;
  /** What `{{ value }}` prints. */
  abstract toText(): string;
  /** What `repr` prints, inside lists and dicts. */
  toRepr(): string {
    return this.toText();
  }
  /** The attribute, or JavaScript's undefined where there is none. */
  getAttribute(_name: string): Value | undefined {
    return undefined;
  }
  /** The item of `value[key]`, or JavaScript's undefined where there is none. */
  getItem(_key: Value): Value | undefined {
    return undefined;
  }
  isTrue(): boolean {
    return true;
  }
  equals(other: Value): boolean {
    return this === other;
  }
  /** The text under which a dict files the object (equal objects answer alike), or undefined: the object itself is the key. */
  hashKey(): string | undefined {
    return undefined;
  }
  /** Below, equal to or above zero; undefined where the two have no order. */
  compare(_other: Value): number | undefined {
    return undefined;
  }
  /** `value op other`, or `other op value` when reflected, for `+ - * / // % **`; undefined where Python has no such operation. */
  operate(_operator: string, _other: Value, _reflected: boolean): Value | undefined {
    return undefined;
  }
  /** `item in value`; undefined: look through what iterate() yields. */
  contains(_item: Value): boolean | undefined {
    return undefined;
  }
  /** What `format(value, spec)` gives for a spec that is not empty; undefined where the object takes none. */
  format(_spec: string): string | undefined {
    return undefined;
  }
  /** `{% set value.name = … %}`: false where that is not allowed, as everywhere but on a namespace. */
  assign(_name: string, _value: Value): boolean {
    return false;
  }
  /** Undefined where the object cannot be iterated. */
  iterate(): Iterable<Value> | undefined {
    return undefined;
  }
  /** Undefined where the object has no length. */
  length(): number | undefined {
    return undefined;
  }
  /** What `value is mapping` answers. */
  get isMapping(): boolean {
    return false;
  }
  /** Whether `value(...)` is allowed. */
  get callable(): boolean {
    return false;
  }
  call(_args: CallArguments): CallResult {
    throw new TypeError(`${this.typeName} is not callable`);
  }
}
