import type { Preprocessing } from "../../src/preprocess/mod.ts";

/** A model's input as an image: gray or coloured, as the model sees it. */
export function toPixels(input: Float32Array, spec: Preprocessing): ImageData {
  const { width, height, channels, scale } = spec;
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let colour = 0; colour < 3; colour++) {
      image.data[4 * i + colour] = input[i * channels + colour % channels]! / scale;
    }
    image.data[4 * i + 3] = 255;
  }
  return image;
}

/** Draws a model's input on a canvas, one pixel for each of its own; `undefined` empties it. */
export function showInput(
  canvas: HTMLCanvasElement,
  input: Float32Array | undefined,
  spec: Preprocessing,
): void {
  const { width, height } = spec;
  if (canvas.width !== width || canvas.height !== height) {
    [canvas.width, canvas.height] = [width, height];
  }
  const context = canvas.getContext("2d")!;
  if (input === undefined) context.clearRect(0, 0, width, height);
  else context.putImageData(toPixels(input, spec), 0, 0);
}
