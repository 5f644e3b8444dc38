import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readPixels } from "../../../../web/kit/_read_pixels.ts";
import type { ImageInput } from "../../../../web/kit/mod.ts";

/** The parts of a page's canvas that are asked, which Deno lacks. */
class Canvas {
  readonly width = 2;
  readonly height = 1;
  readonly pixels: () => unknown;

  constructor(pixels: () => unknown) {
    this.pixels = pixels;
  }

  getContext(): unknown {
    return { getImageData: this.pixels };
  }
}

beforeEach(() => {
  vi.stubGlobal("HTMLCanvasElement", Canvas);
});
afterEach(() => vi.unstubAllGlobals());

const read = (pixels: () => unknown) => readPixels(new Canvas(pixels) as unknown as ImageInput);
const refuse = (name: string) => () => {
  throw new DOMException("The canvas has been tainted by cross-origin data.", name);
};

describe("readPixels", () => {
  it("gives the pixels of a canvas", async () => {
    const image = { width: 2, height: 1, data: new Uint8ClampedArray(8) };
    expect(await read(() => image)).toBe(image);
  });

  it("explains a canvas with an image of another origin", async () => {
    const error = await read(refuse("SecurityError")).catch((error) => error);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(
      'Access-Control-Allow-Origin, and load it with crossorigin="an',
    );
    expect(error.cause).toMatchObject({ name: "SecurityError" });
  });

  it("leaves other errors", async () => {
    await expect(read(refuse("DataError"))).rejects.toMatchObject({ name: "DataError" });
  });
});
