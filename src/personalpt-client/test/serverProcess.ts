import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const repository = resolve(import.meta.dirname, "../../../..");

/** The file beside the project's sources. */
export function repositoryFile(...path: string[]): string {
  return join(repository, ...path);
}

/** A JSON file of the conformance vectors. */
export function vector(...path: string[]): unknown {
  const content = JSON.parse(readFileSync(repositoryFile("docs", "protocol", "vectors", ...path), "utf8")) as { format: number };
  if (content.format !== 1) throw new Error(`${path.join("/")} is of format ${content.format}; this reads format 1.`);
  return content;
}

/** `personalpt serve`, in a process and with a database of its own. */
export class ServerProcess {
  readonly #folder: string;
  #process: ChildProcess | undefined;
  #port = 0;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), "personalpt-client-"));
  }

  /** Where the built command lies; undefined where it has not been built. */
  static get command(): string | undefined {
    const path = repositoryFile("src", "PersonalPT.Cli", "bin", "Release", "net10.0", "personalpt.dll");
    return existsSync(path) ? path : undefined;
  }

  /** Its address for browsers. */
  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it; again, on the port that it had. */
  async start(): Promise<void> {
    const args = [ServerProcess.command ?? "", "serve", "--json", "--port", "0", "--web-port", "0", "--browser-port", `${this.#port}`];
    const server = spawn("dotnet", [...args, "--data", join(this.#folder, "gym.db")], { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = server;
    let errors = "";
    server.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    const ended = new Promise<never>((_, reject) => {
      server.on("exit", (code) => {
        reject(new Error(`The server has ended with ${String(code)}: ${errors}`));
      });
    });
    ended.catch(() => undefined);
    const line = await Promise.race([firstLine(server), ended]);
    this.#port = Number(new URL((JSON.parse(line) as { browsers: string }).browsers).port);
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const server = this.#process;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    await new Promise((resolve) => {
      server.once("exit", resolve);
      server.kill("SIGKILL");
    });
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function firstLine(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error("The server says nothing.");
  for await (const line of createInterface(server.stdout)) if (line.startsWith("{")) return line;
  throw new Error("The server said nothing.");
}
