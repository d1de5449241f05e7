import { clone, create } from "@bufbuild/protobuf";
import { createClient, type Client, type Interceptor, type Transport } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { systemClock, type Clock } from "./clock.js";
import type { Credential } from "./credential.js";
import { PersonalPTError } from "./errors.js";
import { CaptureHeaderSchema } from "./gen/personalpt/v1/capture_pb.js";
import { CoachingService } from "./gen/personalpt/v1/coaching_service_pb.js";
import { ExerciseService } from "./gen/personalpt/v1/exercise_service_pb.js";
import { AccountService } from "./gen/personalpt/v1/account_service_pb.js";
import { GroupService } from "./gen/personalpt/v1/group_service_pb.js";
import { RecordingService } from "./gen/personalpt/v1/recording_service_pb.js";
import { HistoryService } from "./gen/personalpt/v1/history_service_pb.js";
import { ModelService } from "./gen/personalpt/v1/model_service_pb.js";
import { PlanService } from "./gen/personalpt/v1/plan_service_pb.js";
import { SessionSchema, SessionService } from "./gen/personalpt/v1/session_service_pb.js";
import { TrackingService } from "./gen/personalpt/v1/tracking_service_pb.js";
import { LiveSession, type LiveSessionOptions } from "./sessions/liveSession.js";
import { watchSession, type WatchUpdate } from "./watching/sessionWatch.js";

/** Where the server is and who calls it. */
export interface PersonalPTClientOptions {
  /** The server's address for browsers (gRPC-Web), such as `https://gym.example`. */
  readonly address: string | URL;
  /** Who calls: `development(gym, role, user)` or `bearer(token)`. */
  readonly credential: Credential;
  /** The clock of waiting and retrying. Default: the system's. */
  readonly clock?: Clock;
  /** What carries the calls instead of `fetch`; the credential is then its own affair. For tests. */
  readonly transport?: Transport;
}

/** A connection to a PersonalPT server. One is enough for an app. */
export class PersonalPTClient {
  /** The calls themselves; they fail with `ConnectError`, which `PersonalPTError.from` can read. */
  readonly sessions: Client<typeof SessionService>;
  readonly models: Client<typeof ModelService>;
  readonly exercises: Client<typeof ExerciseService>;
  readonly history: Client<typeof HistoryService>;
  readonly coaching: Client<typeof CoachingService>;
  readonly groups: Client<typeof GroupService>;
  readonly plans: Client<typeof PlanService>;
  readonly accounts: Client<typeof AccountService>;
  readonly recordings: Client<typeof RecordingService>;
  readonly tracking: Client<typeof TrackingService>;

  readonly #clock: Clock;
  readonly #live = new Set<LiveSession>();

  /**
   * Makes a client. Nothing is connected before the first call.
   * @throws TypeError where the address is not one of a server, or a token would travel unencrypted to another machine.
   */
  constructor(options: PersonalPTClientOptions) {
    const address = new URL(options.address);
    if (address.protocol !== "http:" && address.protocol !== "https:")
      throw new TypeError(`The address '${address.href}' must begin with http:// or https://.`);
    if (options.credential.isSecret && address.protocol === "http:" && !isLoopback(address.hostname))
      throw new TypeError(`A token must not travel unencrypted: use https instead of '${address.href}'.`);
    const signIn: Interceptor = (next) => async (request) => {
      request.header.set("authorization", await options.credential.authorization());
      return await next(request);
    };
    const transport = options.transport ?? createGrpcWebTransport({ baseUrl: address.href.replace(/\/$/, ""), interceptors: [signIn] });
    this.#clock = options.clock ?? systemClock;
    this.sessions = createClient(SessionService, transport);
    this.models = createClient(ModelService, transport);
    this.exercises = createClient(ExerciseService, transport);
    this.history = createClient(HistoryService, transport);
    this.coaching = createClient(CoachingService, transport);
    this.groups = createClient(GroupService, transport);
    this.plans = createClient(PlanService, transport);
    this.accounts = createClient(AccountService, transport);
    this.recordings = createClient(RecordingService, transport);
    this.tracking = createClient(TrackingService, transport);
  }

  /**
   * Starts a session, or goes on with one that this app has started before. This first call is not repeated by itself, and may safely be made again with the
   * same `sessionId`.
   * @throws RangeError where an option is wrong, PersonalPTError where the server refused or could not be reached.
   */
  async startSession(options: LiveSessionOptions): Promise<LiveSession> {
    check(options);
    const capture = clone(CaptureHeaderSchema, create(CaptureHeaderSchema, options.capture));
    if (capture.captureEpochUs === 0n) capture.captureEpochUs = this.#clock.epochMicros();
    const sessionId = options.sessionId ?? newId();
    try {
      const { session } = await this.sessions.startSession({
        sessionId,
        athleteId: options.athleteId ?? "",
        exerciseId: options.exerciseId,
        capture,
        holdFramesForTeaching: options.holdFramesForTeaching ?? false,
        record: options.record ?? false,
        planId: options.planId ?? "",
      });
      const started = create(SessionSchema, session);
      started.sessionId = sessionId;
      started.capture = capture;
      const live = new LiveSession({ tracking: this.tracking, history: this.history, clock: this.#clock, session: started, options });
      this.#live.add(live);
      void this.#forgetAtEnd(live);
      return live;
    } catch (error) {
      throw PersonalPTError.from(error);
    }
  }

  /**
   * A session's events after a number, each once, in order, and its statuses between them. Lost connections are made anew; ends after the event that says
   * that the session has ended.
   * @throws PersonalPTError where there is no such session, or the caller may not see it.
   */
  watch(sessionId: string, afterEventSeq: number | bigint = 0): AsyncGenerator<WatchUpdate, void, undefined> {
    return watchSession(this.tracking, this.#clock, sessionId, BigInt(afterEventSeq));
  }

  /** Lets go of all live sessions, without ending them. */
  async close(): Promise<void> {
    await Promise.all([...this.#live].map((live) => live.close()));
  }

  async #forgetAtEnd(live: LiveSession): Promise<void> {
    const changes = live.changes();
    while ((await changes.next()).done !== true);
    this.#live.delete(live);
  }
}

function check(options: LiveSessionOptions): void {
  const errors: string[] = [];
  if (!options.exerciseId) errors.push("exerciseId is empty.");
  if (!within(options.lingerMs, 0, 1000)) errors.push("lingerMs must be 0 to 1000.");
  if (!within(options.maxBufferedInputs, 1, Number.MAX_SAFE_INTEGER)) errors.push("maxBufferedInputs must be at least 1.");
  if (!within(options.maxBufferedBytes, 1024, 2 ** 30)) errors.push("maxBufferedBytes must be 1 KiB to 1 GiB.");
  if (!within(options.maxBufferedAgeMs, 1, Number.MAX_SAFE_INTEGER)) errors.push("maxBufferedAgeMs must be more than 0.");
  if (errors.length > 0) throw new RangeError(errors.join(" "));
}

function within(value: number | undefined, least: number, most: number): boolean {
  return value === undefined || (value >= least && value <= most);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\./.test(host);
}

// Not crypto.randomUUID: browsers give it to secure pages only, and a gym's own box may have none.
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes.set([((bytes[6] ?? 0) & 0x0f) | 0x40], 6);
  bytes.set([((bytes[8] ?? 0) & 0x3f) | 0x80], 8);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
