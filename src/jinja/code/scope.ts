// Which variable a name means. Jinja decides this before anything runs: a scope is read as a whole, and a name that is
// assigned anywhere in it is a variable of that scope from its beginning, with the outer value as its first one.

import type { Expression, Statement, Target } from '../tree.ts';
import { eachOperand, eachTargetName } from './walk.ts';

/** The variables of one function. */
export class Variables {
  readonly outer: Variables | undefined;
  readonly names: string[] = [];

  constructor(outer: Variables | undefined) {
    this.outer = outer;
  }

  add(name: string): number {
    return this.names.push(name) - 1;
  }
}

export interface Binding {
  readonly name: string;
  readonly variables: Variables;
  /** -1 for a name that is only read and belongs to no scope: a global. */
  slot: number;
  /** Whether the name has a value of its own in its scope; otherwise it is only read. */
  isStored: boolean;
  /** Whether statements of the scope give it another value than the one from outside. */
  isReplaced?: boolean;
  /** What the variable holds when its scope is entered. */
  first: 'argument' | 'missing' | 'global' | { readonly copyOf: Binding };
}

export class Scope {
  readonly parent: Scope | undefined;
  readonly variables: Variables;
  readonly bindings = new Map<string, Binding>();
  #conditional = 0;

  constructor(variables: Variables, parent: Scope | undefined) {
    this.variables = variables;
    this.parent = parent;
  }

  find(name: string): Binding | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const binding = scope.bindings.get(name);
      if (binding) return binding;
    }
    return undefined;
  }

  /** A variable that is given its value from outside: a parameter, the target of a loop. */
  declare(name: string, slot = this.variables.add(name)): number {
    this.bindings.set(name, { name, variables: this.variables, slot, isStored: true, first: 'argument' });
    return slot;
  }

  load(name: string): void {
    if (this.find(name)) return;
    this.bindings.set(name, { name, variables: this.variables, slot: -1, isStored: false, first: 'global' });
  }

  store(name: string): void {
    const known = this.bindings.get(name);
    if (known?.isStored) {
      known.isReplaced = true;
      return;
    }
    const outer = this.parent?.find(name);
    const first = outer ? { copyOf: outer } : this.#conditional > 0 || known ? 'global' : 'missing';
    const slot = this.variables.add(name);
    if (known) {
      known.slot = slot;
      known.isStored = true;
      known.first = first;
    } else {
      this.bindings.set(name, { name, variables: this.variables, slot, isStored: true, first });
    }
  }

  /** Takes note of all names in the statements of this scope; bodies with scopes of their own are left out. */
  read(body: readonly Statement[]): void {
    for (const statement of body) this.#readStatement(statement);
  }

  readExpression(expression: Expression): void {
    if (expression.kind === 'name') this.load(expression.name);
    else eachOperand(expression, this.#readOperand);
  }

  readonly #readOperand = (operand: Expression): void => this.readExpression(operand);

  declareTarget(target: Target): void {
    eachTargetName(target, (name) => {
      if (!this.bindings.has(name)) this.declare(name);
    });
  }

  #storeTarget(target: Target): void {
    eachTargetName(target, (name, isMember) => {
      if (isMember) this.load(name);
      else this.store(name);
    });
  }

  #readStatement(statement: Statement): void {
    switch (statement.kind) {
      case 'output':
      case 'do':
        this.readExpression(statement.expression);
        return;
      case 'if':
        for (const branch of statement.branches) this.readExpression(branch.test);
        this.#conditional++;
        for (const branch of statement.branches) this.read(branch.body);
        this.read(statement.otherwise);
        this.#conditional--;
        return;
      case 'for':
        this.readExpression(statement.iterable);
        return;
      case 'set':
        this.readExpression(statement.value);
        this.#storeTarget(statement.target);
        return;
      case 'set-block':
        if (statement.filter) this.readExpression(statement.filter);
        this.#storeTarget(statement.target);
        return;
      case 'filter-block':
        this.readExpression(statement.filter);
        return;
      case 'macro':
        this.store(statement.name);
        return;
      case 'call-block':
        this.readExpression(statement.call);
        return;
      case 'with':
        for (const { value } of statement.variables) this.readExpression(value);
        return;
      case 'import':
        this.readExpression(statement.template);
        this.store(statement.name);
        return;
      case 'from-import':
        this.readExpression(statement.template);
        for (const { alias } of statement.names) this.store(alias);
        return;
      case 'include':
      case 'extends':
        this.readExpression(statement.template);
        return;
      default:
        return;
    }
  }
}
