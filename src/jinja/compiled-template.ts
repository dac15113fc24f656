// A compiled template: what is known of it before it runs, and how it is started.

import { InternalError } from '../base/internal-error.ts';
import type { SourceText, Span } from '../diagnostics/source-text.ts';
import type { TemplateCode } from './code/compiler.ts';
import type { Code } from './code/instructions.ts';
import type { FilterEnvironment } from './environment.ts';
import { builtinGlobals } from './globals.ts';
import { Budget, defaultLimits } from './limits.ts';
import { bindArguments } from './machine/arguments.ts';
import { Macro } from './machine/callables.ts';
import { moduleOf } from './machine/calls.ts';
import { Context, detachedFrame, lookupIn, plain } from './machine/frame.ts';
import { Machine } from './machine/machine.ts';
import { Captured, Output, OutputMap } from './machine/output.ts';
import type { MachineOptions } from './machine/state.ts';
import { nativeValue } from './native.ts';
import { toText } from './python/operators.ts';
import { MachineRendering } from './rendering.ts';
import type { Called, Definition, Globals, Rendered, Rendering, RenderOptions, Template } from './template.ts';
import type * as tree from './tree.ts';
import type { CallArguments, HostObject, Value } from './value.ts';

/** The tables of filters and tests that a template was compiled with. */
export type Tables = Pick<FilterEnvironment, 'filters' | 'tests'>;

const rootCodes = new WeakMap<Template, Code>();
const tablesOfCode = new WeakMap<Code['pool'], Tables>();

export class CompiledTemplate implements Template {
  readonly source: SourceText;
  readonly tree: readonly tree.Statement[];
  readonly definitions: readonly Definition[];
  readonly #code: TemplateCode;
  readonly #macroOf = new Map<Definition, Code>();

  constructor(source: SourceText, statements: readonly tree.Statement[], code: TemplateCode, tables: Tables) {
    this.source = source;
    this.tree = statements;
    this.#code = code;
    this.definitions = statements.flatMap((statement) => {
      if (statement.kind !== 'macro') return [];
      const definition = definitionOf(statement, source);
      const macro = code.macros.get(statement);
      if (macro) this.#macroOf.set(definition, macro);
      return [definition];
    });
    rootCodes.set(this, code.root);
    tablesOfCode.set(code.root.pool, tables);
  }

  start(globals: Globals, options: RenderOptions = {}): Rendering {
    const { root } = this.#code;
    const context = contextOf(globals);
    context.addBlocks(root.pool.blocks);
    return new MachineRendering(
      () => new Machine(machineOptions(root, options), root, context),
      (stop, machine): Rendered => ({
        text: stop.output.text,
        map: new OutputMap(stop.output),
        value: options.native ? nativeValue(stop.output.text, machine.printed) : stop.output.text,
        module: moduleOf(context),
      }),
    );
  }

  bind(definition: Definition, globals: Globals): HostObject {
    const code = this.#macroOf.get(definition);
    if (!code) throw new InternalError(`'${definition.name}' is not a definition of ${this.source.path}`);
    return new Macro(code, detachedFrame(this.#code.root, contextOf(globals), new Output()));
  }
}

function contextOf(globals: Globals): Context {
  const lookup = lookupIn(globals);
  return new Context((name) => {
    const value = lookup(name);
    return value === undefined ? builtinGlobals.get(name) : value;
  });
}

function machineOptions(code: Code, options: RenderOptions): MachineOptions {
  const tables = tablesOfCode.get(code.pool);
  if (!tables) throw new InternalError('a template without its filters');
  const budget = new Budget({ ...defaultLimits, ...options.limits });
  const lenient = options.undefined === 'lenient';
  const random = options.random ?? Math.random;
  const native = options.native ?? false;
  return {
    budget,
    lenient,
    environment: { limits: budget, lenient, native, random, filters: tables.filters, tests: tables.tests },
    load: (name) => {
      const template = options.loader?.(name);
      return template && rootCodes.get(template);
    },
  };
}

/**
 * Begins a call of a macro, a caller or any other callable value. Text that a macro printed keeps its origins in `map`;
 * of a value that it returned, `text` is what `{{ value }}` would print.
 */
export function callMacro(callee: HostObject, args: CallArguments, options: RenderOptions = {}): Rendering<Called> {
  return new MachineRendering(
    () => {
      if (!(callee instanceof Macro)) throw new InternalError(`${callee.typeName} is not a macro`);
      const slots = bindArguments(callee, args.positional, args.keywords);
      return new Machine(machineOptions(callee.code, options), callee.code, callee.outer.context, callee.outer, slots);
    },
    (stop): Called => {
      const { value } = stop;
      const output = value instanceof Captured ? value.output : new Output();
      const own = plain(value);
      return { value: own, text: toText(own), map: new OutputMap(output) };
    },
  );
}

/** Whether the value is a macro (or a caller), so that `callMacro` takes it. */
export function isMacro(value: Value): value is HostObject {
  return value instanceof Macro;
}

function definitionOf(macro: tree.Macro, source: SourceText): Definition {
  const span = (start: number, end: number): Span => ({ source, start, end });
  const [only] = macro.body;
  return {
    kind: macro.definition,
    name: macro.definitionName,
    adapter: macro.adapter,
    languages: macro.languages,
    parameters: macro.parameters,
    span: span(macro.start, macro.end),
    nameSpan: span(macro.nameStart, macro.nameEnd),
    bodySpan: span(macro.bodyStart, macro.bodyEnd),
    text: macro.definition === 'docs' && only?.kind === 'text' ? only.text : '',
  };
}
