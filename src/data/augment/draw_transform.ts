import { uniform } from "./_uniform.ts";
import type { Augmentation } from "./augmentation.ts";
import type { ImageTransform } from "./transform_image.ts";

/**
 * The transform that an augmentation draws for an image. It depends on nothing but the arguments:
 * not on the batch that the image is in, the thread that asks, or the epochs before. Each part has
 * its own draw, so that turning one off leaves the others as they are.
 *
 * @param seed A whole number from 0 to 2^32 - 1.
 * @param epoch A whole number from 0.
 * @param index The image's place in the training set.
 */
export function drawTransform(
  augmentation: Augmentation,
  seed: number,
  epoch: number,
  index: number,
): ImageTransform {
  const { rotation = 0, shift = 0, zoom = 0, flip = false } = augmentation;
  const either = (draw: number) => 2 * uniform(seed, epoch, index, draw) - 1;
  return {
    rotation: rotation * either(0),
    shiftX: shift * either(1),
    shiftY: shift * either(2),
    zoom: 1 + zoom * either(3),
    flip: flip && either(4) < 0,
  };
}
