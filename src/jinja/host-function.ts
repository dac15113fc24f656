// Functions and groups of functions that Smelt lends to templates.

import { type CallArguments, type CallResult, HostObject, type Value } from './value.ts';

/** A function of dbt's vocabulary: `ref`, `var`, … */
export class HostFunction extends HostObject {
  override readonly typeName = 'function';
  readonly name: string;
  readonly #run: (args: CallArguments) => CallResult;

  constructor(name: string, run: (args: CallArguments) => CallResult) {
    super();
    this.name = name;
    this.#run = run;
  }

  override get callable(): boolean {
    return true;
  }
  override call(args: CallArguments): CallResult {
    return this.#run(args);
  }
  override toText(): string {
    return `<function ${this.name}>`;
  }
}

export function hostFunction(name: string, run: (args: CallArguments) => CallResult): HostFunction {
  return new HostFunction(name, run);
}

/** An object with fixed members: `exceptions`, `modules`, a package's macros. A member may be made when it is asked for. */
export class HostNamespace extends HostObject {
  override readonly typeName: string;
  readonly #member: (name: string) => Value | undefined;

  constructor(typeName: string, members: ReadonlyMap<string, Value> | ((name: string) => Value | undefined)) {
    super();
    this.typeName = typeName;
    this.#member = typeof members === 'function' ? members : (name) => members.get(name);
  }

  /** Some of dbt's groups are dicts, whose `get` packages use: `context.get('name')`. */
  override getAttribute(name: string): Value | undefined {
    const member = this.#member(name);
    if (member !== undefined || name !== 'get') return member;
    return hostFunction('get', ({ positional: [key = null, otherwise = null] }) => this.getItem(key) ?? otherwise);
  }
  override getItem(key: Value): Value | undefined {
    return typeof key === 'string' ? this.#member(key) : undefined;
  }
  override get isMapping(): boolean {
    return this.typeName === 'dict';
  }
  override contains(item: Value): boolean {
    return this.getItem(item) !== undefined;
  }
  override toText(): string {
    return `<${this.typeName}>`;
  }
}

/** The functions as a map for a namespace or a context. */
export function functions(entries: Readonly<Record<string, (args: CallArguments) => CallResult>>): Map<string, Value> {
  return new Map(Object.entries(entries).map(([name, run]) => [name, hostFunction(name, run)]));
}

/** The methods of one type of host object: bound when they are looked up. */
export type HostMethods<Receiver> = ReadonlyMap<string, (receiver: Receiver, args: CallArguments) => CallResult>;

export function hostMethod<Receiver>(
  methods: HostMethods<Receiver>,
  receiver: Receiver,
  name: string,
): HostFunction | undefined {
  const run = methods.get(name);
  return run && hostFunction(name, (args) => run(receiver, args));
}
