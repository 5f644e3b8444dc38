import { next, seeded } from "./_sfc32.ts";

/**
 * Fills an array with normally distributed numbers, two from each pair of uniform ones.
 *
 * Formula: Box and Muller 1958, "A Note on the Generation of Random Normal Deviates".
 */
export function fillNormal(
  values: Float32Array,
  mean: number,
  stddev: number,
  seed: number,
  step: number,
  index: number,
): void {
  const state = seeded(seed, step, index);
  for (let i = 0; i < values.length; i += 2) {
    // In (0, 1], for the logarithm's sake.
    const uniform = ((next(state) >>> 0) + 1) / 2 ** 32;
    const angle = 2 * Math.PI * (next(state) >>> 0) / 2 ** 32;
    const radius = stddev * Math.sqrt(-2 * Math.log(uniform));
    values[i] = mean + radius * Math.cos(angle);
    // A store behind the end of an odd-sized array is ignored.
    values[i + 1] = mean + radius * Math.sin(angle);
  }
}
