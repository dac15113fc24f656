// The body of a definition as a template of its own: of a file with snapshots dbt renders each block by itself, and nothing around them.

import { InternalError } from '../base/internal-error.ts';
import { callMacro } from './compiled-template.ts';
import type { Called, Definition, Progress, Rendered, Rendering, Template } from './template.ts';

/** Places are those of the file. The definition takes no parameters. */
export function blockTemplate(template: Template, definition: Definition): Template {
  const block = template.tree.find(({ kind, start }) => kind === 'macro' && start === definition.span.start);
  return {
    file: template.file,
    tree: block?.kind === 'macro' ? block.body : [],
    definitions: [],
    start: (globals, options) =>
      renderingOf(callMacro(template.bind(definition, globals), { positional: [], keywords: new Map() }, options)),
    bind() {
      throw new InternalError(`the body of '${definition.name}' defines nothing`);
    },
  };
}

function renderingOf(calling: Rendering<Called>): Rendering {
  const renderedOf = (progress: Progress<Called>): Progress<Rendered> => {
    if (progress.kind !== 'done') return progress;
    const { text, map, value } = progress.output;
    return { kind: 'done', output: { text, map, value, module: new Map() } };
  };
  return {
    next: (answer) => renderedOf(calling.next(answer)),
    fail: (message, help) => renderedOf(calling.fail(message, help)),
  };
}
