import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import { Bell } from "../bell.js";
import type { Clock } from "../clock.js";
import { encodeFrame, valueCount } from "../compactFrame.js";
import { PersonalPTError } from "../errors.js";
import type { CaptureHeaderSchema } from "../gen/personalpt/v1/capture_pb.js";
import { HistoryService } from "../gen/personalpt/v1/history_service_pb.js";
import type { PlanReference } from "../gen/personalpt/v1/plan_service_pb.js";
import type { SessionEnded, SessionEvent, SessionStatus } from "../gen/personalpt/v1/session_event_pb.js";
import type { Session } from "../gen/personalpt/v1/session_service_pb.js";
import { InputSchema, type SubmitFramesResponse, type TrackingService } from "../gen/personalpt/v1/tracking_service_pb.js";
import { Reconnection } from "../reconnection.js";
import { EventFeed } from "../watching/eventFeed.js";
import { EventInbox } from "./eventInbox.js";
import { Outbox } from "./outbox.js";

/** How a live session is connected. Frames may be pushed in any of these states. */
export type ConnectionState =
  /** The first answer is still to come. */
  | "connecting"
  /** The server has answered; frames flow. */
  | "connected"
  /** The connection is lost; the client waits a little and tries again. */
  | "waiting"
  | "ended"
  /** The session cannot go on from here; `events()` and `end()` say why. */
  | "failed"
  /** It was closed here. The session itself lives on at the server. */
  | "closed";

/** How a live session stands: for screens. */
export interface LiveSessionState {
  readonly connection: ConnectionState;
  /** The newest status; undefined until one has come. */
  readonly status: SessionStatus | undefined;
  /** Why the last connection was lost, or could not be made; undefined while connected. */
  readonly problem: PersonalPTError | undefined;
  /** Inputs that had to go because the buffer was full. Those that the server had not taken yet become a gap. */
  readonly droppedInputs: number;
}

/** Landmarks of one image: 132 numbers (x, y, z, visibility of each of the 33), or 33 objects as MediaPipe gives them. */
export type Landmarks = ArrayLike<number> | readonly { readonly x: number; readonly y: number; readonly z: number; readonly visibility?: number }[];

/** What a session counts, and how its inputs are held and sent. */
export interface LiveSessionOptions {
  /** What is done first. */
  readonly exerciseId: string;
  /** Whose session it is. Default: the caller's. */
  readonly athleteId?: string;
  /** How the landmarks are made. Where `captureEpochUs` is missing, the time of the start is taken. */
  readonly capture: MessageInitShape<typeof CaptureHeaderSchema>;
  /**
   * A UUID in lower case with hyphens. Default: a new one. A page that was reloaded gives the id of the session it had, with the same content, and goes on
   * where the server stands; all its events come again.
   */
  readonly sessionId?: string;
  /** A plan of the athlete's that this session follows, as it is at the start. */
  readonly planId?: string;
  /** Let the server keep up to five minutes of landmarks in memory, so that a span of this session can be used as a demonstration. */
  readonly holdFramesForTeaching?: boolean;
  /** Let the server keep landmarks and controls of this session for as many days as it says. Only the athlete himself may; ask him first. */
  readonly record?: boolean;
  /** Send landmarks as 132 floats instead of the compact form: more than twice the bytes, no rounding. */
  readonly framesAsFloats?: boolean;
  /** How many milliseconds an input may wait for others to travel with, 0 to 1,000. Default: 50. */
  readonly lingerMs?: number;
  /** Inputs held until they are durable; beyond it the oldest goes. Default: 108,000, which is 15 minutes at 120 frames a second. */
  readonly maxBufferedInputs?: number;
  /** Bytes held until they are durable; beyond it the oldest goes. Default: 8 MiB. */
  readonly maxBufferedBytes?: number;
  /** How long an input is held for which the server has not answered that it is durable. Default: 15 minutes. */
  readonly maxBufferedAgeMs?: number;
  /** Told once per outage, in plain words, when the buffer is full and the oldest inputs begin to go. */
  readonly onWarning?: (warning: string) => void;
}

