import type { Batch, BatchOptions } from "./batches.ts";
import { type ImageShape, pixelsOf } from "./dataset.ts";

interface BatchArrays {
  readonly xs: Float32Array;
  readonly ys: Float32Array;
}

/** How pixels and labels become a batch. */
export type BatchEncoding = Pick<BatchOptions, "numClasses" | "scale" | "offset">;

/**
 * The arrays of batches, filled image by image: two pairs in turn, so that one can be filled while the
 * other is used.
 */
export class BatchBuffer {
  readonly #pixels: number;
  readonly #numClasses: number;
  #filling: BatchArrays;
  #used: BatchArrays;
  readonly #scaled: Float32Array;

  /** For batches of up to `capacity` images. */
  constructor(shape: ImageShape, encoding: BatchEncoding, capacity: number) {
    const { numClasses, scale = 1 / 255, offset = 0 } = encoding;
    this.#pixels = pixelsOf(shape);
    this.#numClasses = numClasses;
    const arrays = () => ({
      xs: new Float32Array(capacity * this.#pixels),
      ys: new Float32Array(capacity * numClasses),
    });
    this.#filling = arrays();
    this.#used = arrays();
    this.#scaled = Float32Array.from({ length: 256 }, (_, pixel) => pixel * scale + offset);
  }

  /** Sets the image at `position`, from 0, and its label, which is below the number of classes. */
  put(position: number, image: Uint8Array, label: number): void {
    const { xs, ys } = this.#filling;
    const row = position * this.#numClasses;
    ys.fill(0, row, row + this.#numClasses);
    ys[row + label] = 1;
    const start = position * this.#pixels;
    scaleImage(image, this.#scaled, xs.subarray(start, start + this.#pixels));
  }

  /** The first `size` images, without copying; what is put from now on is the next batch. */
  take(size: number): Batch {
    const filled = this.#filling;
    [this.#filling, this.#used] = [this.#used, filled];
    const x = filled.xs.subarray(0, size * this.#pixels);
    return { x, y: filled.ys.subarray(0, size * this.#numClasses), size };
  }
}

/** Four pixels a turn: V8 then takes about half the time, for the hottest loop of a small model. */
function scaleImage(pixels: Uint8Array, scaled: Float32Array, to: Float32Array): void {
  let i = 0;
  for (; i + 3 < to.length; i += 4) {
    to[i] = scaled[pixels[i]!]!;
    to[i + 1] = scaled[pixels[i + 1]!]!;
    to[i + 2] = scaled[pixels[i + 2]!]!;
    to[i + 3] = scaled[pixels[i + 3]!]!;
  }
  for (; i < to.length; i++) to[i] = scaled[pixels[i]!]!;
}
