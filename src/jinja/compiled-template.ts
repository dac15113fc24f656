// A compiled template: what is known of it before it runs, and how it is started.

import { InternalError } from '../base/internal-error.ts';
import type { Span, TextFile } from '../diagnostics/text-file.ts';
import type { TemplateCode } from './code/compiler.ts';
import type { Code } from './code/instructions.ts';
import { builtinGlobals } from './globals.ts';
import { Budget, defaultLimits } from './limits.ts';
import { bindArguments } from './machine/arguments.ts';
import { Macro } from './machine/callables.ts';
import { moduleOf } from './machine/calls.ts';
import { Context, detachedFrame, lookupIn, plain } from './machine/frame.ts';
import { Machine } from './machine/machine.ts';
import { Captured, OutputMap } from './machine/output.ts';
import type { MachineOptions } from './machine/state.ts';
import { nativeValue } from './native.ts';
import { toText } from './python/operators.ts';
import { MachineRendering } from './rendering.ts';
import type { Called, Definition, Globals, Rendered, Rendering, RenderOptions, Template } from './template.ts';
import type * as tree from './tree.ts';
import type { CallArguments, HostObject, Value } from './value.ts';

export class CompiledTemplate implements Template {
  readonly file: TextFile;
  readonly tree: readonly tree.Statement[];
  readonly definitions: readonly Definition[];
  readonly #code: TemplateCode;
  readonly #macroOf = new Map<Definition, Code>();

  constructor(file: TextFile, statements: readonly tree.Statement[], code: TemplateCode) {
    this.file = file;
    this.tree = statements;
    this.#code = code;
    const definitions: Definition[] = [];
    for (const statement of statements) {
      if (statement.kind !== 'macro') continue;
      const definition = definitionOf(statement, file);
      definitions.push(definition);
      const macro = code.root.pool.functions[code.macros.get(statement) ?? -1];
      if (macro) this.#macroOf.set(definition, macro);
    }
    this.definitions = definitions;
  }

  /** The code of a template, if it was compiled here. */
  static rootOf(template: Template | undefined): Code | undefined {
    return template instanceof CompiledTemplate ? template.#code.root : undefined;
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
    if (!code) throw new InternalError(`'${definition.name}' is not a definition of ${this.file.path}`);
    return new Macro(code, detachedFrame(this.#code.root, contextOf(globals)));
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
  const budget = new Budget({ ...defaultLimits, ...options.limits });
  const lenient = options.undefined === 'lenient';
  const random = options.random ?? Math.random;
  const native = options.native ?? false;
  return {
    budget,
    lenient,
    environment: {
      limits: budget,
      lenient,
      native,
      random,
      filters: code.pool.tables.filters,
      tests: code.pool.tables.tests,
    },
    load: (name) => CompiledTemplate.rootOf(options.loader?.(name)),
    callable: options.callable ?? (() => []),
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
      const own = plain(value);
      return {
        value: own,
        text: toText(own),
        map: new OutputMap(value instanceof Captured ? value.output : undefined),
      };
    },
  );
}

/** Whether the value is a macro (or a caller), so that `callMacro` takes it. */
export function isMacro(value: Value): value is HostObject {
  return value instanceof Macro;
}

function definitionOf(macro: tree.Macro, file: TextFile): Definition {
  const span = (start: number, end: number): Span => ({ file, start, end });
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
