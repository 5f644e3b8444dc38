import { describe, expect, it } from "vitest";
import { sweepChart, sweepCsv, sweepLines } from "../../../../pipeline/sweep/output.ts";
import { planSweep } from "../../../../pipeline/sweep/plan.ts";
import { type PointOutcome, sweepResult } from "../../../../pipeline/sweep/result.ts";
import { writeSweep } from "../../../../pipeline/sweep/write_sweep.ts";
import { summary } from "../_summary.ts";

const CATALOGUE = {
  recipes: ["toy"],
  defaultRecipe: "toy",
  datasets: ["mnist"],
  optimizers: ["adam", "sgd"],
  params: { toy: { units: 64, dropout: 0.2 } },
};
const PUBLISHED = {
  param: "units",
  points: [{ value: 16, accuracy: 0.9497, loss: 0.184 }, { value: 64, accuracy: 0.97, loss: 0.1 }],
};

/** A point that was trained; the test set prefers another one than validation does. */
const trained = (units: number, validation: number, test: number): PointOutcome => ({
  summary: summary({
    changes: units === 64 ? [] : ["--param", `units=${units}`],
    validation: { accuracy: validation, loss: 1 - validation },
    test: { accuracy: test, loss: 1 - test },
  }),
});

const one = (outcomes: PointOutcome[]) =>
  sweepResult(
    planSweep(["units=16,32,64"], {}, CATALOGUE),
    outcomes,
    "deno task sweep --param units=16,32,64",
    PUBLISHED,
  );
const result = one([
  trained(16, 0.95, 0.951),
  { error: 'It "failed", so' },
  trained(64, 0.97, 0.949),
]);

/** The result of a sweep over two parameters. */
const grid = (dropouts: string) => {
  const plan = planSweep(["units=8,16,32,64,128,256", `dropout=${dropouts}`], {}, CATALOGUE);
  return sweepResult(plan, plan.points.map(() => trained(64, 0.9, 0.9)), "");
};

describe("sweepResult", () => {
  it("prefers by validation, not by the test set", () => {
    expect(result.best).toBe("units=64");
  });

  it("takes the lower loss among equals", () => {
    const equal = [0.3, 0.1, 0.2].map((loss) => ({
      summary: summary({ validation: { accuracy: 0.9, loss } }),
    }));
    expect(one(equal).best).toBe("units=32");
  });

  it("prefers none where no images were held back", () => {
    const { validation: _, ...unvalidated } = summary();
    const noneHeldBack = one([16, 32, 64].map(() => ({ summary: unvalidated })));
    expect(noneHeldBack.best).toBeUndefined();
    expect(sweepLines(noneHeldBack).at(-1)).toBe(
      'No best one: recipe "toy" holds no images back, and nothing is chosen by the test set',
    );
  });

  it("has published figures where only the parameter differs from the recipe", () => {
    const published = result.points.map((point) => point.published?.accuracy);
    expect(published).toEqual([0.9497, undefined, 0.97]);
    const others = one([16, 32, 64].map(() => ({
      summary: summary({ changes: ["--param", "units=16", "--epochs", "1"] }),
    })));
    expect(others.points.map((point) => point.published)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("keeps the newest date, and the errors", () => {
    expect(result.date).toBe("2026-01-02T03:04:05.000Z");
    expect(result.points[1]).toEqual({
      name: "units=32",
      values: { units: 32 },
      error: 'It "failed", so',
    });
  });
});

describe("sweepLines", () => {
  it("is a table, then the best point with its test accuracy", () => {
    expect(sweepLines(result).map((line) => line.trim().split(/ {2,}/))).toEqual([
      [
        "units",
        "val accuracy",
        "val loss",
        "test accuracy",
        "test loss",
        "published",
        "difference",
        "parameters",
        "images/s",
      ],
      expect.anything(),
      ["16", "95.00 %", "0.0500", "95.10 %", "0.0490", "94.97 %", "+0.13", "50890", "8000"],
      ["32", "–", "–", "–", "–", "–", "–", "–", "–"],
      ["64", "97.00 %", "0.0300", "94.90 %", "0.0510", "97.00 %", "−2.10", "50890", "8000"],
      ["Best by validation accuracy: units=64, 97.00 %; test accuracy 94.90 %"],
    ]);
  });

  it("says so when nothing was trained", () => {
    expect(sweepLines(one([1, 2, 3].map(() => ({ error: "x" })))).at(-1)).toBe(
      "No point was trained",
    );
  });
});

describe("sweepCsv", () => {
  it("has a line for each point, quoted where it must be", () => {
    const [header, first, second, ...rest] = sweepCsv(result).split("\r\n");
    expect(header).toBe(
      "units,val_accuracy,val_loss,test_accuracy,test_loss,published_accuracy,published_loss," +
        "epochs,parameters,seconds,images_per_second,error",
    );
    expect(first).toMatch(/^16,0\.95,0\.05\d*,0\.951,0\.049\d*,0\.9497,0\.184,2,50890,12,8000,$/);
    expect(second).toBe('32,,,,,,,,,,,"It ""failed"", so"');
    expect(rest).toHaveLength(2);
  });
});

describe("sweepChart", () => {
  it("shows test set, published figures and validation", () => {
    const svg = sweepChart(result)!;
    for (const name of ["test", "published", "validation"]) {
      expect(svg).toContain(`>${name}</text>`);
    }
  });

  it("has a line for each value of a second parameter, up to four", () => {
    expect(sweepChart(grid("0,0.2"))).toContain(">dropout=0.2</text>");
    expect(sweepChart(grid("0,0.1,0.2,0.3,0.4"))).toBeUndefined();
  });
});

it("writeSweep leaves no chart of an earlier sweep beside figures without one", async () => {
  const folder = await Deno.makeTempDir();
  const files = async () =>
    (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
  expect(await writeSweep(grid("0,0.2"), folder)).toHaveLength(3);
  expect(await files()).toEqual(["sweep.csv", "sweep.json", "sweep.svg"]);
  expect(await writeSweep(grid("0,0.1,0.2,0.3,0.4"), folder)).toHaveLength(2);
  expect(await files()).toEqual(["sweep.csv", "sweep.json"]);
  await Deno.remove(folder, { recursive: true });
});
