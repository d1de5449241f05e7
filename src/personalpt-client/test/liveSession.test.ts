import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { bearer, development, encodeFrame, PersonalPTClient, SessionEventSchema, type Input, type LiveSession, type LiveSessionOptions, type SubmitFramesRequest } from "../src/index.js";
import { ListEventsResponseSchema, type ListEventsRequest } from "../src/gen/personalpt/v1/history_service_pb.js";
import { ManualClock, settle } from "./manualClock.js";
import { ScriptedTransport, type ScriptedCall } from "./scriptedTransport.js";

test("a change of network cuts what is on its way and tries again without waiting", async () => {
  const { session, transport, clock } = await start();
  const watch = next(transport, "WatchSession");
  session.pushNobody(1);
  session.endSet();
  await settle();
  const lost = next(transport, "SubmitFrames");
  session.networkChanged();
  await settle();

  assert.ok(lost.signal.aborted && watch.signal.aborted);
  assert.deepEqual(transport.calls.map(({ method }) => method).sort(), ["SubmitFrames", "WatchSession"]);
  assert.equal(clock.now(), 0);
  assert.equal((next(transport, "SubmitFrames").request as SubmitFramesRequest).inputs.length, 2);
  await session.close();
});

test("a full buffer lets the oldest go, counts them, and warns once per outage", async () => {
  const warnings: string[] = [];
  const { session, transport, clock } = await start({ maxBufferedInputs: 40, onWarning: (warning) => warnings.push(warning) });
  for (let i = 0; i < 100; i++) session.pushNobody(1 + i);
  await settle();
  assert.deepEqual([warnings.length, session.state.droppedInputs], [1, 60]);

  const first = next(transport, "SubmitFrames");
  assert.equal((first.request as SubmitFramesRequest).firstInputSeq, 61n);
  first.say({ acknowledgement: { nextInputSeq: 101n, durableInputSeq: 61n } });
  await settle();
  for (let i = 0; i < 10; i++) session.pushNobody(1000 + i);
  assert.deepEqual([warnings.length, session.state.droppedInputs], [2, 70]);
  assert.equal(clock.now(), 0);
  await session.close();
});

for (const [about, options, held] of [
  ["bytes", { maxBufferedBytes: 1024, framesAsFloats: false }, 4],
  ["bytes of floats", { maxBufferedBytes: 2048, framesAsFloats: true }, 3],
] as const) {
  test(`the buffer is bounded by ${about} too`, async () => {
    const { session, transport, clock } = await start(options);
    for (let i = 0; i < 30; i++) session.push(1 + i, new Float32Array(132).fill(i));
    await settle();
    while (clock.step(50)) await settle();
    const request = next(transport, "SubmitFrames").request as SubmitFramesRequest;
    assert.deepEqual([request.inputs.length, request.oldestHeldInputSeq], [held, BigInt(31 - held)]);
    await session.close();
  });
}

test("what is older than the buffer's age goes", async () => {
  const { session, clock } = await start({ maxBufferedAgeMs: 60_000 });
  session.pushNobody(1);
  while (clock.step(60_001)) await settle();
  session.pushNobody(2);
  assert.equal(session.state.droppedInputs, 1);
  await session.close();
});

test("landmarks may be numbers, or points as MediaPipe gives them", async () => {
  const { session, transport } = await start();
  const points = Array.from({ length: 33 }, (_, i) => ({ x: i / 10, y: -i / 20, z: 0.125, visibility: 0.5 }));
  const numbers = points.flatMap(({ x, y, z, visibility }) => [x, y, z, visibility]);
  session.push(1, points);
  session.push(2n, numbers);
  session.push(3, Float32Array.from(numbers));
  session.endSet();
  await settle();
  const frames = (next(transport, "SubmitFrames").request as SubmitFramesRequest).inputs.slice(0, 3);
  const expected = encodeFrame(numbers)!;
  for (const { input } of frames) assert.deepEqual(input.case === "compact" ? Array.from(input.value) : undefined, Array.from(expected));
  await session.close();
});

test("frames travel as floats where the app says so", async () => {
  const { session, transport } = await start({ framesAsFloats: true });
  session.push(1, new Float32Array(132).fill(0.1));
  session.endSet();
  await settle();
  const { input } = (next(transport, "SubmitFrames").request as SubmitFramesRequest).inputs[0] as Input;
  assert.deepEqual(input.case === "floats" ? input.value.values : [], new Array<number>(132).fill(Math.fround(0.1)));
  await session.close();
});

