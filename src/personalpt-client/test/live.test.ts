import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { CaptureHeaderSchema, decodeFrame, development, PersonalPTClient, PersonalPTError, SessionEndReason, type LiveSession, type LiveSessionOptions, type SessionEvent } from "../src/index.js";
import { Proxy } from "./proxy.js";
import { ServerProcess, vector } from "./serverProcess.js";

interface Tape { readonly exercise_id: string; readonly capture: JsonValue; readonly reps: number; readonly frames: [string, string | null][] }

const tape = vector("tape-squats.json") as Tape;
const capture = fromJson(CaptureHeaderSchema, tape.capture);
const frames = tape.frames.map(([time, frame]) => ({
  micros: capture.captureEpochUs + BigInt(time),
  landmarks: frame === null ? undefined : (decodeFrame(Buffer.from(frame, "base64")) ?? assert.fail("not a frame")),
}));
const options: LiveSessionOptions = { exerciseId: tape.exercise_id, capture };

const missing = ServerProcess.command === undefined;
if (missing && process.env["PERSONALPT_REQUIRE"] === "all") throw new Error("The command is not built: dotnet build src/PersonalPT.Cli -c Release");

describe("against a live server", { skip: missing ? "src/PersonalPT.Cli is not built in Release" : false, timeout: 120_000 }, () => {
  const server = new ServerProcess();
  before(() => server.start());
  after(() => server.dispose());

  const connect = (address = server.address) => new PersonalPTClient({ address, credential: development("gym", "athlete", "ann") });

  test("a tape is counted, and every event comes once and in order", async () => {
    const client = connect();
    const session = await client.startSession(options);
    const events = collect(session);
    push(session, 0, frames.length);
    const ended = await session.end();

    assert.equal(ended.reason, SessionEndReason.CLIENT);
    assert.equal(session.connection, "ended");
    await requireLog(client, session, await events);
    assert.deepEqual((await events).flatMap(({ event }) => (event.case === "repCompleted" ? [event.value.ordinal] : [])), [1, 2, 3, 4]);
    assert.equal(session.state.droppedInputs, 0);
  });

  test("the connection is cut again and again, and nothing is lost or counted twice", async () => {
    const proxy = await Proxy.start(server.address);
    const client = connect(proxy.address);
    const session = await client.startSession(options);
    const events = collect(session);
    let cuts = 0;
    for (let at = 0; at < frames.length; at += 60) {
      push(session, at, at + 60);
      proxy.cut();
      cuts++;
      if (cuts % 3 === 0) session.networkChanged();
      await changed(session, (state) => state === "connected");
    }
    await session.end();

    assert.ok(cuts >= 5 && proxy.connections > cuts, `${cuts} cuts, ${proxy.connections} connections`);
    await requireLog(connect(), session, await events);
    assert.equal(reps(await events), tape.reps);
    assert.ok(!(await events).some(({ event }) => event.case === "inputGap"));
    await proxy.dispose();
  });

  test("the server is killed in the middle of a set and started again", async () => {
    const client = connect();
    const session = await client.startSession(options);
    const seen: SessionEvent[] = [];
    const half = Math.floor(frames.length / 2);
    push(session, 0, half);
    const events = session.events();
    while (reps(seen) < 1) seen.push((await events.next()).value ?? assert.fail("the session ended"));
    await server.kill();
    push(session, half, half + 30);
    await changed(session, (state) => state === "waiting");
    assert.ok(session.problem?.isTransient);
    await server.start();
    push(session, half + 30, frames.length);
    const ending = session.end();
    for await (const event of events) seen.push(event);
    await ending;

    await requireLog(client, session, seen);
    assert.equal(reps(seen), tape.reps);
    assert.ok(!seen.some(({ event }) => event.case === "inputGap"));
  });

  test("a page that was reloaded goes on with the session that it had", async () => {
    const client = connect();
    const first = await client.startSession(options);
    push(first, 0, 300);
    let taken = 1n;
    while (taken <= 300n) taken = (await client.sessions.getSession({ sessionId: first.sessionId })).session?.acknowledgement?.nextInputSeq ?? 1n;
    await first.close();
    assert.equal(first.connection, "closed");

    const second = await client.startSession({ ...options, sessionId: first.sessionId });
    const events = collect(second);
    push(second, 300, frames.length);
    await second.end();
    await requireLog(client, second, await events);
    assert.equal(reps(await events), tape.reps);
  });

  test("controls do what they say", async () => {
    const client = connect();
    const session = await client.startSession(options);
    const events = collect(session);
    push(session, 0, 10);
    session.pause();
    push(session, 10, 20);
    session.unpause();
    session.selectExercise("push_up");
    session.selectExercise("no_such_exercise");
    session.endSet();
    await session.end();
    assert.deepEqual((await events).map(({ event }) => event.case), [
      "sessionStarted", "exerciseSelected", "sessionPaused", "sessionUnpaused", "exerciseSelected", "exerciseUnknown", "sessionEnded",
    ]);
  });

  test("somebody who watches sees the same, and heals by himself", async () => {
    const proxy = await Proxy.start(server.address);
    const session = await connect().startSession(options);
    const events = collect(session);
    const watched: SessionEvent[] = [];
    const watching = (async () => {
      for await (const { event } of connect(proxy.address).watch(session.sessionId)) {
        if (event === undefined) continue;
        watched.push(event);
        if (watched.length === 3) proxy.cut();
      }
    })();
    push(session, 0, frames.length);
    await session.end();
    await watching;
    assert.deepEqual(watched, await events);
    await proxy.dispose();
  });

  test("a refusal says why", async () => {
    const refused = async (starting: Promise<unknown>): Promise<PersonalPTError> => {
      try {
        await starting;
      } catch (error) {
        if (error instanceof PersonalPTError) return error;
        throw error;
      }
      return assert.fail("was not refused");
    };
    const unknown = await refused(connect().startSession({ ...options, exerciseId: "no_such_exercise" }));
    assert.deepEqual([unknown.kind, unknown.reason, unknown.isTransient], ["notFound", "UNKNOWN_EXERCISE", false]);
    const stranger = await refused(connect().startSession({ ...options, athleteId: "ben" }));
    assert.deepEqual([stranger.kind, stranger.reason], ["permissionDenied", "NOT_YOURS"]);
    const nobody = { isSecret: false, authorization: () => "Development nonsense" };
    const signIn = await refused(new PersonalPTClient({ address: server.address, credential: nobody }).startSession(options));
    assert.equal(signIn.kind, "unauthenticated");
    assert.match(signIn.message, /three parts/);
    const away = await refused(connect("http://127.0.0.1:1").startSession(options));
    assert.deepEqual([away.kind, away.isTransient], ["unavailable", true]);
  });
});

function push(session: LiveSession, from: number, to: number): void {
  for (const { micros, landmarks } of frames.slice(from, to)) {
    if (landmarks) session.push(micros, landmarks);
    else session.pushNobody(micros);
  }
}

async function collect(session: LiveSession): Promise<SessionEvent[]> {
  const events: SessionEvent[] = [];
  for await (const event of session.events()) events.push(event);
  return events;
}

// Waits for a change after which it holds.
async function changed(session: LiveSession, holds: (connection: string) => boolean): Promise<void> {
  let first = true;
  for await (const state of session.changes()) {
    if (!first && holds(state.connection)) return;
    first = false;
  }
}

function reps(events: readonly SessionEvent[]): number {
  return events.filter(({ event }) => event.case === "repCompleted").length;
}

async function requireLog(client: PersonalPTClient, session: LiveSession, seen: readonly SessionEvent[]): Promise<void> {
  const log = await client.history.listEvents({ sessionId: session.sessionId, limit: 1000 });
  assert.deepEqual(seen, log.events);
  assert.deepEqual(seen.map((event) => Number(event.eventSeq)), seen.map((_, index) => index + 1));
}
