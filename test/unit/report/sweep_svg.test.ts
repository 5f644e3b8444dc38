import { describe, expect, it } from "vitest";
import { isGeometric, type SweepCurves, sweepSvg } from "../../../src/report/mod.ts";
import { HOSTILE } from "./_run.ts";
import { checkWellFormed } from "./_well_formed.ts";

const GOLDEN = "../../golden/report";

const cases: Record<string, SweepCurves> = {
  widths: {
    parameter: "units",
    values: [16, 32, 64, 128, 256, 512, 1024],
    series: [
      {
        name: "test",
        accuracy: [0.95, 0.966, 0.974, 0.978, 0.98, 0.981, 0.982],
        loss: [0.18, 0.13, 0.11, 0.1, 0.11, 0.12, 0.13],
      },
      {
        name: "published",
        accuracy: [0.9497, 0.9663, 0.9747, 0.9782, 0.9803, 0.981, 0.9826],
        loss: [0.184, 0.131, 0.106, 0.107, 0.11, 0.124, 0.124],
      },
      {
        name: "validation",
        accuracy: [0.948, 0.965, 0.973, 0.975, 0.979, 0.98, 0.98],
        loss: [0.19, 0.14, 0.11, 0.11, 0.12, 0.12, 0.13],
      },
    ],
  },
  failed_point: {
    parameter: "epochs",
    values: [3, 1, 2],
    series: [{ name: "test", accuracy: [0.97, null, 0.96], loss: [0.1, null, 0.2] }],
  },
  two_parameters: {
    parameter: "units",
    values: [16, 32],
    series: [0.1, 0.2, 0.3, 0.4].map((rate, i) => ({
      name: `dropout1=${rate}, batch-size=${64 * 2 ** i}`,
      accuracy: [0.9 + i / 100, 0.95],
      loss: [0.3 - i / 100, 0.2],
    })),
  },
  names: {
    parameter: "optimizer",
    values: ["adam", "sgd"],
    series: [{ name: "test", accuracy: [0.97, 0.9], loss: [0.1, 0.4] }],
  },
};

describe("sweepSvg", () => {
  it.each(Object.entries(cases))("draws %s", async (name, curves) => {
    const svg = sweepSvg(curves);
    checkWellFormed(svg);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    await expect(svg).toMatchFileSnapshot(`${GOLDEN}/sweep_${name}.svg`);
  });

  it("puts values that double at equal distances", () => {
    const places = [...sweepSvg(cases["widths"]!).matchAll(/M([\d.]+) 254v4/g)].slice(0, 7)
      .map(([, x]) => Number(x));
    const gaps = places.slice(1).map((x, i) => x - places[i]!);
    expect(places).toHaveLength(7);
    for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0]!, 1);
  });

  it("joins the points in the order of the values", () => {
    const [, path] = /<path class="line first" d="(M[^"H]*L[^"]*)"/.exec(
      sweepSvg({
        parameter: "epochs",
        values: [3, 1, 2],
        series: [{ name: "test", accuracy: [0.97, 0.95, 0.96], loss: [0.1, 0.3, 0.2] }],
      }),
    )!;
    const xs = [...path!.matchAll(/[ML]([\d.]+),/g)].map(([, x]) => Number(x));
    expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    expect(xs).toHaveLength(3);
  });

  it("says so when every point failed, and escapes names", () => {
    const svg = sweepSvg({
      parameter: HOSTILE,
      values: [1],
      series: [{ name: HOSTILE, accuracy: [null], loss: [0.5] }],
    });
    checkWellFormed(svg);
    expect(svg).toContain("no finite values");
    expect(svg).not.toContain("<script");
  });

  it("refuses series that do not fit", () => {
    const series = { name: "test", accuracy: [1], loss: [1, 2] };
    expect(() => sweepSvg({ parameter: "units", values: [1, 2], series: [series] })).toThrow(
      'Cannot draw series "test": received 1 accuracies and 2 losses for 2 values of "units"',
    );
    expect(() => sweepSvg({ parameter: "units", values: [], series: [series] })).toThrow(
      RangeError,
    );
    expect(() => sweepSvg({ parameter: "units", values: [1], series: [] })).toThrow(RangeError);
  });
});

it.each<[(number | string)[], boolean]>([
  [[16, 32, 64], true],
  [[64, 16, 32], true],
  [[0.001, 0.003, 0.01, 0.03], true],
  [[1, 2, 5, 10], true],
  [[1, 2, 3], false],
  [[0, 0.2, 0.4], false],
  [[0, 1, 10], false],
  [[1, 10], false],
  [["adam", "sgd", "rmsprop"], false],
])("isGeometric(%j) is %s", (values, expected) => {
  expect(isGeometric(values)).toBe(expected);
});
