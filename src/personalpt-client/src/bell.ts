import type { Clock } from "./clock.js";

/** Wakes the one who waits. Rings that nobody waits for come together as one. */
export class Bell {
  readonly #clock: Clock;
  #rung = false;
  #wake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Waits for a ring since the last wait, for the time to pass, or for the signal. */
  async wait(signal: AbortSignal, ms?: number): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#wake = undefined;
          signal.removeEventListener("abort", wake);
          cancel?.();
          resolve();
        };
        const cancel = ms === undefined ? undefined : this.#clock.schedule(ms, wake);
        this.#wake = wake;
        signal.addEventListener("abort", wake);
      });
    }
    this.#rung = false;
  }
}
