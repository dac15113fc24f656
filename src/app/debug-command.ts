// `smelt debug`: what Smelt finds of the project, the target, the connection and, on a server, each right of the role, one line each: a dash is no lack.
// Fails where builds need a right that is missing.

import { smeltVersion } from '../base/version.ts';
import type { Session } from '../database/database.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { readRights } from '../execute/run/engine-schema.ts';
import { lacksProductTable } from '../execute/run/product-rights.ts';
import { relationKey, sql } from '../sql/sql.ts';
import type { Right } from '../state/list-rights.ts';
import { answered, type CommandContext, type CommandResult, runCommand, stopped } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import { productTables } from './make-ready.ts';
import type { OpenProject } from './open-project.ts';
import { openSchemas } from './open-schemas.ts';
import type { CommonOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';
import { builtSchemas, countNodes } from './project-facts.ts';
import { isUtc } from './time-zone.ts';

export function debugCommand(options: CommonOptions, io: ProcessIo): Promise<ExitCode> {
  return runCommand({ name: 'debug', about: programAndProject, run: tryConnection }, options, io);
}

function fact(name: string, text: string): string {
  return `${name.padEnd(12)}${text}\n`;
}

function programAndProject(opened: Checked<OpenProject>): string {
  const program =
    fact('smelt', smeltVersion()) + fact('node', `${process.version} on ${process.platform} ${process.arch}`);
  if (!opened.ok) return program + fact('project', 'has mistakes');
  const { project, graph } = opened.value;
  const { target } = project;
  const place = target.kind === 'embedded' ? `embedded, ${target.path}` : 'server';
  return (
    program +
    fact('project', `${project.name}, ${countNodes(graph)} (${project.file.path})`) +
    fact('target', `${target.name} (${place}), schema ${target.schema}`)
  );
}

async function tryConnection({ opened, io, withDatabase }: CommandContext<CommonOptions>): Promise<CommandResult> {
  let connected = false;
  const found = await withDatabase(async (database) => {
    connected = true;
    io.write(await database.withSession(sessionFacts));
    if (!database.capabilities.shared) return answered();
    const rights = await database.withSession((session) => rightsOf(session, opened));
    for (const { held, needed, what, help } of rights)
      io.write(fact(held ? '✓' : needed ? '✗' : '–', help === null ? what : `${what}: ${help}`));
    return rights.some(({ held, needed }) => needed && !held) ? stopped([]) : answered();
  });
  return connected ? found : { ...found, output: fact('connection', 'failed') };
}

async function sessionFacts(session: Session): Promise<string> {
  const { rows } = await session.query(
    sql`select pg_catalog.version(), current_user::pg_catalog.text, pg_catalog.current_database()::pg_catalog.text,
  s.setting, s.reset_val from pg_catalog.pg_settings s where s.name = 'TimeZone'`,
  );
  const [version = '', user = '', name = '', timeZone = '', ofDatabase = ''] = (rows[0] ?? []).map(String);
  const same = timeZone === ofDatabase || (isUtc(timeZone) && isUtc(ofDatabase));
  const open = await openSchemas(session);
  return [
    fact('server', version),
    fact('connection', `ok, as ${user} to ${name}`),
    fact('time zone', same ? timeZone : `${timeZone}; of the database ${ofDatabase} (docs/targets.md)`),
    ...open.map((sentence) => fact('search_path', sentence)),
  ].join('');
}

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
