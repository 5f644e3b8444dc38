import { fillMask } from "./_masks.ts";
import { fillNormal } from "./_normal_noise.ts";

/** What random numbers to draw. */
export type Distribution =
  /** 0 with probability `rate`, else `1 / (1 - rate)`. */
  | { readonly kind: "dropout"; readonly rate: number }
  /** Gaussian. */
  | { readonly kind: "normal"; readonly mean: number; readonly stddev: number };

/**
 * Fills a random input of a step. The draws are a function of `seed`, `step` and `index` (the input's place
 * among the step's random inputs) alone, so that a resumed training continues with the same draws and no
 * two layers share them.
 */
export function fillRandom(
  values: Float32Array,
  distribution: Distribution,
  seed: number,
  step: number,
  index: number,
): void {
  if (distribution.kind === "dropout") fillMask(values, distribution.rate, seed, step, index);
  else fillNormal(values, distribution.mean, distribution.stddev, seed, step, index);
}
