// Config keys of sources alone, none of which has an effect before their freshness is measured.

import type { ConfigKind, OtherKey } from './config-key.ts';

const sources: readonly ConfigKind[] = ['source'];

function ofFreshness(name: string, parts: Pick<OtherKey, 'takes' | 'example' | 'about'>): OtherKey {
  return {
    name,
    kinds: sources,
    besideIn: sources,
    default: null,
    ...parts,
    state: 'later',
    waitsFor: 'the freshness of sources',
    meanwhile: 'nobody looks at how old the rows are',
  };
}

export const otherSourceKeys: readonly OtherKey[] = [
  {
    ...ofFreshness('freshness', {
      takes: 'a map',
      example: '{ warn_after: { count: 1, period: day } }',
      about: 'From which age of the newest row it warns, or fails.',
    }),
    merge: 'by key',
  },
  ofFreshness('loaded_at_field', {
    takes: 'a text',
    example: 'loaded_at',
    about: 'The column that says when a row came in.',
  }),
  ofFreshness('loaded_at_query', {
    takes: 'a text',
    example: "'select max(loaded_at) from log'",
    about: 'The query that says when the newest row came in.',
  }),
];
