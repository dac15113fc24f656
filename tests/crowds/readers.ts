// Sessions that read all relations of a crowd again and again while builds go on, as people and dashboards do: each statement
// its own READ COMMITTED transaction. They note every error, and everything that is not one whole version of a relation.

import { Client } from 'pg';
import type { Random } from '../support/random.ts';

export interface ReaderReport {
  readonly reads: number;
  readonly problems: readonly string[];
  /** The longest read, as its client saw it. */
  readonly longest: { readonly milliseconds: number; readonly statement: string };
}

export interface Readers {
  /** What is read from now on; every relation named must stand, and have the ids 1 to `rows`. */
  readFrom(relations: readonly string[], rows: number): void;
  stop(): Promise<ReaderReport>;
}

/** The name by which pg_stat_activity knows them. */
export const readerName = 'crowd reader';

/** Between two reads of one session, at most: a reader without pauses takes the processor from those whose locks are looked at. */
const pause = 15;

export async function startReaders(url: string, random: Random, count: number): Promise<Readers> {
  let relations: readonly string[] = [];
  let rows = 0;
  let stopped = false;
  let reads = 0;
  const problems: string[] = [];
  let longest = { milliseconds: 0, statement: '' };
  const clients = Array.from(
    { length: count },
    () => new Client({ connectionString: url, application_name: readerName }),
  );
  await Promise.all(clients.map((client) => client.connect()));

  async function readOn(client: Client): Promise<void> {
    while (!stopped) {
      await new Promise((resolve) => setTimeout(resolve, random.below(pause)));
      if (relations.length === 0) continue;
      const { statement, wrong } = randomRead(random, relations, rows);
      const started = performance.now();
      try {
        const result = await client.query(statement);
        const problem = wrong(result.rows);
        if (problem) problems.push(`${statement}: ${problem}`);
      } catch (error) {
        problems.push(`${statement}: ${error instanceof Error ? error.message : String(error)}`);
      }
      const milliseconds = performance.now() - started;
      if (milliseconds > longest.milliseconds) longest = { milliseconds, statement };
      reads += 1;
    }
    await client.end();
  }

  const reading = Promise.all(clients.map(readOn));
  return {
    readFrom(names, count) {
      relations = names;
      rows = count;
    },
    async stop() {
      stopped = true;
      await reading;
      return { reads, problems, longest };
    },
  };
}

type Row = Readonly<Record<string, unknown>>;

interface Read {
  readonly statement: string;
  /** What is wrong with its rows, if anything. */
  wrong(rows: readonly Row[]): string | undefined;
}

function randomRead(random: Random, relations: readonly string[], rows: number): Read {
  const relation = random.pick(relations);
  switch (random.below(5)) {
    case 0:
      return {
        statement: `select count(*)::integer as n, count(distinct id)::integer as ids, min(id) as least, max(id) as most from ${relation}`,
        wrong: ([row]) => {
          const found = [row?.n, row?.ids, row?.least, row?.most].join(' ');
          return found === `${rows} ${rows} 1 ${rows}`
            ? undefined
            : `rows, ids, least, most: ${found}, not ${rows} of them`;
        },
      };
    case 1:
      return {
        statement: `select * from ${relation} limit 5`,
        wrong: (found) => (found.length === 5 ? undefined : `${found.length} rows`),
      };
    case 2:
    case 3:
      return { statement: `select * from ${relation}`, wrong: (found) => incomplete(found, rows) };
    default: {
      const names = [relation, ...Array.from({ length: 1 + random.below(3) }, () => random.pick(relations))];
      const joined = names.map((name, index) =>
        index === 0 ? `${name} as t0` : `join ${name} as t${index} using (id)`,
      );
      return {
        statement: `select count(*)::integer as n from ${joined.join(' ')}`,
        wrong: ([row]) => (row?.n === rows ? undefined : `${row?.n} rows, not ${rows}`),
      };
    }
  }
}

/** One version, and all of it: each id once, and in each column that tells versions the same in every row. */
function incomplete(found: readonly Row[], rows: number): string | undefined {
  if (found.length !== rows) return `${found.length} rows, not ${rows}`;
  if (new Set(found.map(({ id }) => id)).size !== rows) return 'not every id once';
  const [first = {}] = found;
  const mixed = Object.keys(first).filter(
    (column) => column.endsWith('_made') && found.some((row) => row[column] !== first[column]),
  );
  return mixed.length > 0 ? `rows of two versions: ${mixed.join(', ')}` : undefined;
}
