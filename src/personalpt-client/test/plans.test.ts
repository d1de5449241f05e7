import assert from "node:assert/strict";
import { test } from "node:test";
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { PlanFollower, PlanItemSchema, SessionEventSchema } from "../src/index.js";
import { vector } from "./serverProcess.js";

interface Vectors {
  readonly cases: {
    readonly about: string;
    readonly items: JsonValue[];
    readonly events: JsonValue[];
    readonly expected: {
      readonly next: { readonly item: number; readonly set: number } | null;
      readonly running: boolean;
      readonly reps_in_set: number;
      readonly rest_until_us: string;
      readonly sets_planned: number;
      readonly sets_done: number;
      readonly done: { readonly sets: number[]; readonly reps: number }[][];
    };
  }[];
}

for (const { about, items, events, expected } of (vector("plans.json") as Vectors).cases) {
  test(`plans: ${about}`, () => {
    const follower = new PlanFollower(items.map((item) => fromJson(PlanItemSchema, item)));
    for (const json of events) {
      const entry = fromJson(SessionEventSchema, json);
      assert.equal(follower.take(entry), follower.take(entry));
    }
    const { progress } = follower;
    assert.deepEqual(progress.next ? { item: progress.next.itemIndex, set: progress.next.setOfItem } : null, expected.next);
    assert.equal(progress.running, expected.running);
    assert.equal(progress.repsInSet, expected.reps_in_set);
    assert.equal(progress.restUntilUs, BigInt(expected.rest_until_us));
    assert.equal(progress.setsPlanned, expected.sets_planned);
    assert.equal(progress.setsDone, expected.sets_done);
    assert.deepEqual(
      progress.items.map(({ sets }) => sets.map(({ setNumbers, reps }) => ({ sets: setNumbers, reps }))),
      expected.done,
    );
  });
}

test("whoever misses an event of a session that follows a plan is told", () => {
  const follower = new PlanFollower([]);
  assert.throws(() => follower.take(fromJson(SessionEventSchema, { event_seq: "2", session_started: {} })), RangeError);
});
