// From a syntax tree to the code of a template.

import { InternalError } from '../../base/internal-error.ts';
import type { TextFile } from '../../diagnostics/text-file.ts';
import type { Tables } from '../environment.ts';
import type { Macro, Statement } from '../tree.ts';
import type { PoolWriter } from './emitter.ts';
import { compileDetached, functionCompiler } from './functions.ts';
import type { Code, Pool } from './instructions.ts';

export interface TemplateCode {
  readonly root: Code;
  /** Where the code of each macro is among the functions of the pool. */
  readonly macros: ReadonlyMap<Macro, number>;
}

/** Throws a TemplateError of kind 'syntax' for what only the compiler can see, such as a filter that does not exist. */
export function compileTree(file: TextFile, tree: readonly Statement[], tables: Tables): TemplateCode {
  const pool: Pool = {
    file,
    tables,
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
  const writer: PoolWriter = { pool, functions: functionCompiler, nameIndex: new Map(), macros: new Map() };
  const root = pool.functions[compileDetached('template', file.path, tree, writer)];
  if (!root) throw new InternalError('a template was compiled to nothing');
  return { root, macros: writer.macros };
}
