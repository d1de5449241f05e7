import { Bell } from "./bell.js";
import type { Clock } from "./clock.js";

const firstMs = 250;
const longestMs = 5_000;
const longestAskedMs = 300_000;

/** How long to wait before the next try: longer with every failure in a row, and never the same for all whom one server has lost. */
export class Reconnection {
  readonly #bell: Bell;
  readonly #random: () => number;
  #failures = 0;

  constructor(clock: Clock, random: () => number = Math.random) {
    this.#bell = new Bell(clock);
    this.#random = random;
  }

  /** The last try got somewhere. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** There is reason to believe that the next try succeeds: whoever waits, waits no longer. */
  hurry(): void {
    this.#failures = 0;
    this.#bell.ring();
  }

  /** Waits before the next try; at least as long as the server asked for. */
  async wait(askedMs: number | undefined, signal: AbortSignal): Promise<void> {
    await this.#bell.wait(signal, this.nextDelay(askedMs));
  }

  /** Full jitter: any part of a span that doubles, after what the server asked for; the span is then at least as long as that. */
  nextDelay(askedMs: number | undefined): number {
    const asked = Math.min(askedMs ?? 0, longestAskedMs);
    const span = Math.min(longestMs, firstMs * 2 ** Math.min(this.#failures++, 10));
    return asked + this.#random() * Math.max(span, asked);
  }
}
