import { describe, expect, it } from "vitest";
import { formatBytes, formatSeconds } from "../../../../pipeline/cli/format.ts";

describe("formatSeconds", () => {
  it.each([
    [0, "0.0 s"],
    [0.44, "0.4 s"],
    [12.34, "12.3 s"],
    [59.94, "59.9 s"],
    [59.96, "1 min 00 s"],
    [185, "3 min 05 s"],
    [3599.6, "1 h 00 min"],
    [3720, "1 h 02 min"],
    [7199, "2 h 00 min"],
  ])("%d is %s", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [812, "812 B"],
    [1000, "1.0 kB"],
    [4_804_321, "4.8 MB"],
    [999_999, "1.0 MB"],
    [2_500_000_000, "2.5 GB"],
    [7e15, "7000.0 TB"],
  ])("%d is %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
