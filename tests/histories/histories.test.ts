// However a project came to be what it is, its database is what a clean build would give.

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { databasesOnServer, type HistoryDatabases } from './history-databases.ts';
import { playHistory } from './play-history.ts';
import { printHistory } from './print-history.ts';
import { randomHistory } from './random-history.ts';
import { settledTopics } from './topics.ts';

describe('random histories', () => {
  let databases: HistoryDatabases;
  beforeAll(async () => {
    databases = await databasesOnServer(inject('serverUrl'));
  });
  afterAll(() => databases.close());

  // Several at once: while one waits for the server another is planned.
  it.concurrent.each(Array.from({ length: 12 }, (_, index) => 1 + index))(
    'equal a clean build (seed %i)',
    async (seed) => {
      const history = randomHistory(seed, settledTopics);
      const finding = await playHistory(history, databases);
      expect(
        finding &&
          `${printHistory(seed, history, finding)}\nMade small by: npm run histories -- --count 1 --seed ${seed}`,
      ).toBeNull();
    },
  );
});
