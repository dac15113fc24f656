// What a template refers to and configures, read off its tree without rendering it. Exact or nothing: the answer is what a
// rendering in parse mode would note, in the same order, or undefined. It is given where every expression is one that
// cannot fail and calls nothing but ref, source, config and var with literal arguments and is_incremental(); where what is
// noted is in no loop and behind no condition whose outcome is not known; and where nothing redefines these names.

import type { Span } from '../diagnostics/text-file.ts';
import { TemplateError } from '../jinja/errors.ts';
import { dictFrom } from '../jinja/python/dicts.ts';
import { unary } from '../jinja/python/operators.ts';
import type { Template } from '../jinja/template.ts';
import type { Arguments, Call, Conditional, Expression, Statement } from '../jinja/tree.ts';
import { type CallArguments, List, Tuple, type Value } from '../jinja/value.ts';
import { hasTemplate } from '../project/render-setting.ts';
import type { YamlDataObject } from '../project/yaml-value.ts';
import { configEntries } from './config-object.ts';
import { findMacro } from './macros.ts';
import { readRef, readSource } from './references.ts';
import { varsOf } from './variables.ts';
import type { RefArguments, TemplateEnvironment } from './vocabulary.ts';

export type StaticNote =
  | ({ readonly kind: 'ref'; readonly span: Span } & RefArguments)
  | { readonly kind: 'source'; readonly sourceName: string; readonly name: string; readonly span: Span }
  | { readonly kind: 'config'; readonly key: string; readonly value: Value; readonly span: Span };

/** Of a file of the package. In the order in which they are noted; a reference as often as it is written. */
export function extractStatically(
  template: Template,
  packageName: string,
  { library, run }: Pick<TemplateEnvironment, 'library' | 'run'>,
): readonly StaticNote[] | undefined {
  const isRedefined = (name: string) =>
    findMacro(library, packageName, name) !== undefined || library.packages.has(name);
  if ([...known].some(isRedefined)) return undefined;
  const extraction = new Extraction(template, varsOf(run, packageName));
  try {
    extraction.statements(template.tree);
    return extraction.notes;
  } catch (error) {
    // A call with arguments that are wrong is reported by rendering, with its place.
    if (error instanceof Inexact || error instanceof TemplateError) return undefined;
    throw error;
  }
}

/** Names whose meaning the extraction builds on. */
const known = new Set(['ref', 'source', 'config', 'var', 'is_incremental', 'execute', 'this', 'target']);

/** Thrown to give up. */
class Inexact extends Error {}

class Extraction {
  readonly notes: StaticNote[] = [];
  readonly #template: Template;
  readonly #vars: YamlDataObject;
  /** Above zero inside of what may run never or more than once. */
  #uncertain = 0;

  constructor(template: Template, vars: YamlDataObject) {
    this.#template = template;
    this.#vars = vars;
  }

  statements(statements: readonly Statement[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case 'text':
        return;
      case 'output':
      case 'do':
        this.#expression(statement.expression);
        return;
      case 'set':
        this.#expression(statement.value);
        this.#assign(statement.target);
        return;
      case 'set-block':
        if (statement.filter) throw new Inexact();
        this.statements(statement.body);
        this.#assign(statement.target);
        return;
      case 'if':
        this.#if(statement);
        return;
      case 'for':
        this.#for(statement);
        return;
      default:
        throw new Inexact();
    }
  }

