// Snapshots as resources: those of `{% snapshot %}` blocks, of which a file may hold several, and those that a properties file
// declares with `relation:`. What their queries read is found when they are parsed.

import { spanOf, type TextFile } from '../diagnostics/text-file.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Placed, SnapshotQuery } from './project.ts';
import type { ProjectFile } from './project-files.ts';

/** A snapshot without its config: as in dbt its fqn has the file's name in it. */
export interface FoundSnapshot {
  readonly name: string;
  /** Folders, and where there is a block or an entry, its file without the ending. */
  readonly folders: readonly string[];
  readonly file: ProjectFile['file'];
  readonly snapshot: SnapshotQuery | null;
}

/** One a block. A file without any is one that holds no query, named after itself; the blocks of one that is no template are known by name all the same. */
export function snapshotsIn(found: ProjectFile): readonly FoundSnapshot[] {
  const { file, folders } = found;
  const blocks = blocksIn(file).map(
    ({ name, body, span }): FoundSnapshot => ({
      name,
      folders: [...folders, baseName(file.path)],
      file,
      snapshot: { kind: 'block', body, span },
    }),
  );
  if (blocks.length > 0) return blocks;
  return [{ name: baseName(file.path), folders, file, snapshot: null }];
}

export function declaredSnapshot(
  { file, folders }: ProjectFile,
  name: Placed<string>,
  relation: Placed<string>,
): FoundSnapshot {
  return {
    name: name.value,
    folders: [...folders, baseName(file.path)],
    file,
    snapshot: { kind: 'relation', relation, span: name.span },
  };
}

/** A file's name without its ending. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}

function blocksIn(file: TextFile) {
  const template = compileTemplate(file);
  if (template.ok)
    return template.value.definitions
      .filter(({ kind }) => kind === 'snapshot')
      .map(({ name, bodySpan, nameSpan }) => ({ name, body: bodySpan, span: nameSpan }));
  return [...file.text.matchAll(/\{%[-+]?\s*snapshot\s+(\w+)/g)].map(({ index, 0: tag, 1: name = '' }) => {
    const end = index + tag.length;
    return { name, body: spanOf(file, end, end), span: spanOf(file, end - name.length, end) };
  });
}
