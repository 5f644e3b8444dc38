import { expect, it } from "vitest";
import { bytes, decimal, duration, integer, percent } from "../../../src/report/_format.ts";
import { displayWidth, escapeXml, truncate } from "../../../src/report/_text.ts";

it.each([[0.99125, "99.13 %"], [1, "100.00 %"], [0, "0.00 %"], [null, "–"], [NaN, "–"]])(
  "percent(%s) is %s",
  (value, expected) => expect(percent(value)).toBe(expected),
);

it.each([[0, "0.0000"], [0.03125, "0.0313"], [-2, "-2.0000"], [0.0002, "2.0e-4"], [NaN, "–"]])(
  "decimal(%s) is %s",
  (value, expected) => expect(decimal(value)).toBe(expected),
);

it.each([
  [0, "0 ms"],
  [0.34, "340 ms"],
  [0.9996, "1.0 s"],
  [12.34, "12.3 s"],
  [59.94, "59.9 s"],
  [59.96, "1 min 00 s"],
  [245, "4 min 05 s"],
  [3599.6, "1 h 00 min"],
  [7380, "2 h 03 min"],
])("duration(%s) is %s", (value, expected) => expect(duration(value)).toBe(expected));

it.each([[1023, "1023 B"], [1536, "1.5 KiB"], [4.8e6, "4.6 MiB"], [3 * 2 ** 30, "3.00 GiB"]])(
  "bytes(%s) is %s",
  (value, expected) => expect(bytes(value)).toBe(expected),
);

it("integer separates thousands", () => expect(integer(1199882.4)).toBe("1,199,882"));

it.each([
  ["short", 5, "short"],
  ["longer", 5, "long…"],
  ["two words", 5, "two…"],
  ["猫猫猫", 4, "猫…"],
  ["👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"],
])("truncate(%s, %i) is %s", (text, width, expected) => {
  expect(truncate(text, width)).toBe(expected);
  expect(displayWidth(expected)).toBeLessThanOrEqual(width);
});

it("escapeXml leaves nothing that markup could trip over", () => {
  expect(escapeXml(`<a href="x">'&\u0000\ud800\tok\n`)).toBe(
    "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\ufffd\ufffd\tok\n",
  );
});
