// Snapshots as resources: those of `{% snapshot %}` blocks, of which a file may hold several, and those that a properties file
// declares with `relation:`. What their queries read is found when they are parsed.

import { spanOf } from '../diagnostics/source-text.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Placed, SnapshotQuery } from './project.ts';
import type { ProjectFile } from './project-sources.ts';

/** A snapshot without its config: as in dbt its fqn has the file's name in it. */
export interface FoundSnapshot {
  readonly name: string;
  /** Folders, and where there is a block or an entry, its file without the ending. */
  readonly folders: readonly string[];
  readonly source: ProjectFile['source'];
  readonly snapshot: SnapshotQuery | null;
}

/** One a block. A file without any is one that holds no query, named after itself; the blocks of one that is no template are known by name all the same. */
export function snapshotsIn(file: ProjectFile): readonly FoundSnapshot[] {
  const { source } = file;
  const found = blocksIn(file).map(
    ({ name, body, span }): FoundSnapshot => ({
      name,
      folders: [...file.folders, baseName(source.path)],
      source,
      snapshot: { kind: 'block', body, span },
    }),
  );
  if (found.length > 0) return found;
  return [{ name: baseName(source.path), folders: file.folders, source, snapshot: null }];
}

export function declaredSnapshot(file: ProjectFile, name: Placed<string>, relation: Placed<string>): FoundSnapshot {
  return {
    name: name.value,
    folders: [...file.folders, baseName(file.source.path)],
    source: file.source,
    snapshot: { kind: 'relation', relation, span: name.span },
  };
}

/** A file's name without its ending. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}

function blocksIn({ source }: ProjectFile) {
  const template = compileTemplate(source);
  if (template.ok)
    return template.value.definitions
      .filter(({ kind }) => kind === 'snapshot')
      .map(({ name, bodySpan, nameSpan }) => ({ name, body: bodySpan, span: nameSpan }));
  return [...source.text.matchAll(/\{%[-+]?\s*snapshot\s+(\w+)/g)].map(({ index, 0: tag, 1: name = '' }) => {
    const end = index + tag.length;
    return { name, body: spanOf(source, end, end), span: spanOf(source, end - name.length, end) };
  });
}