/** What a live session needs from its client. */
export interface SessionParts {
  readonly tracking: Client<typeof TrackingService>;
  readonly history: Client<typeof HistoryService>;
  readonly clock: Clock;
  readonly session: Session;
  readonly options: LiveSessionOptions;
}

// What the server takes: see docs/protocol, "Limits".
const latestMicros = 366n * 24n * 60n * 60n * 1_000_000n;
const largestValue = 1_000_000;
const longestExerciseId = 64;

// A set is cut at five minutes: so much may have been taken after the durable point, at 120 frames a second.
const mostInputsOfSet = 5 * 60 * 120;

// A session begins with session_started and exercise_selected. Whatever comes after them was made of inputs.
const eventsOfStart = 2n;

const callTimeoutMs = 10_000;
const quietMs = 5_000;
const eventsFetched = 1_000;

/**
 * A session that is being counted. Whatever is pushed is numbered, held until the server has it durably, and sent in small batches, one call at a time; events
 * come over a stream beside it. A lost connection is made anew for as long as it takes, and nothing that is still held gets lost or counted twice.
 */
export class LiveSession {
  /** The session's id. */
  readonly sessionId: string;
  /** The plan that it was started by, in the revision that counts for it; undefined: none. */
  readonly plan: PlanReference | undefined;

  readonly #parts: SessionParts;
  readonly #clock: Clock;
  readonly #epoch: bigint;
  readonly #outbox: Outbox;
  readonly #inbox: EventInbox;
  readonly #bell: Bell;
  readonly #feed: EventFeed;
  readonly #sending: Reconnection;
  readonly #over = new AbortController();
  readonly #ended: Promise<SessionEnded>;
  readonly #running: Promise<void>;
  #call: AbortController | undefined;
  #settle: ((ended: SessionEnded) => void) | undefined;
  #fail: ((failure: Error) => void) | undefined;
  #lastTime = 0n;
  #endSent = false;
  #reading = false;
  #warned = false;
  #sendProblem: PersonalPTError | undefined;
  #state: LiveSessionState = { connection: "connecting", status: undefined, problem: undefined, droppedInputs: 0 };
  #changeReaders: (() => void)[] = [];

