// Functions and methods of Python as values: what `text.upper` is before it is called.

import { type CallArguments, HostObject, type Value } from '../value.ts';

/** A function that a template may call. It never asks the driver a question. */
export class BuiltinFunction extends HostObject {
  override readonly typeName = 'builtin_function_or_method';
  readonly name: string;
  readonly #run: (args: CallArguments) => Value;

  constructor(name: string, run: (args: CallArguments) => Value) {
    super();
    this.name = name;
    this.#run = run;
  }

  override get callable(): boolean {
    return true;
  }
  override call(args: CallArguments): Value {
    return this.#run(args);
  }
  override toText(): string {
    return `<built-in function ${this.name}>`;
  }
}

/** A method by name: the receiver, and the arguments of the call. */
export type Method<Receiver> = (receiver: Receiver, args: CallArguments) => Value;

/** The methods of one type. A Map, so that no name reaches anything that is not listed. */
export type Methods<Receiver> = ReadonlyMap<string, Method<Receiver>>;

/** The method bound to its receiver, or JavaScript's undefined where the type has none of that name. */
export function boundMethod<Receiver>(
  methods: Methods<Receiver>,
  name: string,
  receiver: Receiver,
): BuiltinFunction | undefined {
  const method = methods.get(name);
  return method && new BuiltinFunction(name, (args) => method(receiver, args));
}
