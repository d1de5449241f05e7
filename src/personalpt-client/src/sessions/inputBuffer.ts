import type { Input } from "../gen/personalpt/v1/tracking_service_pb.js";

interface Held {
  readonly input: Input;
  readonly bytes: number;
  readonly at: number;
}

/** Bounds of the inputs that are held. */
export interface BufferLimits {
  readonly inputs: number;
  readonly bytes: number;
  readonly ageMs: number;
}

/** The inputs that may be needed again, numbered without a hole; beyond its bounds the oldest goes. */
export class InputBuffer {
  readonly #limits: BufferLimits;
  #held: Held[] = [];
  // Where the oldest lies in #held; what lies before it is cut off now and then, not one by one.
  #start = 0;
  #oldest: number;
  #bytes = 0;

  constructor(firstSeq: number, limits: BufferLimits) {
    this.#oldest = firstSeq;
    this.#limits = limits;
  }

  /** Number of the oldest input that is held, or of the next one where none is. */
  get oldestSeq(): number {
    return this.#oldest;
  }

  /** Number of the next input. */
  get nextSeq(): number {
    return this.#oldest + this.count;
  }

  get count(): number {
    return this.#held.length - this.#start;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the oldest has to go before an input is added: there is no room, or it is too old. */
  mustDropOldest(bytes: number, at: number): boolean {
    return this.count > 0 && (this.count >= this.#limits.inputs || this.#bytes + bytes > this.#limits.bytes || this.#at(0).at < at - this.#limits.ageMs);
  }

  /** Adds an input, whether there is room or not. */
  append(input: Input, bytes: number, at: number): void {
    this.#held.push({ input, bytes, at });
    this.#bytes += bytes;
  }

  /** Adds an input before the oldest one; it gets the number before. */
  prepend(input: Input, bytes: number, at: number): void {
    const held = { input, bytes, at };
    if (this.#start > 0) this.#held[--this.#start] = held;
    else this.#held.unshift(held);
    this.#bytes += bytes;
    this.#oldest--;
  }

  /** Passes over numbers that no input gets; nothing may be held. */
  skipTo(nextSeq: number): void {
    if (this.count > 0) throw new RangeError("Numbers can be passed over only where no input is held.");
    this.#oldest = Math.max(this.#oldest, nextSeq);
  }

  /** Lets go of the oldest input, and gives it. */
  dropOldest(): { readonly input: Input; readonly bytes: number } {
    const dropped = this.#at(0);
    this.#bytes -= dropped.bytes;
    this.#start++;
    this.#oldest++;
    if (this.#start >= 1024 && this.#start * 2 > this.#held.length) {
      this.#held = this.#held.slice(this.#start);
      this.#start = 0;
    }
    return dropped;
  }

  /** Lets go of everything below a number. */
  dropBelow(seq: number): void {
    while (this.#oldest < seq && this.count > 0) this.dropOldest();
  }

  /** When an input came. */
  timeOf(seq: number): number {
    return this.#at(seq - this.#oldest).at;
  }

  /** Inputs from a number on, as many as there are, are wanted and fit; at least one. */
  from(seq: number, most: number, mostBytes: number): Input[] {
    const inputs: Input[] = [];
    let bytes = 0;
    for (let i = seq - this.#oldest; i < this.count && inputs.length < most; i++) {
      const held = this.#at(i);
      bytes += held.bytes;
      if (bytes > mostBytes && inputs.length > 0) break;
      inputs.push(held.input);
    }
    return inputs;
  }

  #at(index: number): Held {
    const held = this.#held[this.#start + index];
    if (held === undefined) throw new RangeError(`Input ${this.#oldest + index} is not held.`);
    return held;
  }
}
