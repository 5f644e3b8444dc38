import { seeded } from "../random.ts";

/** Samples of a wave. */
export const LENGTH = 64;

/** Pairs of noisy waves of random phase, and for each whether both have the same frequency. */
export function wavePairs(count: number): { a: number[][]; b: number[][]; same: number[][] } {
  const random = seeded(2);
  const wave = (frequency: number) => {
    const phase = random() * 2 * Math.PI;
    return Array.from(
      { length: LENGTH },
      (_, t) => Math.sin(2 * Math.PI * frequency * t / LENGTH + phase) + 2 * (random() - 0.5),
    );
  };
  const frequencies = Array.from({ length: count }, () => {
    const first = 1 + Math.floor(random() * 4);
    return random() < 0.5 ? [first, first] : [first, 1 + (first + Math.floor(random() * 3)) % 4];
  });
  return {
    a: frequencies.map(([first]) => wave(first!)),
    b: frequencies.map(([, second]) => wave(second!)),
    same: frequencies.map(([first, second]) => [first === second ? 1 : 0]),
  };
}
