import { describe, expect, it } from "vitest";
import { conformanceLines } from "../../../../pipeline/conformance/report_lines.ts";

const EXCLUSIONS = [
  { reason: "no kernel", specs: ["bitwiseAnd", "rotate"] },
  { reason: "not met", specs: ["sign basic"] },
];

describe("the report of a conformance run", () => {
  it("lists what was excluded and why, what failed and how, and counts", () => {
    const lines = conformanceLines({
      passed: 3953,
      failed: [{ name: "add test-tensorflow {} int32", messages: ["Arrays differ.\nActual: 1"] }],
      pending: 5,
      excluded: new Map([["bitwiseAnd", 3], ["rotate", 1], ["sign basic", 0]]),
      milliseconds: 7250,
    }, EXCLUSIONS);
    expect(lines).toEqual([
      "Excluded, no kernel:",
      "  bitwiseAnd (3 specs)",
      "  rotate",
      "Failed: add test-tensorflow {} int32",
      "  Arrays differ.",
      "  Actual: 1",
      "3,953 passed, 1 failed, 4 excluded, 5 switched off by tfjs-core itself, in 7.3 s",
    ]);
  });
});
