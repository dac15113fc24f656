// Opens a target's database, whichever kind it is. Both adapters are loaded only here and only when they are needed: PGlite and
// `pg` cost more time than many commands take.

import type { Database } from '../database/database.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import type { Target } from '../project/target.ts';

/** The caller closes what it was given. */
export async function openDatabase(target: Target): Promise<Checked<Database>> {
  if (target.kind === 'embedded') {
    const { openEmbedded } = await import('./embedded-database.ts');
    return openEmbedded(target);
  }
  const { openServer } = await import('./server-database.ts');
  return openServer(target);
}
