// Protects watching: saves in a row are one, a save during work is not lost, and two rebuilds never overlap.

import { expect, it } from 'vitest';
import { nextState, type WatchEffect, type WatchInput, type WatchState } from '../../../src/watch/watch-state.ts';

function after(...inputs: readonly WatchInput[]): { state: WatchState; effects: readonly WatchEffect[] } {
  let state: WatchState = { kind: 'idle' };
  const effects: WatchEffect[] = [];
  for (const input of inputs) {
    const next = nextState(state, input);
    state = next.state;
    effects.push(next.effect);
  }
  return { state, effects };
}

it('waits until the saves have ended, then works once', () => {
  expect(after('saved', 'saved', 'settled')).toEqual({
    state: { kind: 'busy', again: false },
    effects: ['wait', 'wait', 'work'],
  });
  expect(after('saved', 'settled', 'finished').state).toEqual({ kind: 'idle' });
});

it('starts over after work during which something was saved, and never works twice at once', () => {
  const { state, effects } = after('saved', 'settled', 'saved', 'saved', 'settled', 'finished');
  expect(effects).toEqual(['wait', 'work', 'nothing', 'nothing', 'nothing', 'wait']);
  expect(state).toEqual({ kind: 'settling' });
});

it('ignores what cannot come', () => {
  expect(after('settled', 'finished')).toEqual({ state: { kind: 'idle' }, effects: ['nothing', 'nothing'] });
  expect(after('saved', 'finished')).toEqual({ state: { kind: 'settling' }, effects: ['wait', 'nothing'] });
});
