import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../../pipeline/config.ts";
import { planSweep } from "../../../../pipeline/sweep/plan.ts";

const CATALOGUE = {
  recipes: ["toy", "other"],
  defaultRecipe: "toy",
  datasets: ["mnist"],
  optimizers: ["adam", "sgd"],
  params: { toy: { units: 64, dropout: 0.2 }, other: { filters: 8 } },
};

const plan = (params: string[], flags: Record<string, unknown> = {}) =>
  planSweep(params, flags, CATALOGUE);

describe("planSweep", () => {
  it("makes a point of each value", () => {
    const { name, recipe, axes, points } = plan(["units=16,32"], { seed: 7 });
    expect({ name, recipe, axes }).toEqual({
      name: "toy-units",
      recipe: "toy",
      axes: [{ name: "units", values: [16, 32] }],
    });
    expect(points).toEqual([
      {
        name: "units=16",
        values: { units: 16 },
        arguments: ["--seed", "7", "--param", "units=16"],
      },
      {
        name: "units=32",
        values: { units: 32 },
        arguments: ["--seed", "7", "--param", "units=32"],
      },
    ]);
  });

  it("makes a grid of several parameters, the last one fastest", () => {
    const names = plan(["units=16,32", "dropout=0,0.5"]).points.map(({ name }) => name);
    expect(names).toEqual([
      "units=16,dropout=0",
      "units=16,dropout=0.5",
      "units=32,dropout=0",
      "units=32,dropout=0.5",
    ]);
  });

  it("takes one value as fixed beside a list, and says so in the sweep's name", () => {
    const { name, axes, points } = plan(["units=16,32,dropout=0.1"]);
    expect([name, axes.length]).toEqual(["toy-units-dropout=0.1", 1]);
    expect(points[0]).toEqual({
      name: "units=16",
      values: { units: 16 },
      arguments: ["--param", "units=16", "--param", "dropout=0.1"],
    });
  });

  it.each<[string, string[]]>([
    ["epochs=1,2", ["--epochs", "1"]],
    ["batch-size=64,128", ["--batch-size", "64"]],
    ["batchSize=64,128", ["--batch-size", "64"]],
    ["learning-rate=0.1,0.01", ["--learning-rate", "0.1"]],
    ["seed=0,1,2", ["--seed", "0"]],
    ["optimizer=adam,sgd", ["--optimizer", "adam"]],
  ])("varies an option: %s", (param, expected) => {
    expect(plan([param]).points[0]!.arguments).toEqual(expected);
  });

  it.each<[string[], Record<string, unknown>, string]>([
    [[], {}, "No parameter to vary: give one with its values, such as --param units=16,32,64"],
    [["units=16,16"], {}, "Cannot use --param units=16,16: 16 is there twice. Give it once"],
    [
      ["units="],
      {},
      'Cannot use --param units=: expected a name, "=" and a value, such as units=64',
    ],
    [
      ["units=16,"],
      {},
      'Cannot use --param units=16,: expected a name, "=" and a value, such as units=64',
    ],
    [
      ["unts=16,32"],
      { recipe: "toy" },
      'Cannot use --param unts=16: recipe "toy" has no parameter "unts", expected one of units, ' +
      'dropout. Did you mean units?\nCannot use --param unts=32: recipe "toy" has no parameter ' +
      '"unts", expected one of units, dropout. Did you mean units?',
    ],
    [["units=16,x"], {}, "Cannot use --param units=x: expected a whole number from 1"],
    [["epochs=0,1"], {}, "Cannot use --param epochs=0: expected a whole number from 1"],
    [
      ["optimizer=adam,adm"],
      {},
      "Cannot use --param optimizer=adm: expected one of adam, sgd. Did you mean adam?",
    ],
    [
      ["epochs=1,2"],
      { epochs: 3 },
      "Cannot use --param epochs with --epochs 3: expected one of them. Leave one out",
    ],
    [["units=1,2"], { recipe: "other" }, "x"],
  ])("refuses %j with %j", (params, flags, message) => {
    expect(() => plan(params, flags)).toThrow(ConfigError);
    if (message === "x") {
      expect(() => plan(params, flags)).toThrow('recipe "other" has no parameter');
    } else expect(() => plan(params, flags)).toThrow(new ConfigError(message));
  });
});
