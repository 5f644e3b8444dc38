import { describe, expect, it } from "vitest";
import { fillSection, markdownTable, MarkerError } from "../../../../pipeline/results/markdown.ts";
import { runsSection } from "../../../../pipeline/results/runs_section.ts";
import { sweepsSection } from "../../../../pipeline/results/sweep_section.ts";
import { summary } from "../_summary.ts";

describe("fillSection", () => {
  const page = "# A\n\n<!-- x: begin -->\n\nold\n\n<!-- x: end -->\n\nrest\n";

  it("replaces what is between the markers, again and again", () => {
    const once = fillSection(page, "x", "new");
    expect(once).toContain("\n\nnew\n\n");
    expect(once).not.toContain("old");
    expect([
      once.startsWith("# A\n\n<!-- x: begin -->\n"),
      once.endsWith("<!-- x: end -->\n\nrest\n"),
    ])
      .toEqual([true, true]);
    expect(fillSection(once, "x", "new")).toBe(once);
  });

  it.each([
    ["", /the line <!-- x: begin --> is there 0 times, expected once/],
    ["<!-- x: begin -->", /<!-- x: end --> is there 0 times/],
    ["<!-- x: end --><!-- x: begin -->", /<!-- x: end --> comes before <!-- x: begin -->/],
    [page + page, /is there 2 times/],
  ])("refuses %j", (text, message) => {
    expect(() => fillSection(text, "x", "new")).toThrow(MarkerError);
    expect(() => fillSection(text, "x", "new")).toThrow(message);
  });
});

it("markdownTable pads, aligns and escapes", () => {
  expect(markdownTable(["a", "value"], [["x|y", "1 %"], ["", "10 %"]], ["left", "right"])).toBe(
    "| a    | value |\n| ---- | ----: |\n| x\\|y |   1 % |\n|      |  10 % |",
  );
});

describe("runsSection", () => {
  const recipes = [
    { name: "first" },
    { name: "toy", published: { accuracy: 0.96, loss: 0.2, source: "A text" } },
    { name: "range", published: { accuracy: 0.1, highestAccuracy: 0.8, loss: 2, source: "A" } },
  ];
  const run = (name: string, values: Parameters<typeof summary>[0] = {}) => ({
    name,
    path: `runs/${name}`,
    summary: summary(values),
  });
  const cells = (markdown: string) =>
    markdown.split("\n").slice(2).map((line) =>
      line.split("|").map((cell) => cell.trim()).slice(1, -1)
    );

  it("has a row for each run of a recipe as it is, in the recipes' order", () => {
    const { markdown, missing, leftOut } = runsSection(
      [run("b", { recipe: "range" }), run("a", { train: { seconds: 125 } })],
      recipes,
    );
    const [toy, range] = cells(markdown);
    expect(toy).toEqual([
      "toy",
      "42",
      "95.00 %",
      "96.00 %",
      "0.2500",
      "0.2000",
      "2",
      "8000",
      "2 min 05 s",
      "onnx, cpu",
      "Toy processor, 2 cores, 8 GiB",
      "2026-01-02",
      "`deno task pipeline --recipe toy --seed 42`",
    ]);
    expect(range!.slice(0, 4)).toEqual(["range", "42", "95.00 %", "10.00 to 80.00 %"]);
    expect([missing, leftOut]).toEqual([["first"], []]);
  });

  it("adds the mean of several seeds, and takes the newest run of each", () => {
    const { markdown, leftOut } = runsSection([
      run("new", { seed: 1, date: "2026-02-01T00:00:00Z", test: { accuracy: 0.97, loss: 0.1 } }),
      run("old", { seed: 1, date: "2026-01-01T00:00:00Z", test: { accuracy: 0.5, loss: 0.9 } }),
      run("other", { seed: 2, test: { accuracy: 0.95, loss: 0.2 } }),
    ], recipes);
    expect(cells(markdown).map((row) => row.slice(0, 5))).toEqual([
      ["toy", "1", "97.00 %", "96.00 %", "0.1000"],
      ["toy", "2", "95.00 %", "96.00 %", "0.2000"],
      ["toy", "mean of 2", "96.00 %", "96.00 %", "0.1500"],
    ]);
    expect(leftOut).toEqual(["old: new is newer, of the same seed"]);
  });

  it("leaves out what does not belong there, and says why", () => {
    const own = { ...summary().data, name: "mine", own: true };
    const { markdown, leftOut } = runsSection([
      { name: "half", path: "runs/half", problem: "incomplete" },
      run("short", { changes: ["--epochs", "1"] }),
      run("own", { data: own }),
      run("gone", { recipe: "gone" }),
    ], recipes);
    expect(markdown).toBe("No training yet.");
    expect(leftOut).toEqual([
      "half: incomplete",
      "short: not the recipe as it is (--epochs 1)",
      "own: trained on own data (mine)",
      'gone: recipe "gone" does not exist',
    ]);
  });
});

describe("sweepsSection", () => {
  it("has a table, the best point and the largest difference", () => {
    const score = (accuracy: number) => ({ accuracy, loss: 0.1 });
    const text = sweepsSection([{
      name: "toy-units",
      recipe: "toy",
      command: "deno task sweep --param units=16,32",
      date: "2026-01-02T03:04:05Z",
      machine: "Toy processor",
      parameters: [{ name: "units", values: [16, 32] }],
      best: "units=16",
      points: [
        {
          name: "units=16",
          values: { units: 16 },
          validation: score(0.9),
          test: score(0.91),
          published: score(0.9125),
          imagesPerSecond: 1000,
        },
        { name: "units=32", values: { units: 32 }, error: "x" },
      ],
    }]);
    expect(text).toContain("`deno task sweep --param units=16,32`");
    expect(text).toContain("|    16 |    90.00 % | 91.00 % |   91.25 % | 0.1000 |");
    expect(text).toContain("|    32 |     failed |         |");
    expect(text).toContain("Best by validation accuracy: units=16, test 91.00 %.");
    expect(text).toContain("Largest difference from the published: 0.25 points.");
    expect(text).toContain("2026-01-02, Toy processor.");
  });

  it("says so when there is none", () => {
    expect(sweepsSection([])).toBe("No sweep yet.");
  });
});
