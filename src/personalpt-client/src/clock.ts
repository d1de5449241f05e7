/** What tells the time and lets it pass. The system's is the default; tests bring their own. */
export interface Clock {
  /** Milliseconds that only ever rise. */
  now(): number;
  /** Microseconds since the Unix epoch, UTC. */
  epochMicros(): bigint;
  /** Calls `action` once after `ms` milliseconds; what is returned takes it back. */
  schedule(ms: number, action: () => void): () => void;
}

/** The system's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epochMicros: () => BigInt(Date.now()) * 1000n,
  schedule: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
