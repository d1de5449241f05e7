import type { Client } from "@connectrpc/connect";
import { Bell } from "../bell.js";
import type { Clock } from "../clock.js";
import type { SessionEvent, SessionStatus } from "../gen/personalpt/v1/session_event_pb.js";
import type { TrackingService } from "../gen/personalpt/v1/tracking_service_pb.js";
import { EventFeed } from "./eventFeed.js";

/** What a watcher sees next. */
export type WatchUpdate =
  /** The next entry of the session's log; each comes once, in order. */
  | { readonly event: SessionEvent; readonly status?: undefined }
  /** The newest status; some are skipped. */
  | { readonly status: SessionStatus; readonly event?: undefined };

// A watcher that reads slowly keeps so many events waiting; the rest stays at the server, by flow control of a stream that is opened anew.
const capacity = 1024;

/** A session's events after a number and its statuses between them, as an iterable; until the session has ended. */
export async function* watchSession(
  tracking: Client<typeof TrackingService>,
  clock: Clock,
  sessionId: string,
  afterEventSeq: bigint,
): AsyncGenerator<WatchUpdate, void, undefined> {
  const over = new AbortController();
  const bell = new Bell(clock);
  const queue: SessionEvent[] = [];
  let status: SessionStatus | undefined;
  let received = afterEventSeq;
  let failure: Error | undefined;
  let isOver = false;
  const feed = new EventFeed(tracking, clock, sessionId, {
    received: () => received,
    onEvent: (event) => {
      if (event.eventSeq <= received) return "known";
      if (event.eventSeq > received + 1n || queue.length >= capacity) return "ahead";
      received = event.eventSeq;
      queue.push(event);
      bell.ring();
      return "new";
    },
    onStatus: (newest) => {
      status = newest;
      bell.ring();
    },
  });
  const running = feed
    .run(over.signal)
    .catch((error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error));
    })
    .then(() => {
      isOver = true;
      bell.ring();
    });
  try {
    for (;;) {
      const event = queue.shift();
      if (event !== undefined) {
        yield { event };
      } else if (status !== undefined) {
        const newest = status;
        status = undefined;
        yield { status: newest };
      } else if (failure !== undefined) {
        throw failure;
      } else if (isOver) {
        return;
      } else {
        await bell.wait(over.signal);
      }
    }
  } finally {
    over.abort();
    await running;
  }
}
