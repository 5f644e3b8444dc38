import { describe, expect, it } from "vitest";
import { type Pen, type PenKey, pressKey } from "../../../../web/page/keyboard_pen.ts";

const MIDDLE: Pen = { x: 140, y: 140, down: false };

function press(pen: Pen, key: PenKey, held: string[] = []) {
  return pressKey(pen, key, new Set([...held, key.key]), 280);
}

describe("pressKey", () => {
  it.each([
    ["ArrowLeft", {}, [], 130, 140],
    ["ArrowRight", {}, [], 150, 140],
    ["ArrowUp", {}, [], 140, 130],
    ["ArrowDown", {}, [], 140, 150],
    ["ArrowDown", { shiftKey: true }, [], 140, 142],
    ["ArrowDown", { repeat: true }, [], 140, 150],
    ["ArrowDown", {}, ["ArrowRight"], 150, 150],
    ["ArrowLeft", {}, ["ArrowRight"], 140, 140],
  ])("%s with %j and %j held moves to %i, %i", (key, more, held, x, y) => {
    for (const down of [false, true]) {
      expect(press({ ...MIDDLE, down }, { key, ...more }, held)).toEqual({
        pen: { x, y, down },
        action: "move",
      });
    }
  });

  it.each([
    ["ArrowLeft", { x: 4, y: 0 }, { x: 0, y: 0 }],
    ["ArrowUp", { x: 4, y: 3 }, { x: 4, y: 0 }],
    ["ArrowRight", { x: 275, y: 280 }, { x: 280, y: 280 }],
    ["ArrowDown", { x: 275, y: 280 }, { x: 275, y: 280 }],
  ])("%s does not leave the sheet", (key, from, to) => {
    expect(press({ ...from, down: true }, { key })!.pen).toEqual({ ...to, down: true });
  });

  it("Space puts the pen down and lifts it, and does not repeat", () => {
    const down = press(MIDDLE, { key: " " })!;
    expect(down).toEqual({ pen: { ...MIDDLE, down: true }, action: "down" });
    expect(press(down.pen, { key: " ", repeat: true })).toBeUndefined();
    expect(press(down.pen, { key: " " })).toEqual({ pen: MIDDLE, action: "up" });
  });

  it.each([["Backspace", "undo"], ["Delete", "clear"]])("%s means %s, and lifts", (key, action) => {
    expect(press({ ...MIDDLE, down: true }, { key })).toEqual({ pen: MIDDLE, action });
  });

  it.each(["Tab", "Enter", "a", "Escape", "toString"])("%s is not the pen's", (key) => {
    expect(press(MIDDLE, { key })).toBeUndefined();
  });
});
