import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordsOf, type Session } from '../../../src/database/database.ts';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { spanOf } from '../../../src/diagnostics/text-file.ts';
import { copyBatch } from '../../../src/execute/load/copy-batches.ts';
import { loadFiles, previewFiles, recordFailedPages } from '../../../src/execute/load/load-files.ts';
import type { LoadReport } from '../../../src/execute/load/load-report.ts';
import { NodeFailure } from '../../../src/execute/node-failure.ts';
import { updateEngineSchema } from '../../../src/execute/run/engine-schema.ts';
import type { SourceNode } from '../../../src/graph/node.ts';
import { createSource } from '../../../src/graph/nodes/source.ts';
import type { FileSettings } from '../../../src/project/project.ts';
import { noSourceFacts } from '../../../src/project/source-facts.ts';
import { type Sql, sql } from '../../../src/sql/sql.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { nodeRun } from '../../support/node-run.ts';

const firstGeneration = '00000000-0000-4000-8000-00000000000a';
const secondGeneration = '00000000-0000-4000-8000-00000000000b';
const runId = '00000000-0000-4000-8000-00000000000c';
const target = { schema: 'public', name: 'bronze' };
const relation = { schema: 'pg_temp', name: 'api.deposits' };

function sourceNode(settings: Partial<FileSettings> = {}): SourceNode {
  const source = { path: 'sources.yml', text: '' };
  const files: FileSettings = {
    location: { value: 'raw/{affiliate}/{day:yyyy/MM/dd}/page_{page}.json', span: spanOf(source) },
    format: 'json',
    gzip: 'by name',
    records: ['data'],
    ok: [{ path: ['code'], equals: '0' }],
    maxRecords: 10_000_000,
    maxAttempts: 2,
    backoffMilliseconds: 60_000,
    ...settings,
  };
  const node = createSource({
    packageName: 'p',
    sourceName: 'api',
    name: 'deposits',
    fqn: [],
    identifier: 'deposits',
    schema: 'api',
    description: '',
    enabled: true,
    tags: [],
    meta: {},
    columns: [],
    facts: noSourceFacts,
    docs: [],
    files,
    file: source,
    span: spanOf(source),
  });
  return { ...node, relation };
}

