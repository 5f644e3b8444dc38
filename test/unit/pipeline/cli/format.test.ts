import { describe, expect, it } from "vitest";
import { formatBytes } from "../../../../pipeline/cli/format.ts";

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
