// Calls of dbt's functions found in a template's tree without rendering it: their literal arguments and their places.

import type { Span, TextFile } from '../diagnostics/text-file.ts';
import type { Call, Statement } from '../jinja/tree.ts';
import type { Value } from '../jinja/value.ts';

export interface StaticCall {
  readonly name: string;
  readonly span: Span;
  /** Literal positional arguments; undefined where an argument is an expression. */
  readonly positional: readonly (Value | undefined)[];
  readonly keywords: ReadonlyMap<string, { readonly value: Value | undefined; readonly span: Span }>;
}

/** Every call of a plain name in `names`, in the order of the file, macro bodies included. */
export function staticCalls(
  file: TextFile,
  tree: readonly Statement[],
  names: ReadonlySet<string>,
): readonly StaticCall[] {
  const calls: StaticCall[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    else if (typeof node === 'object' && node !== null) {
      if (isCall(node) && node.callee.kind === 'name' && names.has(node.callee.name))
        calls.push(read(file, node, node.callee.name));
      for (const child of Object.values(node)) visit(child);
    }
  };
  visit(tree);
  return calls.sort((a, b) => a.span.start - b.span.start);
}

/** Trees are plain data, and only calls have both of these. */
function isCall(node: object): node is Call {
  return 'kind' in node && node.kind === 'call' && 'callee' in node;
}

function read(file: TextFile, call: Call, name: string): StaticCall {
  const constant = (expression: Call['arguments']['positional'][number]): Value | undefined =>
    expression.kind === 'constant' ? expression.value : undefined;
  return {
    name,
    span: { file, start: call.start, end: call.end },
    positional: call.arguments.positional.map(constant),
    keywords: new Map(
      call.arguments.keywords.map(({ name: keyword, value, start }) => [
        keyword,
        { value: constant(value), span: { file, start, end: value.end } },
      ]),
    ),
  };
}
