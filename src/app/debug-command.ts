// `smelt debug`: what Smelt finds of the project, the target, the connection and, on a server, each right of the role, one line each: a dash is no lack.
// Fails where builds need a right that is missing.

import { smeltVersion } from '../base/version.ts';
import type { Session } from '../database/database.ts';
import { readRights } from '../execute/run/engine-schema.ts';
import { lacksProductTable } from '../execute/run/product-rights.ts';
import { openDatabase } from '../postgres/open-database.ts';
import { relationKey, sql } from '../sql/sql.ts';
import type { Right } from '../state/list-rights.ts';
import { builtSchemas } from './built-schemas.ts';
import { countNodes } from './count-nodes.ts';
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts';
import { productTables } from './make-ready.ts';
import { type OpenProject, openProject } from './open-project.ts';
import { openSchemas } from './open-schemas.ts';
import type { CommonOptions, Surroundings } from './surroundings.ts';
import { tellProblems } from './tell-problems.ts';
import { isUtc } from './time-zone.ts';

/** All that a build of the whole project needs. */
async function rightsOf(session: Session, opened: OpenProject): Promise<readonly Right[]> {
  const rights = [...(await readRights(session, builtSchemas(opened, opened.graph.nodes.keys())))];
  for (const [kind, table] of productTables(opened)) {
    const problem = await lacksProductTable(session, kind, table);
    const { message: what = `write to ${relationKey(table)}`, help = null } = problem ?? {};
    rights.push({ held: problem === undefined, needed: true, what, help });
  }
  return rights;
}

export async function debugCommand(options: CommonOptions, surroundings: Surroundings): Promise<ExitCode> {
  const fact = (name: string, text: string) => surroundings.write(`${name.padEnd(12)}${text}\n`);
  fact('smelt', smeltVersion());
  fact('node', `${process.version} on ${process.platform} ${process.arch}`);
  const opened = await openProject(options, 'debug', surroundings);
  if (!opened.ok) {
    fact('project', 'has mistakes');
    tellProblems(opened.problems, options, surroundings);
    return exitCodeOf(opened.problems);
  }
  const { project, graph } = opened.value;
  const { target } = project;
  fact('project', `${project.name}, ${countNodes(graph)} (${project.file.path})`);
  fact(
    'target',
    `${target.name} (${target.kind === 'embedded' ? `embedded, ${target.path}` : 'server'}), schema ${target.schema}`,
  );
  tellProblems(opened.warnings, options, surroundings, project.secrets);
  const database = await openDatabase(target);
  if (!database.ok) {
    fact('connection', 'failed');
    tellProblems(database.problems, options, surroundings, project.secrets);
    return exitCode.failed;
  }
  try {
    const { facts, open } = await database.value.withSession(async (session) => {
      const { rows } = await session.query(
        sql`select pg_catalog.version(), current_user::pg_catalog.text, pg_catalog.current_database()::pg_catalog.text,
  s.setting, s.reset_val from pg_catalog.pg_settings s where s.name = 'TimeZone'`,
      );
      return { facts: rows[0] ?? [], open: await openSchemas(session) };
    });
    const [version, user, name, timeZone, ofDatabase] = facts.map(String);
    fact('server', version ?? '');
    fact('connection', `ok, as ${user} to ${name}`);
    const same = timeZone === ofDatabase || (isUtc(timeZone ?? '') && isUtc(ofDatabase ?? ''));
    fact('time zone', same ? `${timeZone}` : `${timeZone}; of the database ${ofDatabase} (docs/targets.md)`);
    for (const sentence of open) fact('search_path', sentence);
    tellProblems(database.warnings, options, surroundings, project.secrets);
    if (!database.value.capabilities.shared) return exitCode.allWell;
    const rights = await database.value.withSession((session) => rightsOf(session, opened.value));
    for (const { held, needed, what, help } of rights)
      fact(held ? '✓' : needed ? '✗' : '–', help === null ? what : `${what}: ${help}`);
    return rights.some(({ held, needed }) => needed && !held) ? exitCode.failed : exitCode.allWell;
  } finally {
    await database.value.close();
  }
}
