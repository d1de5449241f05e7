import type { Acknowledgement, Input } from "../gen/personalpt/v1/tracking_service_pb.js";
import { InputBuffer, type BufferLimits } from "./inputBuffer.js";

/** So many waiting inputs go at once, without lingering. */
export const fullBatch = 30;

// More than a full batch go together when there is a backlog; well below the protocol's 600 inputs and 512 KB.
const mostInputs = 240;
const mostBytes = 128 * 1024;

/** The next thing to send, or how long to wait for it; undefined: until something is added. */
export type Batch = { readonly first: number; readonly inputs: Input[] } | { readonly waitMs: number | undefined };

/** What there is to say: numbers inputs, holds them until they are durable, and knows which one goes next. */
export class Outbox {
  readonly #buffer: InputBuffer;
  readonly #lingerMs: number;
  #next: number;
  #urgent = 0;

  constructor(firstSeq: number, lingerMs: number, limits: BufferLimits) {
    this.#buffer = new InputBuffer(firstSeq, limits);
    this.#next = firstSeq;
    this.#lingerMs = lingerMs;
  }

  /** The oldest input that could still be sent, or the next one where none is held. */
  get oldestHeld(): number {
    return this.#buffer.oldestSeq;
  }

  /** Whether anything is held that the server might ask for again. */
  get holdsAny(): boolean {
    return this.#buffer.count > 0;
  }

  /** Adds an input. Tells how many old ones had to go for it. */
  append(input: Input, bytes: number, now: number, urgent: boolean): number {
    if (urgent) this.#urgent = this.#buffer.nextSeq;
    return this.#buffer.append(input, bytes, now);
  }

  /** Whether the inputs that wait now are worth waking the sender. */
  get isWorthWaking(): boolean {
    const waiting = this.#buffer.nextSeq - this.#next;
    return this.#urgent >= this.#next || waiting === 1 || waiting === fullBatch;
  }

  /** Takes the next batch, if there is one that should go now. It goes again until it is acknowledged. */
  take(now: number): Batch {
    const first = Math.max(this.#next, this.#buffer.oldestSeq);
    const waiting = this.#buffer.nextSeq - first;
    if (waiting <= 0) return { waitMs: undefined };
    if (waiting < fullBatch && this.#urgent < first) {
      const rest = this.#buffer.timeOf(first) + this.#lingerMs - now;
      if (rest > 0) return { waitMs: rest };
    }
    return { first, inputs: this.#buffer.from(first, mostInputs, mostBytes) };
  }

  /**
   * The server says where it stands: what it has taken, or, where its counter was rebuilt, what it needs again.
   * @returns false where the server has inputs that were never made here.
   */
  acknowledge(acknowledgement: Acknowledgement): boolean {
    const next = Number(acknowledgement.nextInputSeq);
    if (next > this.#buffer.nextSeq) return false;
    this.#buffer.dropBelow(Number(acknowledgement.durableInputSeq));
    this.#next = next;
    return true;
  }
}
