// Each kind of thing that people can put on a relation, on each kind of relation: after a rebuild with other rows it is there as
// it was, or the rebuild was refused and nothing is changed. What becomes of each is the table in docs/publishing.md.

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordsOf, type Session } from '../../../src/database/database.ts';
import { userText } from '../../../src/sql/sql.ts';
import {
  type AttachedKind,
  attachedKinds,
  groundAfterKinds,
  groundForKinds,
  placeOfStorage,
} from '../../support/attached-kinds.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode, seedNode } from '../../support/plan-inputs.ts';
import { portraitOf } from '../../support/relation-portrait.ts';
import { part } from '../../support/whole.ts';

/** What a rebuild made of it; `—`: PostgreSQL does not allow the thing on the relation. */
type Outcome = 'carried over' | 'in place' | 'refused' | '—' | `LOST: ${string}`;

interface Holder {
  readonly label: string;
  /** The node's relation. */
  readonly name: string;
  /** What things are put on; the relation itself unless said otherwise. */
  readonly part?: string;
  readonly key?: string;
  readonly what?: string;
  /** The label of the holder whose outcomes it has, for it goes the same way: it is tried with some of the kinds. */
  readonly like?: string;
  readonly first: (rig: NodeRig) => Promise<unknown>;
  readonly again: (rig: NodeRig, session: Session) => Promise<unknown>;
}

const rows = (value: string) => `select i as id, '${value}' || i as v from generate_series(1, 3) as i`;
const days = (value: string) =>
  `select i as id, '${value}' || i as v, date '2024-01-05' + 31 * (i % 2) as day from generate_series(1, 4) as i`;
const file = (value: string) => ({
  checksum: value,
  columns: ['id', 'v'],
  rows: [1, 2, 3].map((id) => [String(id), `${value}${id}`]),
});

const contract = {
  columns: { id: 'integer not null', v: 'text' },
  constraints: [{ type: 'primary_key', columns: ['id'] }] as const,
};
const indexed = (name: string) => ({ indexes: [{ name: `${name}_config`, columns: ['id'] }] });

const inContract = (name: string) => ({
  ...contract,
  config: { contract: { enforced: true }, indexes: [{ name: `${name}_config`, columns: ['id'] }] },
});

function model(
  label: string,
  name: string,
  config: Parameters<typeof modelNode>[1],
  texts: readonly [string, string],
): Holder {
  const node = modelNode(name, config);
  const again = (rig: NodeRig, session: Session) => rig.modelIn(session, node, texts[1], { fullRefresh: true });
  return { label, name, first: (rig) => rig.model(node, texts[0]), again };
}

const materialized = (name: string, kind: string): Parameters<typeof modelNode>[1] => {
  const { config, ...parts } = inContract(name);
  return { ...parts, config: { ...config, materialized: kind } };
};
const seed = seedNode('s', inContract('s'));
const divided = (name: string) =>
  model(
    'partitioned table',
    name,
    {
      config: {
        materialized: 'incremental',
        partition_by: { field: 'day', granularity: 'month', behind: 0, ahead: 0 },
        ...indexed(name),
      },
    },
    [days('a'), days('b')],
  );

const sourced = 'select id, v from theirs.source';
const materializedView = (label: string, name: string, texts: readonly [string, string]): Holder => ({
  ...model(label, name, { config: { materialized: 'materialized_view', ...indexed(name) } }, texts),
  what: 'materialized view',
});

const holders: readonly Holder[] = [
  model('table', 't', materialized('t', 'table'), [rows('a'), rows('b')]),
  {
    ...model('incremental, full refresh', 'i', materialized('i', 'incremental'), [rows('a'), rows('b')]),
    like: 'table',
  },
  {
    label: 'seed',
    name: 's',
    first: (rig) => rig.seed(seed, file('a')),
    again: (rig, session) => rig.seedIn(session, seed, file('b')),
  },
  { ...divided('d'), key: 'id, day' },
  { ...divided('p'), label: 'partition', part: 'p_2024_01', key: 'id, day' },
  { ...model('view', 'v', { config: { materialized: 'view' } }, [rows('a'), rows('b')]), what: 'view' },
  materializedView('materialized view, refreshed', 'm', [sourced, sourced]),
  materializedView('materialized view, other query', 'w', [rows('a'), rows('b')]),
];

class Undone extends Error {}

/** The line of a table with what `told` says in the cells where nothing could be tried. */
function filledBy(line: string, told: string): string {
  const cells = told.split(' | ');
  return line
    .split(' | ')
    .map((cell, place) => (cell === '—' ? cells[place] : cell))
    .join(' | ');
}

