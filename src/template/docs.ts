// `doc('name')`: the text of a `{% docs %}` block of the project or a package.

import type { SourceText } from '../diagnostics/source-text.ts';
import { TemplateError } from '../jinja/errors.ts';
import { compileTemplate } from '../jinja/index.ts';

export interface DocsFile {
  readonly packageName: string;
  readonly source: SourceText;
}

const blocksOf = new WeakMap<SourceText, ReadonlyMap<string, string>>();

/** Without a package, the first block of the name in the order of the files. */
export function findDoc(files: readonly DocsFile[], packageName: string | null, name: string): string {
  for (const file of files) {
    if (packageName !== null && file.packageName !== packageName) continue;
    const text = blocks(file.source).get(name);
    if (text !== undefined) return text;
  }
  throw new TemplateError('raised', `there is no docs block '${name}'`, {
    code: 'TEMPLATE_DOC',
    help: `Write {% docs ${name} %} … {% enddocs %} into a .md file of the project`,
  });
}

function blocks(source: SourceText): ReadonlyMap<string, string> {
  const known = blocksOf.get(source);
  if (known) return known;
  const template = compileTemplate(source);
  const found = new Map(
    template.ok
      ? template.value.definitions.filter(({ kind }) => kind === 'docs').map(({ name, text }) => [name, text.trim()])
      : [],
  );
  blocksOf.set(source, found);
  return found;
}
