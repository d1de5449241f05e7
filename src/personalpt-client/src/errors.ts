import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema, RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";

/** What kind of thing went wrong, so that an app can choose what to show. */
export type PersonalPTErrorKind =
  /** The server could not be reached, is going away, or failed inside. Trying again later makes sense. */
  | "unavailable"
  /** The server has too much to do. Trying again later makes sense. */
  | "overloaded"
  /** The credential was not accepted: sign in again. */
  | "unauthenticated"
  | "permissionDenied"
  | "invalidArgument"
  /** There is no such session, exercise, model or athlete, or it was erased. */
  | "notFound"
  /** It contradicts what is there already. */
  | "conflict"
  /** The server has inputs of this session that were never made here. */
  | "outOfStep"
  /** The server does not know this call: it is older than this client, or not a PersonalPT server at all. */
  | "unsupported";

const kinds: Partial<Record<Code, PersonalPTErrorKind>> = {
  [Code.Unauthenticated]: "unauthenticated",
  [Code.PermissionDenied]: "permissionDenied",
  [Code.InvalidArgument]: "invalidArgument",
  [Code.OutOfRange]: "invalidArgument",
  [Code.NotFound]: "notFound",
  [Code.AlreadyExists]: "conflict",
  [Code.FailedPrecondition]: "conflict",
  [Code.ResourceExhausted]: "overloaded",
  [Code.Unimplemented]: "unsupported",
};

const sentences: Record<PersonalPTErrorKind, string> = {
  unavailable: "The server cannot be reached or failed",
  overloaded: "The server has too much to do; try again later.",
  unauthenticated: "The server did not accept the credential; sign in again.",
  permissionDenied: "This is not allowed.",
  invalidArgument: "The server found a mistake in what was sent.",
  notFound: "The server does not know this.",
  conflict: "This contradicts what the server has already.",
  outOfStep: "The server has inputs of this session that were not made here; start a new session, or go on with the session's id.",
  unsupported: "The server does not know this call; check its address and version.",
};

/** Something that the app, or the person before it, has to know about. The message is a plain sentence that may be shown. */
export class PersonalPTError extends Error {
  override readonly name = "PersonalPTError";
  readonly kind: PersonalPTErrorKind;
  /** The server's reason code, as listed in docs/protocol; undefined where it gave none. */
  readonly reason: string | undefined;
  /** How many milliseconds the server asks to wait; undefined where it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: PersonalPTErrorKind, message: string = sentences[kind], details: { reason?: string; retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.reason = details.reason;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** Whether the same call may succeed later. */
  get isTransient(): boolean {
    return this.kind === "unavailable" || this.kind === "overloaded";
  }

  /** Reads what a call failed with, its reason code and retry hint included. */
  static from(error: unknown): PersonalPTError {
    if (error instanceof PersonalPTError) return error;
    const failure = ConnectError.from(error);
    const kind = kinds[failure.code] ?? "unavailable";
    const detail = failure.rawMessage;
    const message = kind === "unavailable" ? `${sentences.unavailable}: ${detail || Code[failure.code]}` : detail || sentences[kind];
    const reason = failure.findDetails(ErrorInfoSchema)[0]?.reason;
    const delay = failure.findDetails(RetryInfoSchema)[0]?.retryDelay;
    return new PersonalPTError(kind, message, {
      ...(reason ? { reason } : {}),
      ...(delay ? { retryAfterMs: Number(delay.seconds) * 1000 + delay.nanos / 1e6 } : {}),
      cause: error,
    });
  }
}
