import type { PlanItem } from "./gen/personalpt/v1/plan_service_pb.js";
import { SetEndReason, type SessionEvent } from "./gen/personalpt/v1/session_event_pb.js";

/** A set that a plan asks for. */
export interface PlanStep {
  /** Its item's place in the plan, from 0. */
  readonly itemIndex: number;
  readonly item: PlanItem;
  /** Which of the item's sets it is, from 1. */
  readonly setOfItem: number;
}

/** Where a session stands in its plan. */
export interface PlanProgress {
  /** For each item of the plan its sets that are over: their numbers in the session (more than one where a set was cut) and reps, as corrected. */
  readonly items: readonly { readonly item: PlanItem; readonly sets: readonly { readonly setNumbers: readonly number[]; readonly reps: number }[] }[];
  /** The set that is to be done next, or that is being done; undefined where the whole plan is done. */
  readonly next: PlanStep | undefined;
  /** Whether that set is being done, and how many reps were counted of it. */
  readonly running: boolean;
  readonly repsInSet: number;
  /** Until when the plan asks for rest, by the phone's clock: microseconds since the Unix epoch; 0 where it does not. */
  readonly restUntilUs: bigint;
  readonly setsPlanned: number;
  readonly setsDone: number;
}

interface PerformedSet {
  readonly number: number;
  readonly exerciseId: string;
  counted: number;
  corrected?: number | undefined;
  endReason?: SetEndReason;
  endTimeUs: bigint;
}

/**
 * Follows a session through its plan. Give it every event of the session's log from the first one on, in order, as `LiveSession.events` or `watch` give them; an
 * event that it has had is left out. Where the session stands is a function of the plan's items and these events, so an app that was killed finds it again.
 */
export class PlanFollower {
  readonly #items: readonly PlanItem[];
  readonly #sets: PerformedSet[] = [];
  #exerciseId = "";
  #lastEventSeq = 0n;
  #progress: PlanProgress;

  /** @param items What the plan asks for, in the revision that the session was started by (`plan.content.items`). */
  constructor(items: readonly PlanItem[]) {
    this.#items = items;
    this.#progress = progressOf(items, [], "");
  }

  /** Where the session stands. */
  get progress(): PlanProgress {
    return this.#progress;
  }

  /**
   * Takes an event.
   * @throws RangeError where events before it are missing.
   */
  take(entry: SessionEvent): PlanProgress {
    if (entry.eventSeq <= this.#lastEventSeq) return this.#progress;
    if (entry.eventSeq !== this.#lastEventSeq + 1n)
      throw new RangeError(`Event ${entry.eventSeq} came behind event ${this.#lastEventSeq}: all before it must have come.`);
    this.#lastEventSeq = entry.eventSeq;
    if (this.#hear(entry.event)) this.#progress = progressOf(this.#items, this.#sets, this.#exerciseId);
    return this.#progress;
  }

  #hear(event: SessionEvent["event"]): boolean {
    switch (event.case) {
      case "exerciseSelected":
        this.#exerciseId = event.value.exerciseId;
        return true;
      case "setStarted":
        this.#sets.push({ number: event.value.setNumber, exerciseId: event.value.model?.exerciseId ?? this.#exerciseId, counted: 0, endTimeUs: 0n });
        return true;
      case "repCompleted":
        return this.#change(event.value.setNumber, (set) => (set.counted = Math.max(set.counted, event.value.ordinal)));
      case "setEnded":
        return this.#change(event.value.setNumber, (set) => {
          set.endReason = event.value.reason;
          set.endTimeUs = event.value.reps.at(-1)?.endTimeUs ?? 0n;
        });
      case "setCorrected": {
        const { correction } = event.value;
        return this.#change(event.value.setNumber, (set) => (set.corrected = correction.case === "reps" ? correction.value : undefined));
      }
      default:
        return false;
    }
  }

  #change(setNumber: number, change: (set: PerformedSet) => void): boolean {
    const set = this.#sets.find(({ number }) => number === setNumber);
    if (set) change(set);
    return set !== undefined;
  }
}

function progressOf(planned: readonly PlanItem[], performed: readonly PerformedSet[], exerciseId: string): PlanProgress {
  const items = planned.map((item) => ({ item, sets: [] as { setNumbers: number[]; reps: number }[] }));
  const firstOpen = (exercise?: string) => items.find(({ item, sets }) => sets.length < item.sets && (exercise === undefined || item.exerciseId === exercise));
  let running: { of: (typeof items)[number] | undefined; reps: number } | undefined;
  let restUntilUs = 0n;
  for (const bout of bouts(performed)) {
    const last = bout.at(-1);
    if (!last) continue;
    const reps = bout.reduce((sum, set) => sum + (set.corrected ?? set.counted), 0);
    const of = firstOpen(last.exerciseId);
    if (last.endReason === undefined) {
      running = { of, reps };
    } else if (reps > 0 && of) {
      of.sets.push({ setNumbers: bout.map(({ number }) => number), reps });
      restUntilUs = last.endTimeUs + BigInt(of.item.restSeconds) * 1_000_000n;
    }
  }

  const next = running?.of ?? firstOpen(exerciseId) ?? firstOpen();
  return {
    items,
    next: next && { itemIndex: items.indexOf(next), item: next.item, setOfItem: next.sets.length + 1 },
    running: running?.of !== undefined,
    repsInSet: running?.of ? running.reps : 0,
    restUntilUs: running || !next ? 0n : restUntilUs,
    setsPlanned: planned.reduce((sum, { sets }) => sum + sets, 0),
    setsDone: items.reduce((sum, { sets }) => sum + sets.length, 0),
  };
}

// Sets that are one for the athlete: cut by their length, by lost inputs or by a clock, and not by him.
function bouts(sets: readonly PerformedSet[]): PerformedSet[][] {
  const found: PerformedSet[][] = [];
  for (const set of sets) {
    const before = found.at(-1)?.at(-1);
    const wasCut =
      before?.endReason === SetEndReason.CONTINUED || before?.endReason === SetEndReason.GAP || before?.endReason === SetEndReason.CLOCK_CHANGED;
    if (wasCut && before.exerciseId === set.exerciseId) found.at(-1)?.push(set);
    else found.push([set]);
  }
  return found;
}
