import { describe, expect, it } from "vitest";
import { ModelLoadError } from "../../../../web/kit/errors.ts";
import { lede } from "../../../../web/page/card.ts";
import { embedCode } from "../../../../web/page/embed.ts";
import { describeError } from "../../../../web/page/error_panel.ts";
import * as format from "../../../../web/page/format.ts";
import { describeProgress } from "../../../../web/page/load_text.ts";
import { describeSample } from "../../../../web/page/samples.ts";
import { nextTheme, parseTheme } from "../../../../web/page/theme.ts";
import { wordsFor } from "../../../../web/page/words.ts";

describe("format", () => {
  it.each([
    [format.percent(0.9922), "99.22 %"],
    [format.percent(1, 1), "100.0 %"],
    [format.integer(46730), "46,730"],
    [format.bytes(999), "999 B"],
    [format.bytes(189_587), "190 kB"],
    [format.bytes(999_499), "999 kB"],
    [format.bytes(999_500), "1.0 MB"],
    [format.bytes(14_239_897), "14.2 MB"],
    [format.milliseconds(0.424), "0.42 ms"],
    [format.milliseconds(9.996), "10.0 ms"],
    [format.milliseconds(99.96), "100 ms"],
    [format.milliseconds(999.6), "1.00 s"],
    [format.duration(38.94), "38.9 s"],
    [format.duration(59.96), "1 min 00 s"],
    [format.duration(7380), "2 h 03 min"],
    [format.difference(0), "0"],
    [format.difference(0.00031), "3.1e-4"],
  ])("gives %s", (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe("describeProgress", () => {
  it.each(
    [
      [{ phase: "download", loaded: 1_500_000 }, { text: "Loading model and runtime: 1.5 MB" }],
      [{ phase: "download", loaded: 50_000, total: 200_000 }, {
        text: "Loading model and runtime: 50 kB of 200 kB",
        share: 0.25,
      }],
      [{ phase: "session", loaded: 9, total: 9 }, { text: "Preparing the model" }],
      [{ phase: "warm-up", loaded: 9 }, { text: "Running it once" }],
    ] as const,
  )("%j", (progress, expected) => {
    expect(describeProgress(progress)).toEqual(expected);
  });
});

describe("describeError", () => {
  it("takes address, status and type out of the kit's errors", () => {
    const facts = { url: "http://localhost/m.onnx", status: 404, contentType: "text/html" };
    expect(describeError(new ModelLoadError("Cannot load it", facts))).toEqual({
      message: "Cannot load it",
      details: [["Address", "http://localhost/m.onnx"], ["Status", "404"], ["Type", "text/html"]],
    });
  });

  it.each([[new Error("Broken"), "Broken"], ["text", "text"], [undefined, "undefined"]])(
    "says what is known of %s",
    (error, message) => {
      expect(describeError(error)).toEqual({ message, details: [] });
    },
  );
});

describe("wordsFor", () => {
  it.each(
    [
      [["0", "1", "9"], "digit", "Draw a digit", "digit"],
      [["A", "B"], "digit", "Draw a character", "character"],
      [["10", "11"], "digit", "Draw a character", "character"],
      [["Ankle boot"], "photo", "Show it a picture", "class"],
    ] as const,
  )("%j, %s: %s", (labels, mode, heading, one) => {
    expect(wordsFor(labels, mode)).toMatchObject({ heading, one });
  });
});

describe("texts", () => {
  it("describes samples", () => {
    const sample = { index: 321, label: 0, predicted: 0, pixels: "" };
    const labels = ["two", "seven"];
    expect(describeSample(sample, labels)).toBe("two, test image 321");
    expect(describeSample({ ...sample, predicted: 1 }, labels))
      .toBe("two → seven, mistaken, test image 321");
  });

  it("gives three lines to copy, with whole addresses below a sub-path", () => {
    const site = new URL("https://example.org/some/path/");
    const code = embedCode(site);
    expect(code.split("\n")).toHaveLength(3);
    expect(code).toContain('"https://example.org/some/path/kit/classifier.js"');
    expect(code).toContain('"https://example.org/some/path/model/model.onnx"');
  });

  it("puts the card's figures into a sentence", () => {
    const card = { trainingSeconds: 38.94, accuracy: 0.9922, testImages: 10_000 };
    expect(lede(card, 94_800)).toBe(
      "A network of 95 kB, trained in 38.9 s, right on 99.22 % of 10,000 test images. " +
        "It runs in your browser.",
    );
  });
});

describe("theme", () => {
  it.each([["dark", "dark"], ["light", "light"], ["pink", "system"], [undefined, "system"]])(
    "%s is %s",
    (text, theme) => expect(parseTheme(text)).toBe(theme),
  );

  it.each([[true, "light"], [false, "dark"]])(
    "the first press changes what is seen (system dark: %s), the third goes back",
    (systemIsDark, first) => {
      const seen = [nextTheme("system", systemIsDark)];
      while (seen.length < 3) seen.push(nextTheme(seen.at(-1)!, systemIsDark));
      expect(seen[0]).toBe(first);
      expect(seen[2]).toBe("system");
      expect(new Set(seen).size).toBe(3);
    },
  );
});
