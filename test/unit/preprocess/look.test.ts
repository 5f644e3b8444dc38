import { describe, expect, it } from "vitest";
import { lookAt, type RgbaImage } from "../../../src/preprocess/channels.ts";

/** 6 x 4 pixels of one colour, but for those named. */
function sheet(paper: number, pixels: Readonly<Record<number, number>>): RgbaImage {
  const words = new Uint32Array(6 * 4).fill(paper);
  for (const [i, word] of Object.entries(pixels)) words[Number(i)] = word;
  return { width: 6, height: 4, data: new Uint8Array(words.buffer) };
}

// Alpha, blue, green, red.
const [WHITE, BLACK, CLEAR, FAINT] = [0xffffffff, 0xff000000, 0, 0x80ffffff];
const box = (left: number, top: number, width: number, height: number) => {
  return { left, top, width, height };
};

describe("lookAt", () => {
  it.each([
    ["nothing", sheet(WHITE, {}), box(0, 0, 0, 0), true],
    ["nothing on clear paper", sheet(CLEAR, {}), box(0, 0, 0, 0), false],
    ["one pixel", sheet(WHITE, { 15: BLACK }), box(3, 2, 1, 1), true],
    ["a faint pixel", sheet(WHITE, { 15: FAINT }), box(3, 2, 1, 1), false],
    ["two rows", sheet(WHITE, { 10: BLACK, 14: BLACK }), box(2, 1, 3, 2), true],
    ["the last corner", sheet(BLACK, { 23: WHITE }), box(5, 3, 1, 1), true],
    ["another first pixel", sheet(WHITE, { 0: BLACK }), box(0, 0, 6, 4), true],
  ])("finds %s", (_title, image, drawn, opaque) => {
    expect(lookAt(image)).toMatchObject({ drawn, opaque });
  });

  it("reads bytes that are not aligned to words", () => {
    const { width, height, data } = sheet(WHITE, { 15: BLACK });
    const bytes = new Uint8Array(data.length + 1);
    bytes.set(data, 1);
    const { words, drawn } = lookAt({ width, height, data: bytes.subarray(1) });
    expect([...words]).toEqual([...new Int32Array(data.buffer as ArrayBuffer)]);
    expect(drawn).toEqual(box(3, 2, 1, 1));
  });
});
