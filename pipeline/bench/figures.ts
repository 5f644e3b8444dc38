/** One epoch of a training, or one pass of an evaluation, on the wall. */
export interface EpochTime {
  readonly seconds: number;
  /** Images in it. */
  readonly images: number;
}

/** Images/s of one thing that was measured, one entry a round. */
export interface Figure {
  /** The recipe's name. */
  readonly recipe: string;
  readonly kind: "training" | "evaluation";
  readonly batchSize: number;
  readonly ours: readonly number[];
  /** Of Keras for training, of Python's onnxruntime for evaluation; absent where it is not there. */
  readonly peer?: readonly number[];
  /** The ratio to reach, where there is one. */
  readonly target?: number;
}

/** Epochs that are not counted: caches, thread pools and just-in-time compilers warm up in them. */
const WARM_UP = 2;

/** The middle value; the mean of the two middle ones where their number is even. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("Cannot take the median of no values");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Images/s of the median epoch from the third on; of the last one where there are fewer. */
export function imagesPerSecond(epochs: readonly EpochTime[]): number {
  const counted = epochs.length > WARM_UP ? epochs.slice(WARM_UP) : epochs.slice(-1);
  return median(counted.map(({ images, seconds }) => images / seconds));
}

/**
 * Images/s of the fastest pass of an evaluation. A pass takes some 50 ms and has warmed up before its
 * clock: what else the machine does can only make it longer.
 */
export function passesPerSecond(passes: readonly EpochTime[]): number {
  return Math.max(...passes.map(({ images, seconds }) => images / seconds));
}

/**
 * Ours divided by the peer's, round by round, or `undefined` without a peer. The two of a round took
 * turns by epoch or by pass, so that what else a machine does weighs on both.
 */
export function ratiosOf({ ours, peer }: Figure): number[] | undefined {
  return peer?.map((value, round) => ours[round]! / value);
}

/** The median of the rounds' ratios, or `undefined` without a peer. */
export function ratioOf(figure: Figure): number | undefined {
  const ratios = ratiosOf(figure);
  return ratios === undefined ? undefined : median(ratios);
}

/** Figures whose ratio is below `share` of the target. */
export function shortOfTarget(figures: readonly Figure[], share = 1): Figure[] {
  return figures.filter((figure) => {
    const ratio = ratioOf(figure);
    return ratio !== undefined && figure.target !== undefined && ratio < share * figure.target;
  });
}

/** The earlier figures, each in whose place a later one of the same thing has a better ratio. */
export function betterOf(earlier: readonly Figure[], later: readonly Figure[]): Figure[] {
  const known = new Map(earlier.map((figure) => [keyOf(figure), figure]));
  for (const figure of later) {
    const before = known.get(keyOf(figure));
    if (before === undefined || (ratioOf(figure) ?? 0) > (ratioOf(before) ?? 0)) {
      known.set(keyOf(figure), figure);
    }
  }
  return [...known.values()];
}

function keyOf({ recipe, kind, batchSize }: Figure): string {
  return `${recipe} ${kind} ${batchSize}`;
}
