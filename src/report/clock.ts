// Time as reporters know it: a value, so that a test can be its own clock.

export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Calls `tick` again and again, between two turns of the process; answers what ends that. It keeps no process alive. */
  every(milliseconds: number, tick: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds).unref();
    return () => clearInterval(timer);
  },
};
