import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { excludes, TENSORFLOW_EXCLUSIONS } from "../../../../pipeline/conformance/exclusions.ts";

const require = createRequire(import.meta.url);

/** tfjs-node's own list: parts of names, with the backend's (dist/run_tests.js of its package). */
function ownList(): string[] {
  const path = require.resolve("@tensorflow/tfjs-node-gpu/dist/run_tests.js");
  const text = /var IGNORE_LIST = \[(.*?)\n\];/s.exec(Deno.readTextFileSync(path))![1]!;
  return [...text.matchAll(/^ {4}'(.*)',/gm)].map((match) => match[1]!);
}

describe("the exclusions", () => {
  const entries = TENSORFLOW_EXCLUSIONS.flatMap(({ specs }) => specs);
  const own = ownList().map((entry) => entry.replace(" test-tensorflow {}", ""));

  it("of tfjs-node are found in its package", () => {
    expect(own.length).toBeGreaterThan(80);
    expect(own).toContain("bitwiseAnd");
  });

  it.each(entries)("%s: on tfjs-node's own list too", (entry) => {
    expect(own.filter((part) => entry.includes(part))).not.toEqual([]);
  });

  it("have a reason each, and no name twice", () => {
    for (const { reason } of TENSORFLOW_EXCLUSIONS) expect(reason).toMatch(/^\S.{20,}$/);
    expect(new Set(entries).size).toBe(entries.length);
  });

  it.each([
    ["sign", "sign basic", true],
    ["sign basic", "sign basic", true],
    ["sign", "signOf basic", false],
    ["sign basic", "sign", false],
  ])("%s excludes %s: %s", (entry, spec, expected) => {
    expect(excludes(entry, spec)).toBe(expected);
  });
});
