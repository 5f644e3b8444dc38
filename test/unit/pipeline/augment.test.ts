import { describe, expect, it } from "vitest";
import { mnistMlp } from "../../../models/mod.ts";
import { AUGMENT_EXPECTED, parseAugment, writeAugment } from "../../../pipeline/augment.ts";
import { type Config, ConfigError, parseConfig } from "../../../pipeline/config.ts";
import { settingsOf } from "../../../pipeline/stages/_settings.ts";
import { trainStage } from "../../../pipeline/stages/train.ts";

const CATALOGUE = {
  recipes: [mnistMlp.name],
  defaultRecipe: mnistMlp.name,
  datasets: ["mnist"],
  optimizers: ["adam"],
  params: {},
};

function configOf(augment?: unknown, file?: unknown): Config {
  return parseConfig({
    flags: { augment },
    ...(file === undefined ? {} : { file: { path: "my.json", values: { augment: file } } }),
  }, CATALOGUE).config;
}

describe("--augment", () => {
  it.each<[unknown, string, object | undefined]>([
    ["rotation=10,shift=0.1,zoom=0.1", "rotation=10,shift=0.1,zoom=0.1", {
      rotation: 10,
      shift: 0.1,
      zoom: 0.1,
      flip: false,
    }],
    [" flip = true , rotation = 5 ", "rotation=5,flip=true", {
      rotation: 5,
      shift: 0,
      zoom: 0,
      flip: true,
    }],
    ["rotation=0,flip=false", "none", undefined],
    ["none", "none", undefined],
    [{ zoom: 0.2 }, "zoom=0.2", { rotation: 0, shift: 0, zoom: 0.2, flip: false }],
    [{}, "none", undefined],
  ])("takes %j from the command line or a file, and writes it %s", (given, text, augment) => {
    for (const config of [configOf(given), configOf(undefined, given)]) {
      expect(config.augment).toBe(text);
      expect(settingsOf(config).augment).toEqual(augment);
    }
    expect(parseAugment(text)).toEqual(augment);
    expect(writeAugment(augment)).toBe(text);
  });

  it.each([
    "rotation=200",
    "rotation",
    "rotation=",
    "spin=3",
    "shift=ten",
    "flip=yes",
    "zoom=0.1,zoom=0.2",
    "",
    { zoom: 2 },
    3,
  ])("refuses %j and says what is possible", (given) => {
    expect(() => configOf(given)).toThrow(
      new ConfigError(
        `Cannot use --augment ${JSON.stringify(given)}: expected ${AUGMENT_EXPECTED}`,
      ),
    );
  });

  it("is no part of a run without it, and decides whether a training is another one", () => {
    expect("augment" in configOf()).toBe(false);
    expect("augment" in settingsOf(configOf())).toBe(false);
    const key = (augment?: string) => JSON.stringify(trainStage.params(configOf(augment)));
    expect(key("none")).toBe(key());
    expect(key("rotation=10")).not.toBe(key());
    expect(key("rotation=10,zoom=0")).toBe(key("rotation=10"));
  });
});
