// Once for a run of the tests that start processes: the built command line must be that of the present sources.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export default function setup(): void {
  const built = statSync(join(root, 'dist/cli/main.js'), { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) throw new Error('there is no dist/: run `npm run build` first');
  const newer = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).find(
    (file) => file.endsWith('.ts') && statSync(join(root, 'src', file)).mtimeMs > built,
  );
  if (newer !== undefined) throw new Error(`dist/ is older than src/${newer}: run \`npm run build\` first`);
}
