import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * The numbers 0 to `count` - 1 in a random order that depends on nothing but the arguments: an
 * epoch can be repeated without those before it. Fisher-Yates shuffle on xoroshiro128+; each epoch
 * has its own stretch of 2^64 numbers of the seed's sequence.
 *
 * @param seed A whole number from 0 to 2^32 - 1.
 * @param epoch A whole number from 0.
 * @throws {RangeError} When an argument is out of range.
 */
export function shuffledIndices(count: number, seed: number, epoch: number): Uint32Array {
  check("count", count, 2 ** 32 - 1);
  check("seed", seed, 2 ** 32 - 1);
  check("epoch", epoch, 1_000_000);
  const random = xoroshiro128plus(seed);
  // One jump more than the epoch: the first numbers of neighbouring seeds are alike.
  for (let i = 0; i <= epoch; i++) random.jump();
  const indices = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = uniformInt(random, 0, i);
    const index = indices[i]!;
    indices[i] = indices[j]!;
    indices[j] = index;
  }
  return indices;
}

function check(name: string, value: number, max: number): void {
  if (!(Number.isInteger(value) && value >= 0 && value <= max)) {
    throw new RangeError(
      `Cannot shuffle with ${name} ${value}: expected a whole number 0 to ${max}`,
    );
  }
}
