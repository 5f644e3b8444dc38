/** Draws numbers in [0, 1). */
export type Random = () => number;

/** One of a list's elements. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

/** A whole number from `low` to `high`, both included. */
export function whole(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** True with a probability. */
export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}
