// Drops what exists without a node, as people would: a relation whose node has left the project, or has become ephemeral.

import type { Target } from '../../src/project/target.ts';
import { literal, qualified, sql, userText } from '../../src/sql/sql.ts';
import { withDatabase } from './history-databases.ts';
import type { ProjectState } from './project-state.ts';

const kinds: Readonly<Record<string, string>> = { r: 'table', p: 'table', v: 'view', m: 'materialized view' };

export function standingNames(state: ProjectState): ReadonlySet<string> {
  const existing = state.nodes.filter((node) => node.kind === 'seed' || node.materialized !== 'ephemeral');
  return new Set(existing.map(({ name }) => name));
}

/** Tells whether there were any. Those that something still reads stay. */
export function dropOrphans(target: Target, state: ProjectState): Promise<boolean> {
  const names = standingNames(state);
  return withDatabase(target, (database) =>
    database.withSession(async (session) => {
      const { rows } = await session.query(
        userText(`select relname, relkind::text from pg_catalog.pg_class where relnamespace = 'public'::pg_catalog.regnamespace
          and relkind in ('r', 'p', 'v', 'm') and not relispartition`),
      );
      const orphans = rows.map((row) => row.map(String)).filter(([name = '']) => !names.has(name));
      // Readers go before what they read; in which order that is shows by trying.
      for (const _ of orphans) {
        for (const [name = '', kind = ''] of orphans) {
          const relation = { schema: 'public', name };
          const drop = sql`drop ${userText(kinds[kind] ?? 'table')} if exists ${qualified(relation)}`;
          await session.query(
            userText(
              `do $orphan$ begin execute ${literal(drop.text).text}; exception when dependent_objects_still_exist then null; end $orphan$`,
            ),
          );
        }
      }
      return orphans.length > 0;
    }),
  );
}
