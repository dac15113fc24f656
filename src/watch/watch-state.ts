// When watching checks and when it waits: a pure transition table.
//
//            saved                 settled                 finished
//   idle ───────────▶ settling ───────────────▶ busy ───────────────▶ idle
//                     │  ▲ saved                 │ saved                ▲
//                     └──┘                       └──▶ busy, again ──────┘ (starts over: settling)

export type WatchState =
  | { readonly kind: 'idle' }
  /** Files were saved; waiting until no more come. */
  | { readonly kind: 'settling' }
  /** Checking and rebuilding; `again` when something was saved meanwhile. */
  | { readonly kind: 'busy'; readonly again: boolean };

export type WatchInput = 'saved' | 'settled' | 'finished';

/** What the driver does on entering the new state: (re)start the settling timer, do the work, or nothing. */
export type WatchEffect = 'wait' | 'work' | 'nothing';

export function nextState(
  state: WatchState,
  input: WatchInput,
): { readonly state: WatchState; readonly effect: WatchEffect } {
  switch (state.kind) {
    case 'idle':
      return input === 'saved' ? { state: { kind: 'settling' }, effect: 'wait' } : { state, effect: 'nothing' };
    case 'settling':
      if (input === 'saved') return { state, effect: 'wait' };
      return input === 'settled'
        ? { state: { kind: 'busy', again: false }, effect: 'work' }
        : { state, effect: 'nothing' };
    case 'busy':
      if (input === 'saved') return { state: { kind: 'busy', again: true }, effect: 'nothing' };
      if (input !== 'finished') return { state, effect: 'nothing' };
      return state.again
        ? { state: { kind: 'settling' }, effect: 'wait' }
        : { state: { kind: 'idle' }, effect: 'nothing' };
  }
}