  #assign(target: { readonly kind: string; readonly name?: string }): void {
    if (target.kind !== 'name' || target.name === undefined || known.has(target.name)) throw new Inexact();
  }

  #if({ branches, otherwise }: Extract<Statement, { kind: 'if' }>): void {
    let certain = true;
    for (const { test, body } of branches) {
      const outcome = certain ? this.#expression(test) : this.#within(() => this.#expression(test));
      if (outcome === false) continue;
      if (outcome === true && certain) {
        this.statements(body);
        return;
      }
      certain = false;
      this.#within(() => this.statements(body));
    }
    if (certain) this.statements(otherwise);
    else this.#within(() => this.statements(otherwise));
  }

  /** The items must be literal, so that walking through them cannot fail. */
  #for(loop: Extract<Statement, { kind: 'for' }>): void {
    if (loop.recursive || loop.filter || (loop.iterable.kind !== 'list' && loop.iterable.kind !== 'tuple'))
      throw new Inexact();
    for (const item of loop.iterable.items) this.#expression(item);
    this.#assign(loop.target);
    this.#within(() => {
      this.statements(loop.body);
      this.statements(loop.otherwise);
    });
  }

  #within<T>(work: () => T): T {
    this.#uncertain++;
    const result = work();
    this.#uncertain--;
    return result;
  }

  #note(note: StaticNote): void {
    if (this.#uncertain > 0) throw new Inexact();
    this.notes.push(note);
  }

  /** Whether it is certainly true or certainly false; undefined where that is not known. */
  #expression(expression: Expression): boolean | undefined {
    switch (expression.kind) {
      case 'constant':
        return typeof expression.value === 'boolean' ? expression.value : undefined;
      case 'name':
        return expression.name === 'execute' ? false : undefined;
      case 'list':
      case 'tuple':
        for (const item of expression.items) this.#expression(item);
        return undefined;
      case 'dict':
        for (const { key, value } of expression.entries) {
          if (key.kind !== 'constant') throw new Inexact();
          this.#expression(value);
        }
        return undefined;
      case 'concatenation':
        for (const item of expression.items) this.#expression(item);
        return undefined;
      case 'unary': {
        if (expression.operator !== 'not') throw new Inexact();
        const operand = this.#expression(expression.operand);
        return operand === undefined ? undefined : !operand;
      }
      case 'logical':
        return this.#logical(expression);
      case 'comparison':
        if (expression.rest.some(({ operator }) => operator !== '==' && operator !== '!=')) throw new Inexact();
        this.#expression(expression.first);
        // Behind a comparison that fails nothing more is looked at.
        for (const [index, { operand }] of expression.rest.entries()) {
          if (index === 0) this.#expression(operand);
          else this.#within(() => this.#expression(operand));
        }
        return undefined;
      case 'conditional':
        return this.#conditional(expression);
      case 'attribute':
        if (expression.target.kind === 'call') throw new Inexact();
        this.#expression(expression.target);
        return undefined;
      case 'call':
        return this.#call(expression);
      default:
        throw new Inexact();
    }
  }

  #logical({ operator, left, right }: Extract<Expression, { kind: 'logical' }>): boolean | undefined {
    const first = this.#expression(left);
    const decided = operator !== 'and';
    if (first === decided) return decided;
    const second = first === undefined ? this.#within(() => this.#expression(right)) : this.#expression(right);
    return first === undefined ? (second === decided ? decided : undefined) : second;
  }

  #conditional({ test, whenTrue, otherwise }: Conditional): undefined {
    const outcome = this.#expression(test);
    if (outcome === undefined) {
      this.#within(() => this.#expression(whenTrue));
      if (otherwise) this.#within(() => this.#expression(otherwise));
    } else if (outcome) this.#expression(whenTrue);
    else if (otherwise) this.#expression(otherwise);
  }

  #call(call: Call): boolean | undefined {
    if (call.callee.kind !== 'name') throw new Inexact();
    const args = literalArguments(call.arguments);
    const span: Span = { file: this.#template.file, start: call.start, end: call.end };
    switch (call.callee.name) {
      case 'ref':
        this.#note({ kind: 'ref', ...readRef(args), span });
        return undefined;
      case 'source':
        this.#note({ kind: 'source', ...readSource(args), span });
        return undefined;
      case 'config':
        this.#config(call, args, span);
        return undefined;
      case 'var':
        this.#var(args);
        return undefined;
      case 'is_incremental':
        if (args.positional.length > 0 || args.keywords.size > 0) throw new Inexact();
        return false;
      default:
        throw new Inexact();
    }
  }

  #config(call: Call, args: CallArguments, span: Span): void {
    const spans = new Map(
      call.arguments.keywords.map(({ name, value, start }) => [name, { ...span, start, end: value.end }]),
    );
    for (const [key, value] of configEntries(args))
      this.#note({ kind: 'config', key, value, span: spans.get(key) ?? span });
  }

  /** A var whose value holds a template could do anything. */
  #var({ positional: [name, ...more], keywords }: CallArguments): void {
    if (typeof name !== 'string' || more.length > 1 || keywords.size > 0) throw new Inexact();
    const value = Object.hasOwn(this.#vars, name) ? this.#vars[name] : undefined;
    if (typeof value === 'string' && hasTemplate(value)) throw new Inexact();
  }
}

function literalArguments({ positional, keywords, spread, keywordSpread }: Arguments): CallArguments {
  if (spread || keywordSpread) throw new Inexact();
  return {
    positional: positional.map(literal),
    keywords: new Map(keywords.map(({ name, value }) => [name, literal(value)])),
  };
}

function literal(expression: Expression): Value {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'list':
      return new List(expression.items.map(literal));
    case 'tuple':
      return new Tuple(expression.items.map(literal));
    case 'dict':
      return dictFrom(expression.entries.map(({ key, value }) => [literal(key), literal(value)] as const));
    case 'unary':
      if (expression.operator === 'not' || expression.operand.kind !== 'constant') throw new Inexact();
      return unary(expression.operator, expression.operand.value);
    default:
      throw new Inexact();
  }
}
