// Which docs block `doc('name')` and `doc('package', 'name')` mean: dbt's search through the packages.

import { didYouMean } from '../diagnostics/nearest.ts';
import { TemplateError } from '../jinja/errors.ts';
import type { DocsBlock } from './project.ts';

/** Throws a TemplateError with the nearest known name where there is none. */
export type FindDoc = (from: string, packageName: string | null, name: string) => DocsBlock;

export function docFinder(blocks: readonly DocsBlock[], projectName: string): FindDoc {
  const find = docsBlockFinder(blocks, projectName);
  return (from, packageName, name) => {
    const found = find(from, packageName, name);
    if (found) return found;
    throw missing(blocks, packageName, name);
  };
}

export type FindDocsBlock = (...asked: Parameters<FindDoc>) => DocsBlock | undefined;

/** A named package alone; else the package that asks, then the project, then any, in the order of the blocks. */
export function docsBlockFinder(blocks: readonly DocsBlock[], projectName: string): FindDocsBlock {
  const named = new Map<string, DocsBlock[]>();
  for (const block of blocks) {
    const known = named.get(block.name);
    if (known) known.push(block);
    else named.set(block.name, [block]);
  }
  return (from, packageName, name) => {
    const candidates = named.get(name) ?? [];
    const [first] = packageName === null ? candidates : [];
    const searched = packageName === null ? [from, projectName] : [packageName];
    return searched.flatMap((one) => candidates.find((block) => block.packageName === one) ?? []).at(0) ?? first;
  };
}

/** dbt's unique id of a docs block. */
export function docId({ packageName, name }: DocsBlock): string {
  return `doc.${packageName}.${name}`;
}

function missing(blocks: readonly DocsBlock[], packageName: string | null, name: string): TemplateError {
  const within = blocks.filter((block) => packageName === null || block.packageName === packageName);
  const where = packageName === null ? '' : ` in the package "${packageName}"`;
  return new TemplateError('raised', `there is no docs block "${name}"${where}`, {
    code: 'TEMPLATE_DOC',
    help: didYouMean(
      name,
      within.map((block) => block.name),
      `Write {% docs ${name} %} … {% enddocs %} into a .md file of the resource paths (docs-paths)`,
    ),
  });
}
