// The names that a template uses, read off its tree without rendering it: those in branches that are not taken, in macros that are
// not called, and in loops of nothing included. What they mean is find-names.ts's.

import { eachOperand, eachPart, eachTargetName } from '../jinja/code/walk.ts';
import type { Call, Expression, Statement } from '../jinja/tree.ts';

export interface NamesUsed {
  /** Names that may be macros: called, or used as a value where the template gives them no other meaning. */
  readonly plain: ReadonlySet<string>;
  /** `[object, attribute]` of `package.macro`. */
  readonly members: readonly (readonly [string, string])[];
  /** `[macro, namespace]` of `adapter.dispatch('macro', 'namespace')`. */
  readonly dispatched: readonly (readonly [string, string | null])[];
  readonly vars: ReadonlySet<string>;
  readonly envVars: ReadonlySet<string>;
  /** `[package, block]` of `doc(…)`. */
  readonly docs: readonly (readonly [string | null, string])[];
}

export function namesUsed(tree: readonly Statement[]): NamesUsed {
  const walk = new Walk();
  walk.statements(tree);
  const { called, valued, bound, members, dispatched, vars, envVars, docs } = walk;
  const plain = new Set([...called, ...[...valued].filter((name) => !bound.has(name))]);
  return { plain, members, dispatched, vars, envVars, docs };
}

class Walk {
  readonly called = new Set<string>();
  readonly valued = new Set<string>();
  /** Names that the template itself gives a value. */
  readonly bound = new Set<string>();
  readonly members: (readonly [string, string])[] = [];
  readonly dispatched: (readonly [string, string | null])[] = [];
  readonly vars = new Set<string>();
  readonly envVars = new Set<string>();
  readonly docs: (readonly [string | null, string])[] = [];

  readonly statements = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      this.#bind(statement);
      eachPart(statement, this.#expression, this.statements);
    }
  };

  readonly #expression = (expression: Expression): void => {
    if (expression.kind === 'call') this.#call(expression);
    else if (expression.kind === 'name') this.valued.add(expression.name);
    else if (expression.kind === 'attribute' && expression.target.kind === 'name')
      this.members.push([expression.target.name, expression.name]);
    eachOperand(expression, this.#expression);
  };

  #call(call: Call): void {
    const { callee } = call;
    if (callee.kind === 'name') {
      this.called.add(callee.name);
      this.#ask(callee.name, call);
    } else if (callee.kind === 'attribute' && callee.target.kind === 'name') {
      const { name } = callee.target;
      if (name === 'builtins') this.#ask(callee.name, call);
      else if (name === 'var' && callee.name === 'has_var') this.#ask('var', call);
      else if (name === 'adapter' && callee.name === 'dispatch') {
        const macro = textOf(call, 0, 'macro_name');
        if (macro !== undefined) this.dispatched.push([macro, textOf(call, 1, 'macro_namespace') ?? null]);
      }
    }
  }

  /** What a call of one of dbt's functions names with a literal text. */
  #ask(name: string, call: Call): void {
    if (name === 'var') add(this.vars, textOf(call, 0, 'var_name'));
    else if (name === 'env_var') add(this.envVars, textOf(call, 0, 'var'));
    else if (name === 'doc') {
      const [first, second] = [textOf(call, 0), textOf(call, 1)];
      if (first !== undefined) this.docs.push(second === undefined ? [null, first] : [first, second]);
    }
  }

  #bind(statement: Statement): void {
    const bind = (name: string, isMember: boolean) => isMember || this.bound.add(name);
    switch (statement.kind) {
      case 'set':
      case 'set-block':
      case 'for':
        eachTargetName(statement.target, bind);
        return;
      case 'with':
        for (const { target } of statement.variables) eachTargetName(target, bind);
        return;
      case 'macro':
        this.bound.add(statement.name);
        for (const { name } of statement.parameters) this.bound.add(name);
        return;
      case 'call-block':
        for (const { name } of statement.parameters) this.bound.add(name);
        return;
      default:
        return;
    }
  }
}

function add(names: Set<string>, name: string | undefined): void {
  if (name !== undefined) names.add(name);
}

/** The argument where it is a literal text. */
function textOf(call: Call, position: number, keyword?: string): string | undefined {
  const { positional, keywords } = call.arguments;
  const given = positional[position] ?? keywords.find(({ name }) => name === keyword)?.value;
  return given?.kind === 'constant' && typeof given.value === 'string' ? given.value : undefined;
}
