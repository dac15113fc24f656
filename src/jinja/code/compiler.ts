// From a syntax tree to the code of a template.

import { InternalError } from '../../base/internal-error.ts';
import type { SourceText } from '../../diagnostics/source-text.ts';
import type { Filter, Test } from '../environment.ts';
import type { Macro, Statement } from '../tree.ts';
import type { PoolWriter } from './emitter.ts';
import { compileDetached, functionCompiler } from './functions.ts';
import { type Code, MACRO, type Pool, stride } from './instructions.ts';

export interface TemplateCode {
  readonly root: Code;
  /** The code of the definitions at the top level. */
  readonly macros: ReadonlyMap<Macro, Code>;
}

/** Throws a TemplateError of kind 'syntax' for what only the compiler can see, such as a filter that does not exist. */
export function compileTree(
  source: SourceText,
  tree: readonly Statement[],
  filters: ReadonlyMap<string, Filter>,
  tests: ReadonlyMap<string, Test>,
): TemplateCode {
  const pool: Pool = {
    source,
    texts: [],
    constants: [],
    names: [],
    shapes: [],
    filters: [],
    tests: [],
    functions: [],
    locals: [],
    blocks: new Map(),
  };
  const writer: PoolWriter = { pool, functions: functionCompiler, nameIndex: new Map(), filters, tests };
  const index = compileDetached('template', source.path, tree, writer);
  const root = pool.functions[index];
  if (!root) throw new InternalError('a template was compiled to nothing');
  return { root, macros: topLevelMacros(tree, root) };
}

/** The MACRO instructions of the root come in the order of the definitions; those in other blocks have other spans. */
function topLevelMacros(tree: readonly Statement[], root: Code): ReadonlyMap<Macro, Code> {
  const byStart = new Map<number, Code>();
  const { instructions, pool } = root;
  for (let at = 0; at < instructions.length; at += stride) {
    const code = instructions[at] === MACRO ? pool.functions[instructions[at + 1] ?? -1] : undefined;
    if (code) byStart.set(instructions[at + 3] ?? -1, code);
  }
  const macros = new Map<Macro, Code>();
  for (const statement of tree) {
    const code = statement.kind === 'macro' ? byStart.get(statement.start) : undefined;
    if (code && statement.kind === 'macro') macros.set(statement, code);
  }
  return macros;
}
