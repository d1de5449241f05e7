import { CoordinateSpace, development, LandmarkModel, PersonalPTClient, type Landmarks } from "../src/index.js";

// What the README's lines stand in: a page with a camera.
declare const camera: { onFrame: (landmarks: Landmarks) => void; onStop: () => unknown };
declare const window: { addEventListener(name: "online", listener: () => void): void };
declare const show: (line: string) => void;

/** The README's lines as they stand there, so that they compile. */
export async function snippet(): Promise<void> {
  // README
  const client = new PersonalPTClient({ address: "http://127.0.0.1:5007", credential: development("demo-gym", "athlete", "ann") });
  const session = await client.startSession({ exerciseId: "squat", capture: { coordinateSpace: CoordinateSpace.WORLD, landmarkModel: LandmarkModel.BLAZEPOSE_FULL, nominalRateHz: 30 } });
  const start = Date.now() * 1000 - performance.now() * 1000; // the clock is taken once
  camera.onFrame = (landmarks) => session.push(start + performance.now() * 1000, landmarks); // MediaPipe's 33 points, or 132 numbers
  camera.onStop = () => session.end();
  window.addEventListener("online", () => session.networkChanged());
  for await (const { event } of session.events()) if (event.case === "repCompleted") show(`Rep ${event.value.ordinal}`);
  // README
}
