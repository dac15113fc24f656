// `{% docs name %}` blocks of a package's markdown files. They are found as dbt finds them: text around them is no template, and
// may hold anything; their own text is one without any names. Which block a doc() means is find-doc.ts's.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { diagnosticWithin } from '../diagnostics/embedded-text.ts';
import { type Span, spanOf, type TextFile } from '../diagnostics/text-file.ts';
import { compileTemplate, render } from '../jinja/index.ts';
import type { DocsBlock, MacroFile } from './project.ts';
import type { Report } from './read-value.ts';

/** In the order of the files. Reports blocks that are not closed, are in one another, or have the name of another of the package. */
export function readDocsBlocks(files: readonly MacroFile[], report: Report): readonly DocsBlock[] {
  const blocks: DocsBlock[] = [];
  const known = new Map<string, DocsBlock>();
  for (const { packageName, file } of files) {
    for (const { name, span, body } of findBlocks(file, report)) {
      const block = { packageName, name, text: renderedText(body, report), span };
      const key = JSON.stringify([packageName, name]);
      const first = known.get(key);
      if (first) report(twice(block, first));
      else {
        known.set(key, block);
        blocks.push(block);
      }
    }
  }
  return blocks;
}

interface FoundBlock {
  readonly name: string;
  readonly span: Span;
  readonly body: Span;
}

const opening = /\{#|\{\{|\{%-?\s*([A-Za-z_]\w*)(?:\s+([A-Za-z_]\w*))?/g;
const quoted = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`;
const commentEnd = /.*?#\}/sy;
const printEnd = new RegExp(String.raw`(?:${quoted}|[^'"}]|\}(?!\}))*\}\}`, 'ys');
const tagEnd = new RegExp(String.raw`(?:${quoted}|[^'"%]|%(?!\}))*%\}`, 'ys');
const rawEnd = /.*?\{%-?\s*endraw\s*-?%\}/sy;

/** Comments, raw blocks and what is printed hide a tag, inside a block too; what is never closed is text. */
function findBlocks(file: TextFile, report: Report): readonly FoundBlock[] {
  const { text } = file;
  const found: FoundBlock[] = [];
  let open: { readonly name: string; readonly start: number; readonly from: number } | undefined;
  let at = 0;
  for (let match = nextAt(opening, text, at); match; match = nextAt(opening, text, at)) {
    const [mark, tag, name] = match;
    const after = match.index + mark.length;
    const ending = mark === '{#' ? commentEnd : mark === '{{' ? printEnd : tag === 'raw' ? rawEnd : tagEnd;
    at = nextAt(ending, text, after)?.[0].length ?? 0;
    at += after;
    if (at === after) continue;
    if (tag === 'docs' && name !== undefined) {
      if (open) report(notClosed(open.name, spanOf(file, open.start, open.from)));
      open = { name, start: match.index, from: at };
    } else if (tag === 'enddocs' && open) {
      const span = spanOf(file, open.start, at);
      found.push({ name: open.name, span, body: spanOf(file, open.from, match.index) });
      open = undefined;
    }
  }
  if (open) report(notClosed(open.name, spanOf(file, open.start, open.from)));
  return found;
}

function nextAt(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

function notClosed(name: string, span: Span): Diagnostic {
  return errorAt('JINJA_SYNTAX', `the docs block "${name}" is not closed: {% enddocs %} is missing`, {
    span,
    help: 'Write {% enddocs %} at the end of its text: a docs block holds no other',
  });
}

function twice(block: DocsBlock, first: DocsBlock): Diagnostic {
  return errorAt('RESOURCE_DUPLICATE', `two docs blocks of "${block.packageName}" are called "${block.name}"`, {
    span: block.span,
    notes: [{ message: 'the other one is here', span: first.span }],
    help: 'Rename one of them: doc() finds a block by its name alone, whatever file it is in',
  });
}

/** As dbt: rendered without any name being known, and without the blanks around it. */
function renderedText(body: Span, report: Report): string {
  const text = body.file.text.slice(body.start, body.end);
  if (!/\{[{%#]/.test(text)) return text.trim();
  const file: TextFile = { path: body.file.path, text };
  const template = compileTemplate(file);
  const rendered = template.ok ? render(template.value, new Map()) : template;
  if (rendered.ok) return rendered.value.text.trim();
  for (const problem of rendered.problems) report(diagnosticWithin(problem, file, body));
  return text.trim();
}
