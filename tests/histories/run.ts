// Plays random histories: npm run histories -- [--count n] [--seed n] [--shard i/n] [--embedded] [--topics a,b | --all]. On the server of
// SMELT_TEST_DATABASE_URL, else one of the npm package's. Prints each finding, made small; ends with 1 if there are any.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { openEmbedded } from '../../src/postgres/embedded-database.ts';
import { databasesEmbedded, databasesOnServer, type HistoryDatabases } from './history-databases.ts';
import { playHistory } from './play-history.ts';
import { printHistory } from './print-history.ts';
import { randomHistory } from './random-history.ts';
import { shrinkHistory } from './shrink-history.ts';
import { settledTopics, type Topic, topics } from './topics.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    shard: { type: 'string', default: '1/1' },
    embedded: { type: 'boolean', default: false },
    topics: { type: 'string' },
    all: { type: 'boolean', default: false },
    tries: { type: 'string', default: '150' },
  },
});

function chosenTopics(): readonly Topic[] {
  if (options.all) return topics;
  const names = options.topics?.split(',').map((name) => name.trim());
  return names ? topics.filter((topic) => names.includes(topic)) : settledTopics;
}

interface Place {
  readonly databases: HistoryDatabases;
  stop(): Promise<void>;
}

async function openPlace(): Promise<Place> {
  if (options.embedded) return openOnEmbedded();
  const given = process.env.SMELT_TEST_DATABASE_URL;
  if (given) return { databases: await databasesOnServer(given), stop: async () => undefined };
  const child = spawn(process.execPath, [join(process.cwd(), 'tests/support/embedded-server.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  return {
    databases: await databasesOnServer(url),
    stop: () => {
      child.stdin.end();
      return ended;
    },
  };
}

async function openOnEmbedded(): Promise<Place> {
  const path = await mkdtemp(join(tmpdir(), 'smelt-template-'));
  const opened = await openEmbedded({ path });
  if (!opened.ok) throw new Error(opened.problems.map(({ message }) => message).join('\n'));
  await opened.value.close();
  const databases = await databasesEmbedded(path);
  return { databases, stop: () => rm(path, { recursive: true, force: true }) };
}

const chosen = chosenTopics();
const [shard = 1, shards = 1] = options.shard.split('/').map(Number);
const first = Number(options.seed);
const place = await openPlace();
const kinds = new Map<string, number>();
let played = 0;
const began = Date.now();
for (let seed = first; seed < first + Number(options.count); seed += 1) {
  if ((seed - first) % shards !== shard - 1) continue;
  const history = randomHistory(seed, chosen);
  const finding = await playHistory(history, place.databases);
  played += 1;
  if (!finding) continue;
  const known = kinds.get(finding.kind) ?? 0;
  kinds.set(finding.kind, known + 1);
  // The second and third of a kind may be another fault; what comes after them is only counted.
  const small = known < 3 ? await shrinkHistory({ history, finding }, place.databases, Number(options.tries)) : null;
  console.log(small ? printHistory(seed, small.history, small.finding) : `seed ${seed}: ${finding.kind}\n`);
}
await place.databases.close();
await place.stop();
const seconds = Math.round((Date.now() - began) / 1000);
const found = [...kinds.values()].reduce((sum, count) => sum + count, 0);
console.log(`${played} histories from seed ${first} (${options.shard}) in ${seconds} s: ${found} with a finding`);
for (const [kind, count] of kinds) console.log(`  ${count} × ${kind}`);
process.exitCode = found > 0 ? 1 : 0;
