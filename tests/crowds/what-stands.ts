// Compares what stands in a crowd's database with its project: the contents with those of plain SQL in a database of its own,
// and that nothing of Smelt's is left beside them.

import type { Client } from 'pg';
import { type CrowdProject, isRelation } from './crowd-project.ts';
import { plainStatements } from './project-text.ts';

/** A relation's columns and rows, as one text each; columns by name, since their order may be that in which they came. */
export type Contents = ReadonlyMap<string, string>;

/** What a fresh build would give, made without Smelt. Runs in a schema that is dropped again. */
export async function expectedContents(client: Client, project: CrowdProject): Promise<Contents> {
  await client.query('create schema plain');
  await client.query('set search_path = plain');
  try {
    for (const statement of plainStatements(project)) await client.query(statement);
    return await contentsOf(client, 'plain', relationsOf(project));
  } finally {
    await client.query('drop schema plain cascade');
  }
}

export function relationsOf(project: CrowdProject): readonly string[] {
  return project.nodes.filter(isRelation).map(({ name }) => name);
}

/** `missing` for one that is not there. */
export async function contentsOf(client: Client, schema: string, relations: readonly string[]): Promise<Contents> {
  const { rows } = await client.query<{ name: string; columns: string; list: string }>(
    `select c.relname::text as name, string_agg(format('%s %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by a.attname collate "C") as columns,
      string_agg(quote_ident(a.attname), ', ' order by a.attname collate "C") as list
    from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = $1::text::regnamespace and c.relname = any ($2::text[]) group by c.relname`,
    [schema, relations],
  );
  const contents = new Map(relations.map((name) => [name, 'missing']));
  for (const { name, columns, list } of rows) {
    const content = await client.query<{ rows: string }>(
      `select coalesce(string_agg(t::text, ' ' order by id), '') as rows from (select ${list} from ${schema}.${name}) as t`,
    );
    contents.set(name, `(${columns}) ${content.rows[0]?.rows}`);
  }
  return contents;
}

/** One line for each relation that is not as expected. */
export function differences(found: Contents, expected: Contents): readonly string[] {
  return [...expected].flatMap(([name, content]) => {
    const there = found.get(name) ?? 'missing';
    return there === content ? [] : [`${name} is ${shortened(there, content)}, not ${shortened(content, there)}`];
  });
}

/** From a little before the first place where it differs. */
function shortened(text: string, other: string): string {
  let from = 0;
  while (from < text.length && text[from] === other[from]) from += 1;
  const start = Math.max(0, from - 40);
  return `${start > 0 ? '…' : ''}${text.slice(start, start + 160)}`;
}

/** Everything that only a run in the middle of its work may have: staged and retired relations, locks, runs that say they run. */
export async function remains(client: Client, project: CrowdProject): Promise<readonly string[]> {
  const { rows } = await client.query<{ what: string }>(
    `select format('relation %s.%s', n.nspname, c.relname) as what
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f')
      and (n.nspname = 'smelt' and c.relname like '%\\_\\_%' or n.nspname = 'public' and c.relname <> all ($1::text[]))
    union all select format('record of %s.%s', schema_name, relation_name) from smelt.relations
      where schema_name = 'smelt' or relation_name <> all ($1::text[])
    union all select format('run %s is %s', run_id, status) from smelt.runs where status = 'running'
    union all select format('advisory lock of %s', pid) from pg_locks
      where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    [relationsOf(project)],
  );
  return rows.map(({ what }) => `left behind: ${what}`);
}
