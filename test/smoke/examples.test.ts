import { expect, it, vi } from "vitest";
import { succeed } from "./_commands.ts";

vi.setConfig({ testTimeout: 180_000 });

it("deno task examples compares three programs with plain tfjs", async () => {
  const blocks = (await succeed("examples", ["--short"])).trim().split("\n\n");
  expect(blocks.map((block) => /^\w+/.exec(block)?.[0])).toEqual([
    "regression",
    "same_wave",
    "shapes",
  ]);
  const number = String.raw`\d\.\d+`;
  const row = (title: string) =>
    new RegExp(`^${title} +${number} +${number} +(\\d+ ms|\\d+\\.\\d s)$`, "m");
  for (const block of blocks) {
    expect(block).toMatch(row(block.startsWith("shapes") ? "tfjs cpu" : "tfjs wasm"));
    expect(block).toMatch(row("ours"));
    expect(block).toMatch(
      /^[1-3] lines differ, \d+ losses differ by \d\.\de[+-]\d+ of their value at most, speed-up \d+\.\dx$/m,
    );
  }
});
