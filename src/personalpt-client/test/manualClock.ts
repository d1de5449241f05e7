import type { Clock } from "../src/clock.js";

/** Time that stands still until it is moved. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ due: number; action: () => void }>();

  now(): number {
    return this.#now;
  }

  epochMicros(): bigint {
    return BigInt(Math.round(this.#now * 1000));
  }

  schedule(ms: number, action: () => void): () => void {
    const timer = { due: this.#now + Math.max(0, ms), action };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** When the next timer is due. */
  get nextDue(): number {
    return Math.min(Infinity, ...Array.from(this.#timers, (timer) => timer.due));
  }

  /** Moves to the next timer that is due by then, and lets it act; or, where there is none, to then. */
  step(until: number): boolean {
    const next = this.nextDue;
    if (next > until) {
      this.#now = Math.max(this.#now, until);
      return false;
    }
    this.#now = Math.max(this.#now, next);
    for (const timer of [...this.#timers]) {
      if (timer.due > this.#now) continue;
      this.#timers.delete(timer);
      timer.action();
    }
    return true;
  }
}

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}
