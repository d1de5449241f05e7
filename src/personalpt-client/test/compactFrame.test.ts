import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeFrame, encodeFrame, valueCount } from "../src/index.js";
import { vector } from "./serverProcess.js";

type Values = (number | "NaN" | "Infinity" | "-Infinity")[];

interface Vectors {
  readonly encode: { readonly about: string; readonly landmarks: Values; readonly bytes: string | null; readonly decoded: Values | null }[];
  readonly decode: { readonly about: string; readonly bytes: string; readonly landmarks: Values | null }[];
}

const vectors = vector("compact-frame.json") as Vectors;

for (const { about, landmarks, bytes, decoded } of vectors.encode) {
  test(`encoding: ${about}`, () => {
    const frame = encodeFrame(values(landmarks));
    assert.equal(frame ? Buffer.from(frame).toString("hex") : null, bytes);
    if (frame) assert.deepEqual(Array.from(decodeFrame(frame) ?? []), floats(decoded ?? []));
  });
}

for (const { about, bytes, landmarks } of vectors.decode) {
  test(`decoding: ${about}`, () => {
    const decoded = decodeFrame(Buffer.from(bytes, "hex"));
    assert.deepEqual(decoded ? Array.from(decoded) : null, landmarks ? floats(landmarks) : null);
  });
}

test("what is no frame of 33 landmarks is refused", () => {
  assert.throws(() => encodeFrame(new Float32Array(valueCount - 1)), RangeError);
});

function values(given: Values): number[] {
  const all = given.map(Number);
  return [...all, ...new Array<number>(valueCount - all.length).fill(0)];
}

function floats(given: Values): number[] {
  // A zero is a zero: the sign of one does not travel.
  return Array.from(Float32Array.from(values(given)), (value) => value + 0);
}
