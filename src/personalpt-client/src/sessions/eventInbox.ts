import { Bell } from "../bell.js";
import type { Clock } from "../clock.js";
import type { SessionEvent } from "../gen/personalpt/v1/session_event_pb.js";

/** Events kept at most. */
export const inboxCapacity = 1024;

/** What an event from the wire is: the next one, one that came before, or one before which others are missing. */
export type Arrival = "new" | "known" | "ahead";

/**
 * The session's events on their way to the app: each once, in order. The queue is bounded: where the app reads too slowly for it, or not at all, events that
 * do not fit are not kept. The server's log has them, and the reader fetches them from there when it has come that far.
 */
export class EventInbox {
  // Reads events after a number from the server's log: at least one, or none where nobody wants them any more.
  readonly #fetch: (after: bigint) => Promise<readonly SessionEvent[]>;
  readonly #bell: Bell;
  readonly #queue: SessionEvent[] = [];
  readonly #over = new AbortController();
  #received = 0n;
  #queued = 0n;
  #failure: Error | undefined;

  constructor(clock: Clock, fetch: (after: bigint) => Promise<readonly SessionEvent[]>) {
    this.#bell = new Bell(clock);
    this.#fetch = fetch;
  }

  /** The newest event up to which all have come. */
  get received(): bigint {
    return this.#received;
  }

  /** Takes an event from the wire. */
  offer(event: SessionEvent): Arrival {
    if (event.eventSeq <= this.#received) return "known";
    if (event.eventSeq > this.#received + 1n) return "ahead";
    const inOrder = this.#queued === this.#received;
    this.#received = event.eventSeq;
    if (inOrder && this.#queue.length < inboxCapacity) {
      this.#queue.push(event);
      this.#queued = this.#received;
    }
    this.#bell.ring();
    return "new";
  }

  /** Nothing more will come; with why, where it is not the regular end. */
  complete(failure?: Error): void {
    this.#failure ??= failure;
    this.#over.abort();
  }

  /** The next event, or undefined where nothing more will come. One caller at a time. */
  async next(): Promise<SessionEvent | undefined> {
    for (;;) {
      const event = this.#queue.shift();
      if (event !== undefined) return event;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#queued < this.#received) {
        const fetched = await this.#fetch(this.#queued);
        if (fetched.length === 0) return undefined;
        this.#takeFetched(fetched);
      } else if (this.#over.signal.aborted) return undefined;
      else await this.#bell.wait(this.#over.signal);
    }
  }

  // While the queue is behind, offer adds nothing to it, so that what was fetched fits without a hole.
  #takeFetched(events: readonly SessionEvent[]): void {
    for (const event of events) {
      if (event.eventSeq !== this.#queued + 1n) continue;
      this.#queue.push(event);
      this.#queued = event.eventSeq;
      if (this.#received < this.#queued) this.#received = this.#queued;
    }
  }
}
