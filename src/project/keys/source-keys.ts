// Config keys of sources alone, none of which has an effect before their freshness is measured.

import type { ConfigKind, OtherKey } from './config-key.ts';

const sources: readonly ConfigKind[] = ['source'];

function ofFreshness(name: string, about: string): OtherKey {
  return {
    name,
    kinds: sources,
    besideIn: sources,
    default: null,
    about,
    state: 'later',
    waitsFor: 'the freshness of sources',
    meanwhile: 'nobody looks at how old the rows are',
  };
}

export const otherSourceKeys: readonly OtherKey[] = [
  { ...ofFreshness('freshness', 'From which age of the newest row it warns, or fails.'), merge: 'by key' },
  ofFreshness('loaded_at_field', 'The column that says when a row came in.'),
  ofFreshness('loaded_at_query', 'The query that says when the newest row came in.'),
];
