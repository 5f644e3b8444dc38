import { describe, expect, it } from "vitest";
import { parsePreprocessing, type Preprocessing } from "../../../src/preprocess/mod.ts";

const SPEC: Preprocessing = {
  height: 28,
  width: 28,
  channels: 1,
  scale: 1 / 255,
  flatten: false,
  mode: "digit",
  invert: "auto",
};

describe("parsePreprocessing", () => {
  it.each([
    ["an object", SPEC],
    ["JSON text", JSON.stringify(SPEC)],
    ["a photo's", { ...SPEC, channels: 3, height: 32, mode: "photo", invert: "never" }],
  ])("accepts %s", (_title, json) => {
    expect(parsePreprocessing(json)).toEqual(typeof json === "string" ? SPEC : json);
  });

  it("survives the way through JSON exactly", () => {
    expect(parsePreprocessing(JSON.stringify(SPEC)).scale).toBe(1 / 255);
  });

  it.each([
    ["height", 0, "height is 0, expected a whole number from 1"],
    ["width", 2.5, "width is 2.5, expected a whole number from 1"],
    ["width", "28", 'width is "28", expected a whole number from 1'],
    ["channels", 4, "channels is 4, expected 1 or 3"],
    ["scale", 0, "scale is 0, expected a number above 0"],
    ["scale", null, "scale is null, expected a number above 0"],
    ["flatten", 1, "flatten is 1, expected true or false"],
    ["mode", "drawing", 'mode is "drawing", expected "digit" or "photo"'],
    ["invert", true, 'invert is true, expected "auto" or "never"'],
    ["invert", undefined, 'invert is missing, expected "auto" or "never"'],
    ["mean", 0.5, '"mean" is not a known field'],
  ])("refuses %s = %j", (name, value, problem) => {
    expect(() => parsePreprocessing({ ...SPEC, [name]: value })).toThrow(
      new TypeError(`Cannot use the model's preprocessing: ${problem}. Export the model again`),
    );
  });

  it("lists all problems at once", () => {
    expect(() => parsePreprocessing({ ...SPEC, height: -1, mode: 3, extra: 1 })).toThrow(
      `height is -1, expected a whole number from 1; mode is 3, expected "digit" or "photo"; ` +
        `"extra" is not a known field`,
    );
  });

  it.each([
    [null, "null"],
    [[28, 28], "[28,28]"],
    [7, "7"],
    [undefined, "undefined"],
    ["3", "3"],
  ])("refuses %j, which is no object", (json, received) => {
    expect(() => parsePreprocessing(json)).toThrow(TypeError);
    expect(() => parsePreprocessing(json)).toThrow(
      `Cannot use preprocessing ${received}: expected an object with height, width, channels, ` +
        `scale, flatten, mode, invert. Export the model again`,
    );
  });

  it("refuses text that is not JSON", () => {
    expect(() => parsePreprocessing("{height: 28}")).toThrow(SyntaxError);
    expect(() => parsePreprocessing("{height: 28}")).toThrow(
      `Cannot parse the model's preprocessing "{height: 28}" as JSON (`,
    );
  });
});
