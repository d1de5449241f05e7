/** Landmarks of a frame. */
export const landmarkCount = 33;

/** Values of a frame: x, y, z and visibility of each landmark. */
export const valueCount = 4 * landmarkCount;

/** Bytes of a compact frame. */
export const compactFrameSize = 1 + 7 * landmarkCount;

const visibilityAt = 1 + 6 * landmarkCount;
const maxExponent = 30;
const largestShort = 32767;

const scratch = new DataView(new ArrayBuffer(4));

/**
 * Writes a frame in the compact layout of docs/protocol, "A frame in 232 bytes". All arithmetic is that of 32-bit floats; halves are rounded to even.
 * @param landmarks 132 values: x, y, z, visibility of landmark 0, of landmark 1, and so on.
 * @returns undefined where a coordinate is not finite or beyond ±32767.
 * @throws RangeError where there are not 132 values.
 */
export function encodeFrame(landmarks: ArrayLike<number>): Uint8Array<ArrayBuffer> | undefined {
  if (landmarks.length !== valueCount) throw new RangeError(`A frame has ${valueCount} values, not ${landmarks.length}.`);
  const values = Float32Array.from(landmarks);
  let largest = 0;
  for (let i = 0; i < valueCount; i++) {
    if (i % 4 === 3) continue;
    const size = Math.abs(at(values, i));
    if (!(size <= largestShort)) return undefined;
    if (size > largest) largest = size;
  }

  let exponent = exponentOf(largest);
  if (exponent > 0 && roundToEven(largest * 2 ** exponent) > largestShort) exponent--;

  const unit = 2 ** exponent;
  const bytes = new Uint8Array(compactFrameSize);
  const view = new DataView(bytes.buffer);
  bytes[0] = exponent;
  for (let landmark = 0; landmark < landmarkCount; landmark++) {
    for (let axis = 0; axis < 3; axis++)
      view.setInt16(1 + 6 * landmark + 2 * axis, roundToEven(at(values, 4 * landmark + axis) * unit), true);
    const visibility = at(values, 4 * landmark + 3);
    bytes[visibilityAt + landmark] = visibility > 0 ? roundToEven(Math.fround(255 * Math.min(visibility, 1))) : 0;
  }
  return bytes;
}

/**
 * Reads a compact frame.
 * @returns 132 values, or undefined where the bytes are not a frame: another length than 232, or an exponent over 30.
 */
export function decodeFrame(bytes: Uint8Array): Float32Array<ArrayBuffer> | undefined {
  const exponent = bytes[0];
  if (bytes.length !== compactFrameSize || exponent === undefined || exponent > maxExponent) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unit = 2 ** -exponent;
  const values = new Float32Array(valueCount);
  for (let landmark = 0; landmark < landmarkCount; landmark++) {
    for (let axis = 0; axis < 3; axis++) values[4 * landmark + axis] = unit * view.getInt16(1 + 6 * landmark + 2 * axis, true);
    values[4 * landmark + 3] = view.getUint8(visibilityAt + landmark) / 255;
  }
  return values;
}

// The largest exponent at which the largest coordinate fits before rounding.
function exponentOf(largest: number): number {
  if (largest === 0) return maxExponent;
  scratch.setFloat32(0, largest);
  const log2 = ((scratch.getUint32(0) >>> 23) & 0xff) - 127;
  return Math.min(Math.max(14 - log2, 0), maxExponent);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

function at(values: Float32Array, index: number): number {
  return values[index] ?? NaN;
}
