// Which folders `smelt deps` may replace by packages.

import { statSync } from 'node:fs';
import path from 'node:path';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/text-file.ts';
import type { ProjectHead } from '../project/discover-project.ts';

/** Null where nothing speaks against the install path: it is neither over the project nor over, or in, what people write there. */
export function refusedInstallPath({ file, paths }: ProjectHead, root: string): Diagnostic | null {
  const folder = path.resolve(root, paths.packages);
  const written = [
    paths.models,
    paths.seeds,
    paths.snapshots,
    paths.analyses,
    paths.tests,
    paths.macros,
    paths.functions,
  ];
  const kept = written.flat().map((one) => path.resolve(root, one));
  const isFile = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false;
  const holdsProject = `${root}${path.sep}`.startsWith(`${folder}${path.sep}`);
  const overlaps = kept.some(
    (one) => `${one}${path.sep}`.startsWith(`${folder}${path.sep}`) || folder.startsWith(`${one}${path.sep}`),
  );
  if (!isFile && !holdsProject && !overlaps) return null;
  return errorAt('PACKAGE_INSTALL', `deps would replace ${path.relative(root, folder) || 'the project itself'}`, {
    span: spanOf(file),
    help: 'Name a folder for packages alone under packages-install-path',
  });
}
