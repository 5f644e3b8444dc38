import type { Page } from "playwright-core";
import { CANVAS } from "../_drawings/canvas.ts";
import type { Stroke } from "../_drawings/strokes.ts";

/** What draws. */
export type Pointer = "mouse" | "touch" | "pen";

/** How to draw, where not on the page with a quick mouse. */
export interface PenOptions {
  readonly pointer?: Pointer;
  /** The canvas. @default {"#draw-canvas"} */
  readonly canvas?: string;
  /**
   * Whether each movement waits for the page's next frame. Otherwise Chromium joins movements between two
   * frames, as it does with a quick hand.
   */
  readonly calm?: boolean;
}

/** What a pointer does. */
type Act = "press" | "move" | "release";

const MOUSE = { press: "mousePressed", move: "mouseMoved", release: "mouseReleased" } as const;
const TOUCH = { press: "touchStart", move: "touchMove", release: "touchEnd" } as const;

/**
 * Draws strokes on a canvas with input events that Chromium itself takes for a hand's.
 *
 * @param strokes In pixels of a canvas of 280 x 280.
 */
export async function drawOn(
  page: Page,
  strokes: readonly Stroke[],
  { pointer = "mouse", canvas = "#draw-canvas", calm = false }: PenOptions = {},
): Promise<void> {
  const sheet = page.locator(canvas);
  await sheet.scrollIntoViewIfNeeded();
  const box = (await sheet.boundingBox())!;
  const devtools = await page.context().newCDPSession(page);
  const send = (act: Act, x: number, y: number) => {
    if (pointer === "touch") {
      const touchPoints = act === "release" ? [] : [{ x, y }];
      return devtools.send("Input.dispatchTouchEvent", { type: TOUCH[act], touchPoints });
    }
    const buttons = act === "release" ? 0 : 1;
    return devtools.send("Input.dispatchMouseEvent", {
      ...{ type: MOUSE[act], x, y, button: "left", buttons, clickCount: 1 },
      pointerType: pointer,
    });
  };
  const sent: Promise<unknown>[] = [];
  for (const stroke of strokes) {
    for (const [act, { x, y }] of actsOf(stroke)) {
      const done = send(act, box.x + x * box.width / CANVAS, box.y + y * box.height / CANVAS);
      sent.push(done);
      if (calm) await done;
    }
  }
  await Promise.all(sent);
  await devtools.detach();
}

function actsOf(stroke: Stroke): [Act, Stroke[number]][] {
  return [
    ["press", stroke[0]!],
    ...stroke.slice(1).map((point): [Act, Stroke[number]] => ["move", point]),
    ["release", stroke.at(-1)!],
  ];
}
