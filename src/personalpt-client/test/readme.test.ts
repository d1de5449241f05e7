import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { repositoryFile } from "./serverProcess.js";

test("the README shows what is compiled", () => {
  const folder = ["src", "personalpt-client"];
  const compiled = readFileSync(repositoryFile(...folder, "test", "readmeSnippet.ts"), "utf8").split("  // README\n")[1] ?? "";
  const shown = readFileSync(repositoryFile(...folder, "README.md"), "utf8").split("```ts\n")[1]?.split("```")[0];
  assert.equal(shown, compiled.replace(/^ {2}/gm, ""));
});
