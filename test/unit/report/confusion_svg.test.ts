import { describe, expect, it } from "vitest";
import { confusionSvg } from "../../../src/report/mod.ts";
import { checkWellFormed } from "./_well_formed.ts";
import { HOSTILE } from "./_run.ts";

const GOLDEN = "../../golden/report";

/** A matrix with a strong diagonal and a few errors, the same every time. */
const matrixOf = (n: number) =>
  Array.from(
    { length: n },
    (_, i) =>
      Array.from({ length: n }, (_, j) =>
        i === j ? 900 + 37 * i : (i * 7 + j * 13) % 11 === 0 ? (i * j) % 40 : 0),
  );
const digits = [..."0123456789"];

const cells = (svg: string, style: string) =>
  [...svg.matchAll(
    new RegExp(
      `<rect class="${style}" fill-opacity="([\\d.]+)" x="[\\d.]+" y="[\\d.]+" width="(?!14")`,
      "g",
    ),
  )]
    .map(([, opacity]) => Number(opacity));

describe("confusionSvg", () => {
  it.each([
    { name: "two", matrix: [[98, 2], [0, 12_345]], names: ["no", "yes"] },
    { name: "ten", matrix: matrixOf(10), names: digits },
    {
      name: "thirty_long_names",
      matrix: matrixOf(30),
      names: Array.from({ length: 30 }, (_, i) => `a rather long class name ${i}`),
    },
  ])("draws $name classes", async ({ name, matrix, names }) => {
    const svg = confusionSvg(matrix, names);
    checkWellFormed(svg);
    await expect(svg).toMatchFileSnapshot(`${GOLDEN}/confusion_${name}.svg`);
  });

  it("keeps one error visible beside thousands of hits", () => {
    const svg = confusionSvg([[5000, 1], [500, 4500]], ["a", "b"]);
    const [one, many] = cells(svg, "second");
    expect(one).toBeGreaterThan(0.13);
    expect(many).toBeCloseTo(0.55, 2);
  });

  it("shades the diagonal by its share of the class", () => {
    expect(cells(confusionSvg([[1, 0], [1, 1]], ["a", "b"]), "first")).toEqual([0.55, 0.33]);
  });

  it("leaves zeros empty and says when nothing was wrong", () => {
    const svg = confusionSvg([[3, 0], [0, 4]], ["a", "b"]);
    expect(cells(svg, "second")).toEqual([]);
    expect(svg).toContain("wrong: none");
    expect(svg).toContain("7 of 7 samples right");
  });

  it("survives classes that are neither present nor predicted", () => {
    const svg = confusionSvg([[0, 0], [0, 0]], ["a", "b"]);
    checkWellFormed(svg);
    expect(svg).not.toContain("NaN");
  });

  it("cuts long names and keeps them whole in the tooltips", () => {
    const name = "a class name that nobody can fit into a chart";
    const svg = confusionSvg([[1, 2], [0, 1]], [name, "b"]);
    expect(svg).toContain(">a class name that…<");
    expect(svg).toContain(`<title>true ${name}, predicted b: 2 of 3 (66.67 %)</title>`);
  });

  it("shows thousands where a small cell has no room for more", () => {
    const large = matrixOf(20).map((row) => row.map((count) => count * 20));
    const names = large.map((_, i) => String(i));
    expect(confusionSvg(large, names)).toMatch(/>18k</);
    expect(confusionSvg([[18_000, 0], [0, 1]], ["a", "b"])).toMatch(/>18000</);
  });

  it("keeps the ends of long names that begin alike", () => {
    const names = [1, 2].map((i) => `a rather long class name ${i}`);
    const svg = confusionSvg([[1, 0], [0, 1]], names);
    for (const i of [1, 2]) expect(svg).toMatch(new RegExp(`>a [a-z ]+…[a-z ]+ ${i}<`));
  });

  it("names some of 100 classes, and keeps their counts in the tooltips", () => {
    const names = Array.from({ length: 100 }, (_, i) => `class ${i}`);
    const svg = confusionSvg(matrixOf(100), names);
    checkWellFormed(svg);
    expect(svg).toContain(">class 0<");
    expect(svg).toContain(">class 2<");
    expect(svg).not.toContain(">class 1<");
    expect(svg).not.toContain(">900<");
    expect(svg).toMatch(/<title>true class 1, predicted class 1: 937 of /);
    expect(Number(/ width="(\d+)/.exec(svg)![1])).toBeLessThan(1200);
  });

  it("draws its heading only when asked", () => {
    expect(confusionSvg([[1, 0], [0, 1]], ["a", "b"], { title: "" })).not.toContain(
      'class="title"',
    );
    expect(confusionSvg([[1, 0], [0, 1]], ["a", "b"], { title: "Shard 1" })).toContain(">Shard 1<");
  });

  it("escapes class names", () => {
    const svg = confusionSvg([[1, 1], [0, 1]], [HOSTILE, "猫"]);
    checkWellFormed(svg);
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("\u0007");
  });

  it.each([
    ["no class", [], []],
    ["too few names", [[1, 0], [0, 1]], ["a"]],
    ["too few rows", [[1, 0]], ["a", "b"]],
    ["ragged rows", [[1, 0], [0]], ["a", "b"]],
  ])("refuses %s", (_, matrix, names) => {
    expect(() => confusionSvg(matrix, names)).toThrow(TypeError);
    expect(() => confusionSvg(matrix, names)).toThrow(/Cannot show a confusion matrix of \d rows/);
  });
});
