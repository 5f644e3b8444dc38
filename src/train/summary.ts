import type * as tf from "@tensorflow/tfjs";

/**
 * A table of a model's layers as Keras 3 prints it: name and type, output shape, parameters, and
 * the totals with their size in memory (4 bytes each). Ends without a line end.
 */
export function summary(model: tf.LayersModel): string {
  const rows = model.layers.map((layer) => [
    `${layer.name} (${layer.getClassName()})`,
    shapeText(layer.outputShape),
    thousands(layer.countParams()),
  ]);
  const header = ["Layer (type)", "Output Shape", "Param #"];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length))
  );
  const line = (left: string, fill: string, middle: string, right: string) =>
    left + widths.map((width) => fill.repeat(width + 2)).join(middle) + right;
  const cells = (row: readonly string[], edge: string) =>
    edge + row.map((text, column) => {
      const width = widths[column]!;
      return ` ${column === 2 ? text.padStart(width) : text.padEnd(width)} ${edge}`;
    }).join("");

  const trainable = count(model.trainableWeights);
  const frozen = count(model.nonTrainableWeights);
  return [
    `Model: "${model.name}"`,
    line("┏", "━", "┳", "┓"),
    cells(header, "┃"),
    line("┡", "━", "╇", "┩"),
    rows.map((row) => cells(row, "│")).join(`\n${line("├", "─", "┼", "┤")}\n`),
    line("└", "─", "┴", "┘"),
    ` Total params: ${thousands(trainable + frozen)} (${bytesText(4 * (trainable + frozen))})`,
    ` Trainable params: ${thousands(trainable)} (${bytesText(4 * trainable)})`,
    ` Non-trainable params: ${thousands(frozen)} (${bytesText(4 * frozen)})`,
  ].join("\n");
}

/** A whole number with thousands separators: `1,199,882`. */
export function thousands(value: number): string {
  return value.toLocaleString("en-US");
}

/** A size as `918.54 KB`, in steps of 1024 as Keras does. */
export function bytesText(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(2)} ${units[unit]}`;
}

function count(weights: tf.LayersModel["weights"]): number {
  return weights.reduce(
    (sum, weight) => sum + weight.shape.reduce<number>((size, dim) => size * (dim ?? 1), 1),
    0,
  );
}

function shapeText(shape: tf.Shape | tf.Shape[]): string {
  if (Array.isArray(shape[0])) return (shape as tf.Shape[]).map(shapeText).join(", ");
  const dims = (shape as tf.Shape).map((dim) => dim ?? "None");
  return dims.length === 1 ? `(${dims[0]},)` : `(${dims.join(", ")})`;
}
