import type { Client } from "@connectrpc/connect";
import type { Clock } from "../clock.js";
import { PersonalPTError } from "../errors.js";
import type { SessionEvent, SessionStatus } from "../gen/personalpt/v1/session_event_pb.js";
import type { TrackingService } from "../gen/personalpt/v1/tracking_service_pb.js";
import { Reconnection } from "../reconnection.js";
import type { Arrival } from "../sessions/eventInbox.js";

// The server says something every second.
const silenceMs = 10_000;
const momentMs = 2_000;

/** Where a feed's news goes. */
export interface FeedListener {
  /** The newest event up to which all have come. */
  received(): bigint;
  onEvent(event: SessionEvent): Arrival;
  onStatus(status: SessionStatus): void;
  /** `isConnected` or `problem` has changed. */
  onConnection?(): void;
}

/** Watches a session and heals by itself: a lost connection, a lost event, silence and a server that goes away are answered by another stream. */
export class EventFeed {
  readonly #tracking: Client<typeof TrackingService>;
  readonly #clock: Clock;
  readonly #sessionId: string;
  readonly #listener: FeedListener;
  readonly #reconnection: Reconnection;
  #stream: AbortController | undefined;
  #isConnected = false;
  #problem: PersonalPTError | undefined;

  constructor(tracking: Client<typeof TrackingService>, clock: Clock, sessionId: string, listener: FeedListener) {
    this.#tracking = tracking;
    this.#clock = clock;
    this.#sessionId = sessionId;
    this.#listener = listener;
    this.#reconnection = new Reconnection(clock);
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Why the last stream was lost; undefined while there is one. */
  get problem(): PersonalPTError | undefined {
    return this.#problem;
  }

  /** Tries again at once, over a new stream. */
  hurry(): void {
    this.#reconnection.hurry();
    this.#stream?.abort();
  }

  /** Watches until the session has ended, or the signal comes. Throws where the session does not exist, or may not be seen. */
  async run(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const problem = await this.#watch(over);
      if (problem === "ended" || over.aborted) return;
      this.#change(false, problem);
      await this.#reconnection.wait(problem.retryAfterMs, over);
    }
  }

  async #watch(over: AbortSignal): Promise<PersonalPTError | "ended"> {
    const stream = new AbortController();
    this.#stream = stream;
    const abort = () => {
      stream.abort();
    };
    over.addEventListener("abort", abort);
    let stopSilence = this.#clock.schedule(silenceMs, abort);
    let heard = false;
    let missing = 0n;
    let missingSince = 0;
    try {
      const request = { sessionId: this.#sessionId, afterEventSeq: this.#listener.received() };
      for await (const { response } of this.#tracking.watchSession(request, { signal: stream.signal })) {
        heard = true;
        stopSilence();
        stopSilence = this.#clock.schedule(silenceMs, abort);
        this.#change(true, undefined);
        if (response.case === "status") {
          this.#listener.onStatus(response.value);
        } else if (response.case === "event") {
          const arrival = this.#listener.onEvent(response.value);
          if (arrival === "ahead") return lost();
          if (arrival === "new") this.#reconnection.succeeded();
          if (response.value.event.case === "sessionEnded") return "ended";
        } else if (response.case === "lastEventSeq") {
          const received = this.#listener.received();
          if (response.value <= received) {
            missing = 0n;
            this.#reconnection.succeeded();
          } else if (missing <= received) {
            missing = response.value;
            missingSince = this.#clock.now();
          } else if (this.#clock.now() - missingSince >= momentMs) {
            return lost();
          }
        }
      }
      return new PersonalPTError("unavailable", "The server ended the stream without saying why.");
    } catch (error) {
      const problem = PersonalPTError.from(error);
      // On a stream that had been accepted it means that the token has run out meanwhile.
      if (problem.isTransient || over.aborted || (heard && problem.kind === "unauthenticated")) return problem;
      throw problem;
    } finally {
      stopSilence();
      over.removeEventListener("abort", abort);
      this.#stream = undefined;
      stream.abort();
    }
  }

  #change(isConnected: boolean, problem: PersonalPTError | undefined): void {
    if (isConnected === this.#isConnected && problem === this.#problem) return;
    this.#isConnected = isConnected;
    this.#problem = problem;
    this.#listener.onConnection?.();
  }
}

function lost(): PersonalPTError {
  return new PersonalPTError("unavailable", "Events were lost on the way.");
}