describeOnBoth('what is attached to a relation', (database) => {
  const rig = new NodeRig(() => database.database);
  const onServer = () => database.kind === 'server';
  beforeAll(async () => {
    await rig.prepare();
    await rig.execute(
      ...groundForKinds,
      `create table theirs.source as ${rows('a')}`,
      'alter table theirs.source replica identity full',
      ...(onServer() ? placeOfStorage : []),
    );
    for (const holder of holders) await holder.first(rig);
    // Of all that stands Smelt knows what it has made: nothing but what the configs say.
    await rig.execute("update smelt.relations set made = '[]'");
  });
  afterAll(async () => {
    await rig.execute(...groundAfterKinds);
    if (onServer()) await rig.execute('drop tablespace kinds_space');
  });

  const bare = new Map<string, string>();
  async function portrait(session: Session, holder: Holder): Promise<readonly string[]> {
    // A server with LLVM would compile it for seconds.
    await session.query(userText('set jit = off'));
    const described = recordsOf(await session.query(userText(portraitOf(`public.${holder.name}`))));
    return described.map((row) => Object.values(row).join(' | '));
  }

  async function outcomeOf(kind: AttachedKind, holder: Holder): Promise<Outcome> {
    const part = holder.part ?? holder.name;
    const fill = (text: string) =>
      text
        .replaceAll('{t}', `public.${part}`)
        .replaceAll('{n}', part)
        .replaceAll('{what}', holder.what ?? 'table')
        .replaceAll('{i}', holder.part ? `public.${part}_id_idx` : `public.${part}_config`)
        .replaceAll('{key}', holder.key ?? 'id');
    return undone<Outcome>(async (session) => {
      const asked = async (text: string) => recordsOf(await session.query(userText(text)));
      const oid = async () => (await asked(`select 'public.${holder.name}'::regclass::oid::int as oid`))[0]?.oid;
      try {
        for (const statement of kind.attach) await session.query(userText(fill(statement)));
      } catch {
        return '—';
      }
      const attached = await portrait(session, holder);
      if (attached.join('\n') === bare.get(holder.name)) return '—';
      const before = await oid();
      await asked("update theirs.source set v = 'b' || id");
      try {
        await holder.again(rig, session);
      } catch (error) {
        // A refusal of Smelt's own, not an accident on the way; the transaction ends as a run's would.
        expect(String(error) + JSON.stringify(error)).toMatch(/PUBLISH_REFUSED|PUBLISHED_WITHOUT_KEY/);
        return 'refused';
      }
      expect(await asked(`select v from public.${holder.name} order by id limit 1`)).toEqual([{ v: 'b1' }]);
      const after = await portrait(session, holder);
      const lost = attached.filter((line) => !after.includes(line));
      const gained = after.filter((line) => !attached.includes(line));
      if (lost.length + gained.length > 0) return `LOST: ${[...lost, 'and instead', ...gained].join('\n')}`;
      return (await oid()) === before ? 'in place' : 'carried over';
    });
  }

  /** In a transaction that is rolled back at its end. */
  async function undone<T>(work: (session: Session) => Promise<T>): Promise<T> {
    let result: { readonly value: T } | undefined;
    const worked = database.database.withSession((session) =>
      session.transaction({}, async () => {
        result = { value: await work(session) };
        throw new Undone();
      }),
    );
    await worked.catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
    if (!result) throw new Error('nothing was done');
    return result.value;
  }

  test('is there after a rebuild, or the rebuild is refused', async () => {
    // Each try takes longer on the embedded database, and what PostgreSQL does there is the same: a part of the kinds will do.
    const some = (place: number) => place % 5 === 0;
    const kinds = part(
      attachedKinds.filter(({ serverOnly }, place) => onServer() || (!serverOnly && some(place))),
      4,
    );
    const shown = holders.filter(({ like }) => like === undefined);
    const found = [
      ['', ...shown.map(({ label }) => label)],
      ['---', ...shown.map(() => '---')],
    ];
    const unlike: string[] = [];
    for (const holder of holders)
      bare.set(holder.name, (await undone((session) => portrait(session, holder))).join('\n'));
    for (const [place, kind] of kinds.entries()) {
      const outcomes = new Map<string, Outcome>();
      for (const holder of holders) {
        if (holder.like !== undefined && !some(place)) continue;
        const outcome = await outcomeOf(kind, holder).catch((error: unknown): Outcome => `LOST: ${String(error)}`);
        outcomes.set(holder.label, outcome);
        if (holder.like !== undefined && outcome !== outcomes.get(holder.like))
          unlike.push(`${kind.name} on a ${holder.label}: ${outcome}`);
      }
      found.push([kind.name, ...shown.map(({ label }) => outcomes.get(label) ?? '')]);
    }
    const lines = found.map((line) => `| ${line.join(' | ')} |`);
    const document = (await readFile(new URL('../../../docs/publishing.md', import.meta.url), 'utf8')).split('\n');
    // The document's are the newest server's: an older one cannot have all that is tried (an access method of a divided table: 17).
    const [version] = await rig.rows("select current_setting('server_version_num')::int as number");
    const older = Number(version?.number) < 170_000;
    const isTold = (line: string) =>
      document.includes(line) || (older && document.some((told) => told === filledBy(line, told)));
    expect(lines.filter((line) => !isTold(line))).toEqual([]);
    expect(unlike).toEqual([]);
  }, 600_000);
});
