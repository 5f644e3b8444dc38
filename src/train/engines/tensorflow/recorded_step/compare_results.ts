/** Values of a step's results by what they are: metrics, then variables by name. */
export type ResultValues = ReadonlyMap<string, ArrayLike<number>>;

/**
 * Compares what a recorded step gave with what tfjs gave kernel by kernel.
 *
 * @param tolerance How far a value may be from the other one `v`, as a multiple of `1 + |v|`.
 * @returns What differs most, in words, or `undefined` where all agree.
 */
export function describeDifference(
  recorded: ResultValues,
  eager: ResultValues,
  tolerance: number,
): string | undefined {
  const names = [...recorded.keys()].join();
  if (names !== [...eager.keys()].join()) {
    return `it gives ${names} and should give ${[...eager.keys()].join()}`;
  }
  let worst = { name: "", distance: tolerance };
  for (const [name, values] of eager) {
    const distance = largestDistance(recorded.get(name)!, values);
    if (!(distance <= worst.distance)) worst = { name, distance };
  }
  if (worst.name === "") return undefined;
  return `${worst.name} differs by ${worst.distance.toExponential(1)}, ` +
    `expected at most ${tolerance.toExponential(0)}`;
}

function largestDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    if (Object.is(a[i], b[i])) continue;
    const distance = Math.abs(a[i]! - b[i]!) / (1 + Math.abs(b[i]!));
    if (!(distance <= largest)) largest = distance;
    if (Number.isNaN(largest)) return Infinity;
  }
  return largest;
}
