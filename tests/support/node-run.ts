// What a node's turn asks of its run, for tests that carry a plan out without a project around it.

import type { Database } from '../../src/database/database.ts';
import type { RunEvent } from '../../src/execute/event.ts';
import type { NodeRun } from '../../src/execute/node/node-turn.ts';

export function nodeRun(
  id: string,
  database: Database,
  parts: Partial<NodeRun> = {},
): NodeRun & { events: RunEvent[] } {
  const events: RunEvent[] = [];
  return {
    id,
    database,
    root: '.',
    target: {
      name: 'test',
      profileName: 'test',
      schema: 'public',
      database: 'test',
      threads: 1,
      host: null,
      port: null,
      user: null,
      settings: {},
    },
    options: { threads: 1, testsBlock: false, failFast: false, retryFailed: false },
    tables: new Map(),
    emit: (event) => void events.push(event),
    cancelled: () => false,
    mask: (text) => text,
    events,
    ...parts,
  };
}
