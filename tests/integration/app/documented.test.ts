// Descriptions with docs blocks and grants, from the files of a project to the database: what changes there changes here, and a
// run in which nothing changed sends neither COMMENT nor GRANT nor REVOKE.

import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { userText } from '../../../src/sql/sql.ts';
import { createTestDatabase, describeOnBoth, openTarget } from '../../support/databases.ts';
import { writeFiles, writeProject } from '../../support/project-files.ts';
import { execute } from '../../support/run-app.ts';

const settings = (target: string) =>
  `name: shop\ntargets: { dev: { ${target}, schema: public } }\nmodels: { +persist_docs: { relation: true, columns: true }, +grants: { select: [documented_reader] } }\nseeds: { +persist_docs: { relation: true } }\non-run-start: ["do $$ begin create role documented_reader; exception when duplicate_object then null; end $$"]\n`;
const docs = (text: string) => `# Words\n{% docs orders %}\n${text}\n{% enddocs %}\n`;
const properties = (key: string) => `models:
  - { name: v, description: "{{ doc('orders') }} as {{ target.schema }}", columns: [{ name: id, description: ${key} }] }
  - { name: i, description: "{{ doc('orders') }}: {{ tojson([project_name]) }}", columns: [{ name: gone, description: not there }, { name: id }] }
seeds:
  - { name: s, description: "{{ doc('shop', 'orders') }}" }
`;

describeOnBoth('a project with descriptions and grants', (rig) => {
  test('brings the database up to date, and says what is missing where it is written', async () => {
    const { target, drop } = await createTestDatabase(rig.kind);
    onTestFinished(drop);
    /** What each query answers, of one opening of the database. */
    const asked = async (...queries: readonly string[]) => {
      const database: Database = await openTarget(target);
      try {
        return await database.withSession(async (session) => {
          const answers: (readonly (readonly unknown[])[])[] = [];
          for (const query of queries) answers.push((await session.query(userText(query))).rows);
          return answers;
        });
      } finally {
        await database.close();
      }
    };
    const place =
      target.kind === 'embedded' ? `type: embedded, path: ${target.path}` : `type: postgres, url: "${target.url}"`;
    const root = await writeProject({
      'project.yml': settings(place),
      'models/words.md': docs('All orders'),
      'models/_models.yml': properties('key'),
      'models/v.sql': 'select 1 as id',
      'models/i.sql':
        "{{ config(materialized='incremental', unique_key='id', grants={'+select': ['public']}) }} select 1 as id",
      'seeds/s.csv': 'id\n1\n',
    });
    const existing = `select relname, obj_description(oid, 'pg_class'), col_description(oid, 1), array(select lower(g.privilege_type) || ' ' ||
        case g.grantee when 0 then 'public' else pg_get_userbyid(g.grantee) end from aclexplode(relacl) g where g.grantee <> relowner order by 1)
      from pg_class where relnamespace = 'public'::regnamespace and relname in ('v', 'i', 's') order by 1`;
    const first = await execute(root, 'build');
    expect(first.exitCode, first.errors + first.output).toBe(0);
    const [made] = await asked(
      existing,
      'create table public.sent (tag text)',
      `create function public.note_sent() returns event_trigger language plpgsql as
        $$ begin insert into public.sent select tg_tag where tg_tag in ('COMMENT', 'GRANT', 'REVOKE'); end $$`,
      'create event trigger note_sent on ddl_command_end execute function public.note_sent()',
    );
    expect(made).toEqual([
      ['i', 'All orders: ["shop"]', null, ['select documented_reader', 'select public']],
      ['s', 'All orders', null, []],
      ['v', 'All orders as public', 'key', ['select documented_reader']],
    ]);

    const sent = 'select tag, count(*)::int from public.sent group by 1 order by 1';
    // Nothing has changed: whatever this one sends is counted with the next one's.
    expect((await execute(root, 'build')).exitCode).toBe(0);
    await writeFiles(root, {
      'project.yml': settings(place).replace('[documented_reader]', '[]'),
      'models/words.md': docs('Some orders'),
      'models/_models.yml': properties('""'),
    });
    expect((await execute(root, 'build')).exitCode).toBe(0);
    expect(await asked(sent, existing)).toEqual([
      [
        ['COMMENT', 4],
        ['REVOKE', 2],
      ],
      [
        ['i', 'Some orders: ["shop"]', null, ['select public']],
        ['s', 'Some orders', null, []],
        ['v', 'Some orders as public', null, []],
      ],
    ]);

    await writeFiles(root, { 'project.yml': settings(place).replace('documented_reader', 'documented_nobody') });
    const unknown = await execute(root, 'build', { select: ['v'] });
    expect(unknown.exitCode).toBe(1);
    expect(unknown.output).toContain('role "documented_nobody" does not exist (project.yml:3:');
    await writeFiles(root, { 'models/words.md': docs('No orders').replace('docs orders', 'docs order') });
    const missing = await execute(root, 'build');
    expect(missing.exitCode).toBe(2);
    expect(missing.errors + missing.output).toContain('error[TEMPLATE_DOC]: there is no docs block "orders"');
    expect(missing.errors + missing.output).toMatch(/--> models\/_models\.yml:2:/);
    expect(missing.errors + missing.output).toContain('Did you mean "order"?');
  });
});