  /** @internal Made by `PersonalPTClient.startSession`. */
  constructor(parts: SessionParts) {
    const { session, options, clock } = parts;
    this.#parts = parts;
    this.#clock = clock;
    this.sessionId = session.sessionId;
    this.plan = session.plan;
    this.#epoch = session.capture?.captureEpochUs ?? 0n;
    const first = firstSeqAfter(session);
    if (first > 1) this.#lastTime = clamp(clock.epochMicros() - this.#epoch);
    this.#outbox = new Outbox(first, options.lingerMs ?? 50, {
      inputs: options.maxBufferedInputs ?? 108_000,
      bytes: options.maxBufferedBytes ?? 8 * 1024 * 1024,
      ageMs: options.maxBufferedAgeMs ?? 15 * 60_000,
    }, (dropped) => {
      this.#warnOf(dropped);
    });
    this.#bell = new Bell(clock);
    this.#inbox = new EventInbox(clock, (after) => this.#fetchEvents(after));
    this.#sending = new Reconnection(clock);
    this.#feed = new EventFeed(parts.tracking, clock, this.sessionId, {
      received: () => this.#inbox.received,
      onEvent: (event) => this.#offer(event),
      onStatus: (status) => {
        this.#change({ status });
      },
      onConnection: () => {
        this.#changeConnection();
      },
    });
    this.#ended = new Promise<SessionEnded>((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
    });
    // Nobody need ask for the end; a failure that nobody asked for is not an unhandled one.
    this.#ended.catch(() => undefined);
    this.#running = this.#run();
  }

  /** The newest status; undefined until one has come. */
  get status(): SessionStatus | undefined {
    return this.#state.status;
  }

  /** How the session is connected now. */
  get connection(): ConnectionState {
    return this.#state.connection;
  }

  /** Why the last connection was lost, or could not be made; undefined while connected. */
  get problem(): PersonalPTError | undefined {
    return this.#state.problem;
  }

  /** How the session stands now. */
  get state(): LiveSessionState {
    return this.#state;
  }

  /**
   * Takes a frame. Never waits; does nothing once the session has ended, failed or been closed.
   * @param captureMicros When the image was taken, microseconds since the Unix epoch. Take the clock once and add `performance.now()` to it.
   * @throws RangeError where there are not 33 landmarks, one is not finite or too large, or the time lies before the session's capture epoch.
   */
  push(captureMicros: number | bigint, landmarks: Landmarks): void {
    const timeUs = this.#timeOf(captureMicros);
    const values = flatten(landmarks);
    if (values.length !== valueCount) throw new RangeError(`A frame has ${valueCount} values, not ${values.length}.`);
    if (this.#parts.options.framesAsFloats) {
      for (let i = 0; i < valueCount; i++) if (!(Math.abs(values[i] ?? NaN) <= largestValue)) throw badLandmark();
      this.#append({ timeUs, input: { case: "floats", value: { values: Array.from(values) } } });
      return;
    }
    const compact = encodeFrame(values);
    if (compact === undefined) throw badLandmark();
    this.#append({ timeUs, input: { case: "compact", value: compact } });
  }

  /** Takes a frame in which nobody was found. Never waits. */
  pushNobody(captureMicros: number | bigint): void {
    this.#append({ timeUs: this.#timeOf(captureMicros), input: { case: "nobodySeen", value: {} } });
  }

  /** Ends the running set; what follows is counted as this exercise. 1 to 64 characters. */
  selectExercise(exerciseId: string): void {
    if (exerciseId.length < 1 || exerciseId.length > longestExerciseId)
      throw new RangeError(`An exercise's id has 1 to ${longestExerciseId} characters, not ${exerciseId.length}.`);
    this.#append({ input: { case: "selectExercise", value: { exerciseId } } }, true);
  }

  /** Ends the running set. */
  endSet(): void {
    this.#append({ input: { case: "endSet", value: {} } }, true);
  }

  /** Ends the running set; frames are not counted until `unpause`. */
  pause(): void {
    this.#append({ input: { case: "pause", value: {} } }, true);
  }

  /** Frames are counted again. */
  unpause(): void {
    this.#append({ input: { case: "unpause", value: {} } }, true);
  }

  /**
   * Ends the session, and resolves when the server has written that down: everything pushed before has been counted by then.
   * @throws PersonalPTError where the session cannot go on from here, Error where it was closed before.
   */
  end(): Promise<SessionEnded> {
    this.#append({ input: { case: "endSession", value: {} } }, true);
    this.#endSent = true;
    return this.#ended;
  }

  /**
   * The session's events from its first one on, each once, in order, across reconnects; ends after the one that says that the session has ended, or when it
   * is closed here. One reader at a time; a later one goes on where the earlier one stopped.
   * @throws PersonalPTError where the session cannot go on from here.
   */
  async *events(): AsyncGenerator<SessionEvent, void, undefined> {
    if (this.#reading) throw new Error("The session's events have one reader at a time.");
    this.#reading = true;
    try {
      for (;;) {
        const event = await this.#inbox.next();
        if (event === undefined) return;
        yield event;
      }
    } finally {
      this.#reading = false;
    }
  }

  /** How the session stands, now and after every change; what changes faster than it is read is skipped. Ends with the session. */
  async *changes(): AsyncGenerator<LiveSessionState, void, undefined> {
    let seen: LiveSessionState | undefined;
    for (;;) {
      if (this.#state === seen) {
        await new Promise<void>((resolve) => this.#changeReaders.push(resolve));
        continue;
      }
      seen = this.#state;
      yield seen;
      if (isFinal(seen.connection)) return;
    }
  }

  /** The network is another one now (the browser's `online` event, a change from Wi-Fi to mobile data): tries again at once over new connections. */
  networkChanged(): void {
    this.#sending.hurry();
    this.#call?.abort();
    this.#feed.hurry();
  }

  /** Lets go of the session without ending it: it can be resumed for a day. What was not sent yet is lost; await `end()` first to lose nothing. */
  async close(): Promise<void> {
    this.#finish("closed");
    await this.#running;
  }

  async #run(): Promise<void> {
    await Promise.all([this.#send(), this.#feed.run(this.#over.signal)].map((loop) => loop.catch((error: unknown) => {
      this.#finish("failed", asError(error));
    })));
  }

  // One call at a time; the answer says where the next one begins.
  async #send(): Promise<void> {
    const over = this.#over.signal;
    let authenticated: boolean = true;
    let quietSince = this.#clock.now();
    while (!over.aborted) {
      const now = this.#clock.now();
      const batch = this.#outbox.take(now);
      const rest = quietSince + quietMs - now;
      if ("waitMs" in batch && rest > 0) {
        // While the server might still ask for something, it is asked from time to time whether it does.
        const mayAsk = this.#outbox.holdsAny || this.#endSent;
        await this.#bell.wait(over, Math.min(batch.waitMs ?? Infinity, mayAsk ? rest : Infinity, 0x7fffffff));
        if (!mayAsk) quietSince = this.#clock.now();
        continue;
      }

      const sent = "first" in batch ? batch : undefined;
      let problem: PersonalPTError | undefined;
      try {
        const response = await this.#submit(sent);
        authenticated = true;
        if (response.acknowledgement === undefined) problem = new PersonalPTError("unavailable");
        else if (!this.#outbox.acknowledge(response.acknowledgement)) throw new PersonalPTError("outOfStep");
        else if (sent !== undefined && response.acknowledgement.nextInputSeq === BigInt(sent.first))
          problem = new PersonalPTError("unavailable", "The server does not take what is sent.");
        for (const event of response.events) this.#offer(event);
        if (response.status) this.#change({ status: response.status });
      } catch (error) {
        if (over.aborted) return;
        problem = PersonalPTError.from(error);
        if (problem.reason === "SESSION_ENDED") {
          // The log says how; it comes over the other stream.
          this.#endSent = true;
          return;
        }
        const mayRenew: boolean = problem.kind === "unauthenticated" && authenticated;
        if (!problem.isTransient && !mayRenew) throw problem;
        authenticated = !mayRenew;
      }

      quietSince = this.#clock.now();
      this.#sendProblem = problem;
      this.#changeConnection();
      if (problem === undefined) {
        this.#sending.succeeded();
        this.#warned = false;
      } else {
        await this.#sending.wait(problem.retryAfterMs, over);
      }
    }
  }

  async #submit(batch: { first: number; inputs: unknown[] } | undefined): Promise<SubmitFramesResponse> {
    const call = new AbortController();
    this.#call = call;
    const cancel = this.#clock.schedule(callTimeoutMs, () => {
      call.abort();
    });
    const over = this.#over.signal;
    const abort = () => {
      call.abort();
    };
    over.addEventListener("abort", abort);
    try {
      return await this.#parts.tracking.submitFrames(
        {
          sessionId: this.sessionId,
          ...(batch ? { firstInputSeq: BigInt(batch.first), inputs: batch.inputs as never[] } : {}),
          oldestHeldInputSeq: BigInt(this.#outbox.oldestHeld),
          afterEventSeq: this.#inbox.received,
        },
        { signal: call.signal },
      );
    } finally {
      cancel();
      over.removeEventListener("abort", abort);
      this.#call = undefined;
    }
  }

  #offer(event: SessionEvent) {
    const arrival = this.#inbox.offer(event);
    if (arrival === "new" && event.event.case === "sessionEnded") this.#finish("ended", undefined, event.event.value);
    return arrival;
  }

  async #fetchEvents(after: bigint): Promise<readonly SessionEvent[]> {
    const reconnection = new Reconnection(this.#clock);
    const never = new AbortController().signal;
    // The log outlives the session: only who closed it here wants nothing more.
    while (this.#state.connection !== "closed") {
      let askedMs: number | undefined;
      try {
        const response = await this.#parts.history.listEvents({ sessionId: this.sessionId, afterEventSeq: after, limit: eventsFetched });
        if (response.events.length > 0) return response.events;
      } catch (error) {
        const problem = PersonalPTError.from(error);
        if (!problem.isTransient) throw problem;
        askedMs = problem.retryAfterMs;
      }
      await reconnection.wait(askedMs, never);
    }
    return [];
  }

  #timeOf(captureMicros: number | bigint): bigint {
    const micros = typeof captureMicros === "bigint" ? captureMicros : BigInt(Math.round(captureMicros));
    const time = micros - this.#epoch;
    if (time < 0n) throw new RangeError(`The time lies before the session's capture epoch, ${String(this.#epoch)} microseconds since 1970.`);
    if (time > latestMicros) throw new RangeError("The time lies more than 366 days after the session's capture epoch.");
    return time;
  }

  // A control happens where the last frame left off: capture times are the session's only clock.
  #append(content: MessageInitShape<typeof InputSchema>, urgent = false): void {
    if (this.#endSent || isFinal(this.#state.connection)) return;
    if (content.timeUs !== undefined) this.#lastTime = content.timeUs;
    const input = create(InputSchema, { ...content, timeUs: this.#lastTime });
    this.#outbox.append(input, toBinary(InputSchema, input).length, this.#clock.now(), urgent);
    if (this.#outbox.isWorthWaking) this.#bell.ring();
  }

  #warnOf(dropped: number): void {
    this.#change({ droppedInputs: this.#state.droppedInputs + dropped });
    if (this.#warned) return;
    this.#warned = true;
    this.#parts.options.onWarning?.("The server has been away for so long that the oldest frames had to go; what was done in them will not be counted.");
  }

  #changeConnection(): void {
    if (isFinal(this.#state.connection)) return;
    const problem = this.#sendProblem ?? this.#feed.problem;
    const connection = problem ? "waiting" : this.#feed.isConnected ? "connected" : "connecting";
    if (connection !== this.#state.connection || problem !== this.#state.problem) this.#change({ connection, problem });
  }

  #finish(connection: "ended" | "failed" | "closed", failure?: Error, ended?: SessionEnded): void {
    if (isFinal(this.#state.connection)) return;
    if (ended) this.#settle?.(ended);
    else this.#fail?.(failure ?? new Error("The live session was closed before it ended."));
    this.#change({ connection, problem: failure instanceof PersonalPTError ? failure : undefined });
    this.#inbox.complete(failure);
    this.#over.abort();
  }

  #change(change: Partial<LiveSessionState>): void {
    this.#state = { ...this.#state, ...change };
    const readers = this.#changeReaders;
    this.#changeReaders = [];
    for (const reader of readers) reader();
  }
}

/**
 * Where numbering begins. A counter that stands at its durable point may have been rebuilt since an earlier run of this app, and have lost inputs that only
 * that run held. Numbers then leap over them: the server makes a gap, where it would otherwise take other inputs for the ones it has journaled.
 */
function firstSeqAfter(session: Session): number {
  const next = Number(session.acknowledgement?.nextInputSeq ?? 1n);
  if (next <= 1 && (session.acknowledgement?.lastEventSeq ?? 0n) <= eventsOfStart) return 1;
  return next > Number(session.acknowledgement?.durableInputSeq ?? 0n) ? next : next + mostInputsOfSet;
}

function flatten(landmarks: Landmarks): ArrayLike<number> {
  if (typeof landmarks[0] !== "object") return landmarks as ArrayLike<number>;
  const points = landmarks as readonly { x: number; y: number; z: number; visibility?: number }[];
  return points.flatMap((point) => [point.x, point.y, point.z, point.visibility ?? 1]);
}

function isFinal(connection: ConnectionState): boolean {
  return connection === "ended" || connection === "failed" || connection === "closed";
}

function clamp(micros: bigint): bigint {
  return micros < 0n ? 0n : micros > latestMicros ? latestMicros : micros;
}

function badLandmark(): RangeError {
  return new RangeError("A landmark is not a finite number, or too large; for an image without a person use pushNobody.");
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
