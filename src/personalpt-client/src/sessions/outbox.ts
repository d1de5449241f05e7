import type { Acknowledgement, Input } from "../gen/personalpt/v1/tracking_service_pb.js";
import { InputBuffer, type BufferLimits } from "./inputBuffer.js";
import { LostControls } from "./lostControls.js";

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
  readonly #lostControls = new LostControls();
  readonly #lingerMs: number;
  readonly #onDrop: (inputs: number) => void;
  #next: number;
  #urgent = 0;
  // Numbers below this one have been in a call: they belong to what they were in it.
  #everSentBelow: number;
  // Inputs below this one are controls that were lost and stand before the others again.
  #restoredBelow = 0;

  /** `onDrop` is told how many inputs went because there was no room; a control that is kept elsewhere is none of them. */
  constructor(firstSeq: number, lingerMs: number, limits: BufferLimits, onDrop: (inputs: number) => void) {
    this.#buffer = new InputBuffer(firstSeq, limits);
    this.#next = this.#everSentBelow = firstSeq;
    this.#lingerMs = lingerMs;
    this.#onDrop = onDrop;
  }

  /** The oldest input that could still be sent, or the next one where none is held. */
  get oldestHeld(): number {
    return this.#buffer.oldestSeq;
  }

  /** Whether anything is held that the server might ask for again. */
  get holdsAny(): boolean {
    return this.#buffer.count > 0;
  }

  /** Adds an input, and lets go of the oldest ones where there is no room, or which are too old. */
  append(input: Input, bytes: number, now: number, urgent: boolean): void {
    let dropped = 0;
    while (this.#buffer.mustDropOldest(bytes, now)) dropped += this.#dropOldest();
    if (urgent) this.#urgent = this.#buffer.nextSeq;
    this.#buffer.append(input, bytes, now);
    if (dropped > 0) this.#onDrop(dropped);
  }

  /** Whether the inputs that wait now are worth waking the sender. */
  get isWorthWaking(): boolean {
    const waiting = this.#buffer.nextSeq - this.#next;
    return this.#urgent >= this.#next || waiting === 1 || waiting === fullBatch;
  }

  /** Takes the next batch, if there is one that should go now. It goes again until it is acknowledged. */
  take(now: number): Batch {
    this.#restoreControls(now);
    const first = Math.max(this.#next, this.#buffer.oldestSeq);
    const waiting = this.#buffer.nextSeq - first;
    if (waiting <= 0) return { waitMs: undefined };
    if (waiting < fullBatch && this.#urgent < first) {
      const rest = this.#buffer.timeOf(first) + this.#lingerMs - now;
      if (rest > 0) return { waitMs: rest };
    }
    // Restored controls go alone: if they were lost once more, all that had gone with them would have to be let go of, too.
    const inputs = this.#buffer.from(first, first < this.#restoredBelow ? this.#restoredBelow - first : mostInputs, mostBytes);
    this.#everSentBelow = Math.max(this.#everSentBelow, first + inputs.length);
    return { first, inputs };
  }

  /**
   * The server says where it stands: what it has taken, or, where its counter was rebuilt, what it needs again.
   * @returns false where the server has inputs that were never made here.
   */
  acknowledge(acknowledgement: Acknowledgement): boolean {
    const next = Number(acknowledgement.nextInputSeq);
    if (next > this.#buffer.nextSeq) return false;
    this.#buffer.dropBelow(Number(acknowledgement.durableInputSeq));
    this.#lostControls.taken(next);
    this.#next = next;
    return true;
  }

  // Tells how many inputs are lost by it. What the server has taken has happened.
  #dropOldest(): number {
    const seq = this.#buffer.oldestSeq;
    const { input, bytes } = this.#buffer.dropOldest();
    return seq >= this.#next && this.#lostControls.keep(seq, input, bytes) ? 0 : 1;
  }

  // What lost controls did goes before the oldest input, in numbers that no call has carried: those of inputs that went, too. Inputs that have been sent and
  // stand behind a lost control would happen to the wrong exercise, or in a pause; they are not worth more than what was lost.
  #restoreControls(now: number): void {
    let dropped = 0;
    while (this.#lostControls.count > 0 && this.#buffer.count > 0 && this.#buffer.oldestSeq < this.#everSentBelow + this.#lostControls.count)
      dropped += this.#dropOldest();
    const count = this.#lostControls.count;
    if (count > 0) {
      if (this.#buffer.count === 0) this.#buffer.skipTo(this.#everSentBelow + count);
      this.#restoredBelow = this.#buffer.oldestSeq;
      this.#urgent = Math.max(this.#urgent, this.#restoredBelow - 1);
      // As old as what they stand before, or they would keep it beyond its age.
      const at = this.#buffer.count > 0 ? this.#buffer.timeOf(this.#restoredBelow) : now;
      for (const { input, bytes } of this.#lostControls.takeAll().reverse()) this.#buffer.prepend(input, bytes, at);
    }
    if (dropped > 0) this.#onDrop(dropped);
  }
}
