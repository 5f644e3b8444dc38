import { describe, expect, it } from "vitest";
import { textTable } from "../../../src/report/mod.ts";

describe("textTable", () => {
  it("aligns figures right and text left", () => {
    expect(textTable([
      ["provider", "ms", "share"],
      ["cpu", 5.1, "3 %"],
      ["webgpu", 3104.2, null],
    ])).toBe([
      "provider      ms  share",
      "────────  ──────  ─────",
      "cpu          5.1    3 %",
      "webgpu    3104.2      –",
    ].join("\n"));
  });

  it("takes rows without a heading, short rows and chosen alignment", () => {
    expect(textTable([["a", "b"], ["long"]], { header: false, align: ["right", "left"] }))
      .toBe("   a  b\nlong");
  });

  it("counts East Asian characters as two columns and joined emoji as one character", () => {
    const [, , cat, family] = textTable([["name", "n"], ["猫", 1], ["👩‍👩‍👧", 22]]).split("\n");
    expect(cat).toBe("猫     1");
    expect(family).toBe("👩‍👩‍👧    22");
  });

  it("lets no control character through", () => {
    expect(textTable([["a"], ["x\n\u001b[31my\u2028z"]])).toBe("a\n────────\nx  [31my z".replace(
      "────────",
      "─".repeat(10),
    ));
  });

  it.each([
    ["nothing", [], ""],
    ["a heading only", [["a", "b"]], "a  b\n─  ─"],
    ["empty rows", [[], []], "\n\n"],
  ])("takes %s", (_, rows, expected) => {
    expect(textTable(rows)).toBe(expected);
  });
});
