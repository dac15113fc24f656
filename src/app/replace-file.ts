// A file written as a whole: whoever reads it finds the old text or the new one.

import { realpath, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

/** Where it is a link, the file that it leads to. Throws errors of the file system. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const place = await realpath(file).catch(() => file);
  const beside = path.join(path.dirname(place), `.${path.basename(place)}.new-${process.pid}`);
  await writeFile(beside, text);
  await rename(beside, place);
}
