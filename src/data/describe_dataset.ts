import type { Dataset, ImageSet } from "./dataset.ts";

/** Values that a line shows: more do not fit beside the shape. */
const NUM_VALUES = 10;

/**
 * What a dataset holds, as R's `str` shows it: for both sets the type, the shape and the first
 * values of images and labels, then the class names.
 *
 * @returns Three lines.
 *
 * @example
 * ```ts
 * import { describeDataset } from "./describe_dataset.ts";
 *
 * const shape = { height: 1, width: 2, channels: 1 };
 * const set = { shape, images: Uint8Array.of(0, 9, 8, 7), labels: Uint8Array.of(1, 0), count: 2 };
 * const dataset = { name: "toy", classNames: ["cat", "dog"], train: set, test: set, sha256: {} };
 * const expected = "train: images uint8 [2, 1, 2, 1] 0 9 8 7, labels uint8 [2] 1 0\n" +
 *   "test:  images uint8 [2, 1, 2, 1] 0 9 8 7, labels uint8 [2] 1 0\n" +
 *   "2 classes: 0 cat, 1 dog";
 * if (describeDataset(dataset) !== expected) throw new Error(describeDataset(dataset));
 * ```
 */
export function describeDataset({ train, test, classNames }: Dataset): string {
  return [
    `train: ${describeSet(train)}`,
    `test:  ${describeSet(test)}`,
    `${classNames.length} classes: ${classNames.map((name, i) => `${i} ${name}`).join(", ")}`,
  ].join("\n");
}

function describeSet({ shape, images, labels, count }: ImageSet): string {
  const { height, width, channels } = shape;
  return `images uint8 [${[count, height, width, channels].join(", ")}] ${firstValues(images)}, ` +
    `labels uint8 [${count}] ${firstValues(labels)}`;
}

function firstValues(values: Uint8Array): string {
  const first = values.subarray(0, NUM_VALUES).join(" ");
  return values.length > NUM_VALUES ? `${first} ...` : first;
}
