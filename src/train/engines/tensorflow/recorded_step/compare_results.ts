/** Values of a step's results by what they are: metrics, then variables by name. */
export type ResultValues = ReadonlyMap<string, ArrayLike<number>>;

/** How far a metric may be from the other one `v`, as a multiple of `1 + |v|`: sums in another order. */
const METRIC_TOLERANCE = 1e-3;

/**
 * How far a variable's update may be from the other one, as a share of it: an image that rounding sends to the
 * other side of a ReLU changes a small batch's gradient by some hundredths.
 */
const UPDATE_TOLERANCE = 0.1;

/**
 * What is added to an update's size, as a multiple of `1 + |v|`: the gradient of a bias before batch
 * normalization is 0 but for rounding, and moves it by up to 1e-7.
 */
const FLOOR = 3e-6;

/**
 * Compares what a recorded step gave with what tfjs gave kernel by kernel: metrics by their values, variables
 * by their updates, each as a whole.
 *
 * Adam and Adamax divide a gradient by its own size, so that one which is nothing but rounding moves a weight
 * too, either way: then their first moment is compared, and not the weight.
 *
 * @param before The variables' values before the step; all else is a metric.
 * @returns What differs most, in words, or `undefined` where all agree.
 */
export function describeDifference(
  recorded: ResultValues,
  eager: ResultValues,
  before: ResultValues,
): string | undefined {
  const names = [...recorded.keys()].join();
  if (names !== [...eager.keys()].join()) {
    return `it gives ${names} and should give ${[...eager.keys()].join()}`;
  }
  let worst = { excess: 1, text: "" };
  for (const [name, values] of eager) {
    const start = before.get(name);
    if (isRounding(`optimizer/${name}/m`, eager, before)) continue;
    const [distance, tolerance, unit] = start === undefined
      ? [metricDistance(recorded.get(name)!, values), METRIC_TOLERANCE, ""]
      : [
        updateDistance(recorded.get(name)!, values, start),
        UPDATE_TOLERANCE,
        " of its update",
      ];
    const excess = distance / tolerance;
    if (excess <= worst.excess) continue;
    const text = `${name} differs by ${distance.toExponential(1)}${unit}, expected at most ` +
      tolerance.toExponential(0);
    worst = { excess, text };
  }
  return worst.text === "" ? undefined : worst.text;
}

function metricDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    const apart = difference(a[i]!, b[i]!);
    if (apart !== 0) largest = Math.max(largest, apart / (1 + Math.abs(b[i]!)));
  }
  return finite(largest);
}

/** The size of `a - b` as a share of that of `b - start`; of both, the root of the mean square. */
function updateDistance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  start: ArrayLike<number>,
): number {
  const apart = meanDifference(a, b);
  if (apart === 0) return 0;
  const size = meanDifference(b, new Float32Array(b.length));
  return finite(apart / (meanDifference(b, start) + FLOOR * (1 + size)));
}

/** Whether a step moves a variable that there is by no more than rounding may. */
function isRounding(name: string, after: ResultValues, before: ResultValues): boolean {
  const [a, b] = [after.get(name), before.get(name)];
  return a !== undefined && b !== undefined && meanDifference(a, b) <= FLOOR;
}

/** The root of the mean square of `a - b`. */
function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += difference(a[i]!, b[i]!) ** 2;
  return Math.sqrt(sum / b.length);
}

/** 0 also where both are NaN, or the same infinity. */
function difference(a: number, b: number): number {
  return Object.is(a, b) ? 0 : Math.abs(a - b);
}

function finite(distance: number): number {
  return Number.isNaN(distance) ? Infinity : distance;
}
