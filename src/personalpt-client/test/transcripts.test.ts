import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { create, fromJson, toJson, type JsonValue, type MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { encodeFrame, PersonalPTClient, PersonalPTError, development, AcknowledgementSchema, InputSchema, SessionEndReason, type Input, type LiveSession } from "../src/index.js";
import { ErrorInfoSchema, RetryInfoSchema } from "../src/gen/google/rpc/error_details_pb.js";
import { StartSessionResponseSchema } from "../src/gen/personalpt/v1/session_service_pb.js";
import { SubmitFramesResponseSchema, WatchSessionResponseSchema, type SubmitFramesRequest, type WatchSessionRequest } from "../src/gen/personalpt/v1/tracking_service_pb.js";
import { ManualClock, settle } from "./manualClock.js";
import { ScriptedTransport, type ScriptedCall } from "./scriptedTransport.js";
import { repositoryFile, vector } from "./serverProcess.js";

type Content = Exclude<MessageInitShape<typeof InputSchema>["input"], undefined>;

interface Ending { readonly status: string; readonly reason?: string; readonly retry_after_ms?: number }

interface Step {
  readonly app?: { readonly nobody?: number; readonly frames?: number; readonly end_set?: unknown; readonly pause?: unknown; readonly unpause?: unknown; readonly end_session?: unknown; readonly select_exercise?: { readonly exercise_id: string } };
  readonly time_ms?: number;
  readonly client?: { readonly submit?: { readonly inputs: [number, number] | null; readonly oldest_held_input_seq: string; readonly after_event_seq: string }; readonly watch?: { readonly after_event_seq: string } };
  readonly within_ms?: [number, number];
  readonly moved?: readonly [number, number][];
  readonly server?: { readonly answers?: JsonValue; readonly shows?: JsonValue; readonly fails?: Ending; readonly ends?: Ending };
  readonly app_sees?: { readonly events?: number[]; readonly failure?: string; readonly ended?: string };
}

interface Transcript {
  readonly about: string;
  readonly checks: string[];
  readonly options?: { readonly max_buffered_inputs?: number };
  readonly start: JsonValue;
  readonly steps: Step[];
}

const codes: Record<string, Code> = {
  CANCELLED: Code.Canceled, UNKNOWN: Code.Unknown, ABORTED: Code.Aborted, INTERNAL: Code.Internal, UNAVAILABLE: Code.Unavailable,
  PERMISSION_DENIED: Code.PermissionDenied, UNAUTHENTICATED: Code.Unauthenticated, RESOURCE_EXHAUSTED: Code.ResourceExhausted,
  FAILED_PRECONDITION: Code.FailedPrecondition, DEADLINE_EXCEEDED: Code.DeadlineExceeded,
};

for (const file of readdirSync(repositoryFile("docs", "protocol", "vectors", "unary"))) {
  const transcript = vector("unary", file) as Transcript;
  if (transcript.checks.includes("client")) test(`${file}: ${transcript.about}`, () => play(transcript));
}

async function play(transcript: Transcript): Promise<void> {
  const player = await Player.start(transcript);
  for (const [index, step] of transcript.steps.entries()) {
    try {
      await player.play(step);
    } catch (error) {
      throw new Error(`Step ${index + 1}, ${JSON.stringify(step)}`, { cause: error });
    }
  }
  await player.finish();
}

/** Plays the app, the server and the time of a transcript against a real client. */
class Player {
  readonly #clock = new ManualClock();
  readonly #transport = new ScriptedTransport(() => this.#clock.now());
  readonly #events: number[] = [];
  readonly #inputs: Input[] = [];
  #session!: LiveSession;
  #failure: unknown;
  #timeUs = 0n;
  #submit: ScriptedCall | undefined;
  #watch: ScriptedCall | undefined;

  static async start(transcript: Transcript): Promise<Player> {
    const player = new Player();
    const client = new PersonalPTClient({ address: "http://localhost", credential: development("gym", "athlete", "ann"), clock: player.#clock, transport: player.#transport });
    const limits = transcript.options?.max_buffered_inputs;
    const starting = client.startSession({ exerciseId: "squat", capture: { captureEpochUs: 1n }, ...(limits === undefined ? {} : { maxBufferedInputs: limits }) });
    await settle();
    const acknowledgement = fromJson(AcknowledgementSchema, transcript.start);
    player.#next("StartSession").say(create(StartSessionResponseSchema, { session: { acknowledgement } }));
    player.#session = await starting;
    // Inputs that an earlier run of the app made.
    const before = Number(acknowledgement.nextInputSeq);
    const hasMoved = before > 1 || acknowledgement.lastEventSeq > 2n;
    player.#inputs.length = before - 1 + (hasMoved && acknowledgement.durableInputSeq === acknowledgement.nextInputSeq ? 36_000 : 0);
    player.#read().catch((error: unknown) => (player.#failure = error));
    await settle();
    return player;
  }

  async play(step: Step): Promise<void> {
    // What the app does may have been answered at once.
    if (step.client === undefined && step.app === undefined) assert.deepEqual(this.#transport.calls.map((call) => call.method), [], "a call that the transcript does not have");
    // What was lost under a number has another one from here on.
    const moved = (step.moved ?? []).map(([made, now]) => [now, this.#inputs[made - 1]!] as const);
    for (const [now, input] of moved) this.#inputs[now - 1] = input;
    if (step.app) this.#act(step.app);
    else if (step.time_ms !== undefined) await this.#pass(step.time_ms);
    else if (step.client) await this.#expect(step.client, step.within_ms ?? [0, 0]);
    else if (step.server) this.#say(step.server);
    else if (step.app_sees) await this.#look(step.app_sees);
    else assert.fail("a step of an unknown kind");
    await settle();
  }

  async finish(): Promise<void> {
    assert.deepEqual(this.#transport.calls.map((call) => call.method), [], "a call that the transcript does not have");
    await this.#session.close();
  }

  async #read(): Promise<void> {
    for await (const event of this.#session.events()) this.#events.push(Number(event.eventSeq));
  }

  #act(app: NonNullable<Step["app"]>): void {
    for (let i = 0; i < (app.nobody ?? 0); i++) {
      this.#session.pushNobody(1n + this.#take({ case: "nobodySeen", value: {} }));
    }
    for (let i = 0; i < (app.frames ?? 0); i++) {
      const landmarks = new Array<number>(132).fill((this.#inputs.length + 1) / 1024);
      this.#session.push(1n + this.#take({ case: "compact", value: encodeFrame(landmarks)! }), landmarks);
    }
    if (app.end_set) this.#control({ case: "endSet", value: {} }, () => { this.#session.endSet(); });
    if (app.pause) this.#control({ case: "pause", value: {} }, () => { this.#session.pause(); });
    if (app.unpause) this.#control({ case: "unpause", value: {} }, () => { this.#session.unpause(); });
    if (app.end_session) this.#control({ case: "endSession", value: {} }, () => { this.#session.end().catch(() => undefined); });
    const exercise = app.select_exercise?.exercise_id;
    if (exercise) this.#control({ case: "selectExercise", value: { exerciseId: exercise } }, () => { this.#session.selectExercise(exercise); });
  }

  // An image is taken 33,333 microseconds times its number after the epoch.
  #take(input: Content): bigint {
    this.#timeUs = BigInt(this.#inputs.length + 1) * 33_333n;
    this.#inputs.push(create(InputSchema, { timeUs: this.#timeUs, input }));
    return this.#timeUs;
  }

  #control(input: Content, act: () => void): void {
    this.#inputs.push(create(InputSchema, { timeUs: this.#timeUs, input }));
    act();
  }

  async #pass(ms: number): Promise<void> {
    const until = this.#clock.now() + ms;
    while (this.#clock.step(until)) await settle();
  }

  async #expect(client: NonNullable<Step["client"]>, [from, to]: [number, number]): Promise<void> {
    const method = client.submit ? "SubmitFrames" : "WatchSession";
    const start = this.#clock.now();
    await settle();
    while (!this.#transport.calls.some((call) => call.method === method) && this.#clock.step(start + to)) await settle();
    const call = this.#next(method);
    assert.ok(call.at - start >= from && call.at - start <= to + 1e-6, `came after ${call.at - start} ms`);
    if (client.watch) {
      this.#watch = call;
      assert.equal((call.request as WatchSessionRequest).afterEventSeq, BigInt(client.watch.after_event_seq));
    } else if (client.submit) {
      this.#submit = call;
      const request = call.request as SubmitFramesRequest;
      assert.equal(request.oldestHeldInputSeq, BigInt(client.submit.oldest_held_input_seq), "oldest_held_input_seq");
      assert.equal(request.afterEventSeq, BigInt(client.submit.after_event_seq), "after_event_seq");
      const [first, last] = client.submit.inputs ?? [1, 0];
      const expected = this.#inputs.slice(first - 1, last);
      if (client.submit.inputs) assert.equal(request.firstInputSeq, BigInt(first), "first_input_seq");
      assert.equal(request.inputs.length, expected.length, "number of inputs");
      assert.deepEqual(request.inputs.map((input) => toJson(InputSchema, input)), expected.map((input) => toJson(InputSchema, input)));
    }
  }

  #say(server: NonNullable<Step["server"]>): void {
    if (server.answers !== undefined) this.#submit!.say(fromJson(SubmitFramesResponseSchema, server.answers));
    if (server.fails) this.#submit!.fail(errorOf(server.fails));
    if (server.shows !== undefined) this.#watch!.say(fromJson(WatchSessionResponseSchema, server.shows));
    if (server.ends?.status === "OK") this.#watch!.end();
    else if (server.ends) this.#watch!.fail(errorOf(server.ends));
  }

  async #look(sees: NonNullable<Step["app_sees"]>): Promise<void> {
    await settle();
    if (sees.events) assert.deepEqual(this.#events, sees.events);
    if (sees.failure) {
      assert.ok(this.#failure instanceof PersonalPTError, `no failure, but ${this.#session.connection}`);
      assert.equal(this.#failure.kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), sees.failure);
      assert.equal(this.#session.connection, "failed");
    }
    if (sees.ended) {
      assert.equal(this.#session.connection, "ended");
      const ended = await this.#session.end();
      assert.equal(`SESSION_END_REASON_${SessionEndReason[ended.reason]}`, sees.ended);
    }
  }

  #next(method: string): ScriptedCall {
    const index = this.#transport.calls.findIndex((call) => call.method === method);
    assert.ok(index >= 0, `no ${method}; there are ${this.#transport.calls.map((call) => call.method).join(", ") || "no calls"}`);
    return this.#transport.calls.splice(index, 1)[0]!;
  }
}

function errorOf(ending: Ending): ConnectError {
  const error = new ConnectError("by the script", codes[ending.status] ?? assert.fail(`an unknown status ${ending.status}`));
  if (ending.reason) error.details.push({ desc: ErrorInfoSchema, value: { reason: ending.reason, domain: "personalpt" } });
  if (ending.retry_after_ms) {
    const seconds = BigInt(Math.trunc(ending.retry_after_ms / 1000));
    error.details.push({ desc: RetryInfoSchema, value: { retryDelay: { seconds, nanos: (ending.retry_after_ms % 1000) * 1e6 } } });
  }
  return error;
}
