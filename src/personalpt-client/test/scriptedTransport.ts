import { create, fromBinary, toBinary, type DescMessage, type DescMethodStreaming, type DescMethodUnary, type MessageInitShape, type MessageShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type StreamResponse, type Transport, type UnaryResponse } from "@connectrpc/connect";

/** A call that the client has made. */
export interface ScriptedCall {
  readonly method: string;
  readonly request: unknown;
  readonly at: number;
  readonly signal: AbortSignal;
  /** Says something; of a unary call it is the answer. */
  say(message: unknown): void;
  fail(error: ConnectError): void;
  /** Ends a stream with OK. */
  end(): void;
}

/** A server that says what a script tells it to. Requests and responses go through their bytes, as over a wire. */
export class ScriptedTransport implements Transport {
  readonly calls: ScriptedCall[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>, signal: AbortSignal | undefined, _timeout: number | undefined, _header: unknown, input: MessageInitShape<I>,
  ): Promise<UnaryResponse<I, O>> {
    const never = signal ?? new AbortController().signal;
    const message = await new Promise<MessageShape<O>>((resolve, reject) => {
      this.#add(method, copy(method.input, input), never, {
        say: (answer) => {
          resolve(copy(method.output, answer as MessageInitShape<O>));
        },
        fail: reject,
        end: () => undefined,
      });
      never.addEventListener("abort", () => {
        reject(new ConnectError("aborted", Code.Canceled));
      });
    });
    return { stream: false, service: method.parent, method, header: new Headers(), trailer: new Headers(), message };
  }

  async stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>, signal: AbortSignal | undefined, _timeout: number | undefined, _header: unknown, input: AsyncIterable<MessageInitShape<I>>,
  ): Promise<StreamResponse<I, O>> {
    let request: MessageShape<I> | undefined;
    for await (const message of input) request = copy(method.input, message);
    const never = signal ?? new AbortController().signal;
    const waiting: (() => MessageShape<O> | undefined)[] = [];
    let wake: () => void = () => undefined;
    const push = (next: () => MessageShape<O> | undefined) => {
      waiting.push(next);
      wake();
    };
    never.addEventListener("abort", () => {
      wake();
    });
    this.#add(method, request, never, {
      say: (message) => {
        push(() => copy(method.output, message as MessageInitShape<O>));
      },
      fail: (error) => {
        push(() => {
          throw error;
        });
      },
      end: () => {
        push(() => undefined);
      },
    });
    async function* responses(): AsyncGenerator<MessageShape<O>> {
      for (;;) {
        if (never.aborted) throw new ConnectError("aborted", Code.Canceled);
        const next = waiting.shift();
        if (next === undefined) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        const message = next();
        if (message === undefined) return;
        yield message;
      }
    }
    return { stream: true, service: method.parent, method, header: new Headers(), trailer: new Headers(), message: responses() };
  }

  #add(method: { name: string }, request: unknown, signal: AbortSignal, answers: Pick<ScriptedCall, "say" | "fail" | "end">): void {
    this.calls.push({ method: method.name, request, at: this.#now(), signal, ...answers });
  }
}

function copy<T extends DescMessage>(schema: T, message: MessageInitShape<T>): MessageShape<T> {
  return fromBinary(schema, toBinary(schema, create(schema, message)));
}
