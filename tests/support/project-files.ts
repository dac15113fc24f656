// A project stated as a dictionary, written into a folder of its own.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Contents by path, relative to the project's root and with forward slashes. */
export type ProjectFiles = Readonly<Record<string, string | Uint8Array>>;

/** Answers the folder, which is removed when the test is done. */
export async function writeProject(files: ProjectFiles): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'smelt-project-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await writeFiles(root, files);
  return root;
}

/** Adds or replaces files below `root`. */
export async function writeFiles(root: string, files: ProjectFiles): Promise<void> {
  for (const [path, contents] of Object.entries(files)) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
}