test("a frame that is not one is refused and does no harm", async () => {
  const { session, transport } = await start({ capture: { captureEpochUs: 1000n } });
  const good = new Float32Array(132);
  assert.throws(() => { session.push(1000, good.map((_, i) => (i === 17 ? NaN : 0))); }, RangeError);
  assert.throws(() => { session.push(1000, new Float32Array(131)); }, RangeError);
  assert.throws(() => { session.push(1000, []); }, RangeError);
  assert.throws(() => { session.push(999, good); }, RangeError);
  assert.throws(() => { session.pushNobody(1000 + 367 * 86_400e6); }, RangeError);
  assert.throws(() => { session.selectExercise(""); }, RangeError);
  assert.throws(() => { session.selectExercise("x".repeat(65)); }, RangeError);
  session.push(1000, good);
  session.endSet();
  await settle();
  assert.equal((next(transport, "SubmitFrames").request as SubmitFramesRequest).inputs.length, 2);
  await session.close();
});

test("an app that reads late gets every event, the ones that had no room from the server's log", async () => {
  const { session, transport } = await start();
  const log = Array.from({ length: 1_500 }, (_, i) => create(SessionEventSchema, { eventSeq: BigInt(i + 1), event: { case: "setStarted", value: {} } }));
  const watch = next(transport, "WatchSession");
  for (const event of log) watch.say({ response: { case: "event", value: event } });
  await settle();
  const seen: bigint[] = [];
  const reading = (async () => {
    for await (const { eventSeq } of session.events()) {
      seen.push(eventSeq);
      if (seen.length === log.length) return;
    }
  })();
  await settle();
  const fetch = next(transport, "ListEvents");
  const after = Number((fetch.request as ListEventsRequest).afterEventSeq);
  assert.equal(after, 1024);
  fetch.say(create(ListEventsResponseSchema, { events: log.slice(after) }));
  await reading;
  assert.deepEqual(seen, log.map(({ eventSeq }) => eventSeq));
  await session.close();
});

test("one reader at a time, and a later one goes on where the earlier one stopped", async () => {
  const { session, transport } = await start();
  const watch = next(transport, "WatchSession");
  for (const eventSeq of [1n, 2n]) watch.say({ response: { case: "event", value: { eventSeq } } });
  for await (const { eventSeq } of session.events()) {
    assert.equal(eventSeq, 1n);
    await assert.rejects(session.events().next());
    break;
  }
  assert.equal(((await session.events().next()).value as { eventSeq: bigint }).eventSeq, 2n);
  await session.close();
});

test("closing ends all waiting but not the session", async () => {
  const { session, transport } = await start();
  const events = session.events().next();
  session.pushNobody(1);
  const ending = session.end();
  await settle();
  const call = next(transport, "SubmitFrames");
  await session.close();
  await assert.rejects(ending, /closed/);
  assert.deepEqual(await events, { value: undefined, done: true });
  assert.ok(call.signal.aborted);
  assert.equal(session.connection, "closed");
  session.pushNobody(2);
  await settle();
  assert.deepEqual(transport.calls.filter(({ method }) => method === "SubmitFrames"), []);
});

test("an option that is wrong is named before anything is sent", async () => {
  const { client, transport, session } = await start();
  await assert.rejects(client.startSession({ exerciseId: "", capture: {}, lingerMs: 2000, maxBufferedBytes: 5 }), /exerciseId.*lingerMs.*maxBufferedBytes/);
  assert.ok(!transport.calls.some(({ method }) => method === "StartSession"));
  await session.close();
});

test("a token does not travel unencrypted to another machine, and an address is one of a server", () => {
  const token = bearer(() => "token");
  assert.throws(() => new PersonalPTClient({ address: "http://gym.example", credential: token }), TypeError);
  assert.throws(() => new PersonalPTClient({ address: "ftp://gym.example", credential: token }), TypeError);
  assert.doesNotThrow(() => new PersonalPTClient({ address: "https://gym.example", credential: token }));
  assert.doesNotThrow(() => new PersonalPTClient({ address: "http://127.0.0.1:5007", credential: token }));
  assert.doesNotThrow(() => new PersonalPTClient({ address: "http://gym.example", credential: development("gym", "athlete", "ann") }));
});

async function start(options: Partial<LiveSessionOptions> = {}): Promise<{ client: PersonalPTClient; session: LiveSession; transport: ScriptedTransport; clock: ManualClock }> {
  const clock = new ManualClock();
  const transport = new ScriptedTransport(() => clock.now());
  const client = new PersonalPTClient({ address: "http://localhost", credential: development("gym", "athlete", "ann"), clock, transport });
  const starting = client.startSession({ exerciseId: "squat", capture: { captureEpochUs: 1n }, ...options });
  await settle();
  const answer: MessageInitShape<typeof import("../src/index.js").StartSessionResponseSchema> = { session: { acknowledgement: { nextInputSeq: 1n, durableInputSeq: 1n } } };
  next(transport, "StartSession").say(answer);
  const session = await starting;
  await settle();
  return { client, session, transport, clock };
}

function next(transport: ScriptedTransport, method: string): ScriptedCall {
  const index = transport.calls.findIndex((call) => call.method === method);
  assert.ok(index >= 0, `no ${method}`);
  return transport.calls.splice(index, 1)[0]!;
}
