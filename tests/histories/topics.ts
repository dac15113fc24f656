// The kinds of edits that histories may have, and those that stay switched off, each for a reason that is said here.

export const topics = [
  'rows',
  'seed type',
  'seed column',
  'column',
  'kind',
  'dependency',
  'filter',
  'description',
  'grant',
  'index',
  'contract',
  'hook',
  'partition',
  'incremental',
  'schema change',
  'publish',
  'failure',
  'nothing',
  'node',
] as const;
export type Topic = (typeof topics)[number];

/** Of the runs. */
export const threads = 4;

/** Found to fail, and what is to come first. */
export const switchedOff: ReadonlyMap<Topic, string> = new Map<Topic, string>();

export const settledTopics: readonly Topic[] = topics.filter((topic) => !switchedOff.has(topic));