describeOnBoth('taking in files', (rig) => {
  let root = '';
  let told: Diagnostic[] = [];
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'smelt-load-'));
    told = [];
    mkdirSync(join(root, 'raw'));
    await rig.database.withSession(async (session) => {
      await updateEngineSchema(session);
      await session.query(sql`delete from smelt.files`);
      await session.query(sql`delete from smelt.file_failures`);
    });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** Written long enough ago that its time can be trusted. */
  function page(path: string, content: string | Buffer, ago = 60): void {
    const file = join(root, 'raw', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    const time = Date.now() / 1000 - ago;
    utimesSync(file, time, time);
  }

  interface Load {
    readonly report: LoadReport;
    readonly rows: readonly Readonly<Record<string, unknown>>[];
  }

  const everything = sql`select * from pg_temp."api.deposits" order by _file, _record_number`;

  async function load(
    options: {
      generation?: string;
      settings?: Partial<FileSettings>;
      retryFailed?: boolean;
      fullRefresh?: boolean;
      read?: Sql;
    } = {},
  ): Promise<Load> {
    return rig.database.withSession((session) => session.transaction({}, () => loadOn(session, options)));
  }

  async function loadOn(session: Session, options: Parameters<typeof load>[0] = {}): Promise<Load> {
    const report = await loadFiles(session, run(options.retryFailed), action(options));
    return { report, rows: recordsOf(await session.query(options.read ?? everything)) };
  }

  function run(retryFailed = false) {
    return nodeRun(runId, rig.database, {
      root,
      options: { threads: 1, testsBlock: false, failFast: false, retryFailed },
      emit: (event) => {
        if (event.kind === 'diagnostic') told.push(event.diagnostic);
      },
    });
  }

  function action(options: Parameters<typeof load>[0] = {}) {
    return {
      kind: 'loadFiles',
      files: { source: sourceNode(options.settings), relation },
      target,
      generation: options.generation ?? firstGeneration,
      fullRefresh: options.fullRefresh ?? false,
    } as const;
  }

  /** Moves what the ledger knows into the past: as if so much time had gone by. */
  async function later(minutes: number): Promise<void> {
    await rig.database.withSession((session) =>
      session.query(
        sql`update smelt.file_failures set last_failed_at = last_failed_at - ${minutes}::int * interval '1 minute'`,
      ),
    );
  }

  const good = (...records: unknown[]) =>
    `{"code":"0","at":"x","data":[${records.map((record) => JSON.stringify(record)).join(',')}]}`;

  test('records arrive with their page; what was taken in is not read again', async () => {
    page('ann/2024/05/06/page_1.json', '{"code":"0","at":1.50,"data":[{"n":12345678901234567890.10},2]}');
    page('bob/2024/05/07/page_é.json', good({ tab: 'a\tb\\c\nd' }));
    const first = await load();
    expect(first.report).toEqual({
      source: 'api.deposits',
      filesListed: 2,
      filesRead: 2,
      records: 3,
      unchanged: 0,
      failed: [],
      standing: [],
    });
    expect(first.rows.map(({ record: _, _loaded_at, ...row }) => row)).toEqual([
      {
        _error: null,
        affiliate: 'ann',
        day: '2024-05-06',
        page: '1',
        _envelope: { at: 1.5, code: '0' },
        _file: 'ann/2024/05/06/page_1.json',
        _record_number: 1n,
        _attempt: 1,
        _failed_at: null,
      },
      {
        _error: null,
        affiliate: 'ann',
        day: '2024-05-06',
        page: '1',
        _envelope: { at: 1.5, code: '0' },
        _file: 'ann/2024/05/06/page_1.json',
        _record_number: 2n,
        _attempt: 1,
        _failed_at: null,
      },
      {
        _error: null,
        affiliate: 'bob',
        day: '2024-05-07',
        page: 'é',
        _envelope: { at: 'x', code: '0' },
        _file: 'bob/2024/05/07/page_é.json',
        _record_number: 1n,
        _attempt: 1,
        _failed_at: null,
      },
    ]);
    expect(first.rows.map((row) => row.record)).toEqual([expect.anything(), 2, { tab: 'a\tb\\c\nd' }]);
    expect(new Set(first.rows.map((row) => row._loaded_at)).size).toBe(1);

    const again = await load();
    expect(again).toMatchObject({ rows: [], report: { filesRead: 0, records: 0, unchanged: 2 } });

    page('ann/2024/05/06/page_2.json', good(3));
    const added = await load();
    expect(added.rows.map((row) => row.record)).toEqual([3]);
    expect(added.report).toMatchObject({ filesListed: 3, filesRead: 1, unchanged: 2 });
    expect(told).toEqual([]);
  });

  test('numbers beyond what JavaScript holds stay exact', async () => {
    page('ann/2024/05/06/page_1.json', '{"code":"0","data":[{"n":12345678901234567890.10}]}');
    const { rows } = await load({ read: sql`select record::text as text from pg_temp."api.deposits"` });
    expect(rows).toEqual([{ text: '{"n": 12345678901234567890.10}' }]);
  });

  test('a changed file adds its records again, a touched one nothing', async () => {
    page('ann/2024/05/06/page_1.json', good(1), 300);
    await load();
    page('ann/2024/05/06/page_1.json', good(1), 200);
    expect(await load()).toMatchObject({ rows: [], report: { filesRead: 0, unchanged: 1 } });
    page('ann/2024/05/06/page_1.json', good(1, 2), 100);
    expect((await load()).rows.map((row) => row.record)).toEqual([1, 2]);
    await rig.database.withSession(async (session) => {
      const ledger = await session.query(sql`select versions, records, total_records from smelt.files`);
      expect(ledger.rows).toEqual([[2, 2n, 3n]]);
    });
  });

  test('a file as new as the last look is read again, and found to be the same', async () => {
    page('ann/2024/05/06/page_1.json', good(1), 0);
    await load();
    const path = join(root, 'raw/ann/2024/05/06/page_1.json');
    const { atime, mtime } = statSync(path);
    writeFileSync(path, good(2));
    utimesSync(path, atime, mtime);
    expect((await load()).rows.map((row) => row.record)).toEqual([2]);
  });

  test('entries of another generation do not count, and go when it is replaced', async () => {
    page('ann/2024/05/06/page_1.json', good(1));
    await load();
    expect((await load({ generation: secondGeneration })).report).toMatchObject({ filesRead: 1, records: 1 });
    await rig.database.withSession(async (session) => {
      expect((await session.query(sql`select generation from smelt.files`)).rows).toEqual([[secondGeneration]]);
    });
  });

  test('a full refresh is refused while a file that was taken in is gone', async () => {
    page('ann/2024/05/06/page_1.json', good(1));
    page('ann/2024/05/06/page_2.json', good(2));
    await load();
    rmSync(join(root, 'raw/ann/2024/05/06/page_1.json'));
    const failure = await load({ generation: secondGeneration, fullRefresh: true }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NodeFailure);
    expect(failure instanceof NodeFailure && failure.diagnostics).toMatchObject([
      { code: 'FILES_GONE', notes: [{ message: 'ann/2024/05/06/page_1.json' }] },
    ]);
    expect((await load()).report).toMatchObject({ filesListed: 1, unchanged: 1 });
  });

  test('a bad page fails alone, waits, is tried again, gives up, and begins anew when it changes', async () => {
    const bad = 'ann/2024/05/06/page_2.json';
    page('ann/2024/05/06/page_1.json', good(1));
    page(bad, '{"code":"0","data":[{"a":1},{"a":]}', 500);
    const first = await load();
    expect(first.rows.map((row) => row.record)).toEqual([1]);
    const reason = 'expected a value, found ]';
    expect(first.report).toMatchObject({
      filesRead: 1,
      failed: [{ file: bad, reason, byte: 33, attempt: 1, exhausted: false }],
    });

    expect((await load()).report).toMatchObject({
      failed: [],
      standing: [{ file: bad, attempt: 1, byte: 33, exhausted: false }],
    });
    await later(2);
    expect((await load()).report.failed).toMatchObject([{ file: bad, attempt: 2, exhausted: true }]);
    await later(600);
    expect((await load()).report).toMatchObject({ failed: [], standing: [{ file: bad, attempt: 2, exhausted: true }] });
    expect((await load({ retryFailed: true })).report.failed).toMatchObject([{ attempt: 3, exhausted: true }]);

    page(bad, '{"code":"1","data":[]}', 400);
    expect((await load()).report.failed).toMatchObject([
      { attempt: 4, exhausted: false, reason: 'code is "1", not "0"' },
    ]);
    page(bad, good({ a: 1 }), 300);
    const mended = await load();
    expect(mended.rows).toMatchObject([{ record: { a: 1 }, _attempt: 5, _failed_at: expect.any(String) }]);
    expect((await load()).report).toMatchObject({ failed: [], standing: [], unchanged: 2 });
  });

  test('failures outlive the rollback of their model when they are recorded after it', async () => {
    page('ann/2024/05/06/page_1.json', 'no');
    const reports: LoadReport[] = [];
    await rig.database.withSession(async (session) => {
      const outcome = session.transaction({}, async () => {
        reports.push(await loadFiles(session, run(), action()));
        throw new Error('the model failed');
      });
      await expect(outcome).rejects.toThrow('the model failed');
      expect((await session.query(sql`select 1 from smelt.file_failures`)).rows).toEqual([]);
      await session.transaction({}, () => recordFailedPages(session, reports));
    });
    expect((await load()).report.standing).toMatchObject([{ attempt: 1 }]);
  });

  test('what jsonb refuses arrives as text beside the good records', async () => {
    const deep = '['.repeat(3000) + ']'.repeat(3000);
    const content = `{"code":"0","data":[{"a":"\\u0000"},{"b":"\\ud800"},{"c":1e200000},{"d":${deep}},{"ok":true}]}`;
    page(
      'ann/2024/05/06/page_1.json',
      Buffer.concat([
        Buffer.from(content.slice(0, -2)),
        Buffer.from(',"'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('"]}'),
      ]),
    );
    const { rows } = await load();
    expect(rows.map((row) => [typeof (row.record as { _raw?: string })._raw, row._error])).toEqual([
      ['string', 'jsonb cannot hold \\u0000 (byte 26 of the page)'],
      ['string', expect.stringMatching(/half of a surrogate pair/)],
      ['string', expect.stringMatching(/range of numeric/)],
      ['string', expect.stringMatching(/nested more than 1000 levels deep/)],
      ['undefined', null],
      ['string', expect.stringMatching(/not UTF-8/)],
    ]);
    expect(rows[0]?.record).toEqual({ _raw: '{"a":"\\u0000"}' });
  });

  test('a batch that COPY refuses is halved until the culprits are alone', async () => {
    await rig.database.withSession((session) =>
      session.transaction({}, async () => {
        await session.query(sql`create temporary table halves (record jsonb, _error text, n int) on commit drop`);
        const rows = Array.from({ length: 1000 }, (_, index) =>
          index === 0 || index === 617 || index === 999
            ? `{"bad\\\\tab":\\t${index},}\t\\N\t${index}\n`
            : `{"n":${index}}\t\\N\t${index}\n`,
        );
        await copyBatch(session, sql`pg_temp.halves (record, _error, n)`, {
          bytes: Buffer.from(rows.join('')),
          rows: 1000,
        });
        const result = await session.query(
          sql`select record->>'_raw', _error, n from halves where _error is not null order by n`,
        );
        expect(result.rows).toEqual(
          [0, 617, 999].map((n) => [
            `{"bad\\tab":\t${n},}`,
            expect.stringMatching(/^the database refuses the record: invalid input syntax/),
            n,
          ]),
        );
        expect((await session.query(sql`select count(*), sum(n) from halves`)).rows).toEqual([[1000n, 499_500n]]);
      }),
    );
  });

  test('csv and ndjson, and more rows than one batch holds', async () => {
    const wide = 'w'.repeat(2000);
    const lines = Array.from({ length: 9000 }, (_, index) => `{"id":${index},"wide":"${wide}"}`).join('\n');
    page('ann/2024/05/06/page_1.json', lines);
    const read = sql`select count(*)::int as n, count(distinct record->>'id')::int as ids, max(_record_number)::int as last from pg_temp."api.deposits"`;
    const settings: Partial<FileSettings> = { format: 'ndjson', records: [], ok: [] };
    expect((await load({ settings, read })).rows).toEqual([{ n: 9000, ids: 9000, last: 9000 }]);
    page('ann/2024/05/06/page_1.json', 'id,name\n1,\\N\n', 50);
    expect((await load({ settings: { ...settings, format: 'csv' } })).rows).toMatchObject([
      { record: { id: '1', name: '\\N' }, _envelope: null },
    ]);
  });

  test('a preview reads as far as its limit needs, and records nothing', async () => {
    for (const number of [1, 2, 3]) page(`ann/2024/05/06/page_${number}.json`, good(number, number));
    await rig.database.withSession((session) =>
      session.transaction({}, async () => {
        const files = { source: sourceNode(), relation };
        const report = await previewFiles(session, files, { root, emit: () => undefined }, 3);
        expect(report).toMatchObject({ filesRead: 2, records: 4 });
        expect((await session.query(everything)).rows).toHaveLength(4);
        expect((await session.query(sql`select 1 from smelt.files`)).rows).toEqual([]);
      }),
    );
  });

  test('a missing folder is an error; an impossible day and a location without a match are warnings', async () => {
    const failure = await load({
      settings: { location: { value: 'nowhere/{x}.json', span: sourceNode().span } },
    }).catch((error: unknown) => error);
    expect(failure instanceof NodeFailure && failure.diagnostics.map(({ code }) => code)).toEqual(['FILES_FOLDER']);
    expect((await load()).report).toMatchObject({ filesListed: 0 });
    expect(told).toEqual([]);
    page('ann/2024/02/30/page_1.json', good(1));
    page('ann/2024/02/28/other.json', good(1));
    expect((await load()).report).toMatchObject({ filesListed: 0 });
    expect(told.map(({ code }) => code)).toEqual(['FILES_NO_SUCH_DAY']);
  });
});
