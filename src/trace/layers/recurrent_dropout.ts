import * as tf from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";
import type { LayerRecorder } from "../types.ts";

type Mask = tf.Tensor | tf.Tensor[] | null;

/** Where tfjs's recurrent cells keep the masks that all time steps share. */
interface Cell {
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly dropoutFunc?: unknown;
  dropoutMask: Mask;
  recurrentDropoutMask: Mask;
}

const lent = new WeakMap<LayerRecorder, Set<Cell>>();

/**
 * Dropout in recurrent cells: the runtime draws the masks that tfjs would draw in JavaScript, and tfjs computes
 * with them. One mask serves all time steps, as in tfjs; a layer that is called again gets new ones.
 *
 * @param count Masks that the cell uses, `undefined` where it takes one that is not in a list.
 */
export function recurrentDropout(count?: number) {
  return (
    recorder: LayerRecorder,
    layer: layers.Layer,
    inputs: unknown,
    kwargs: unknown,
  ): undefined => {
    const cell = layer as unknown as Cell;
    if (!isRate(cell.dropout) && !isRate(cell.recurrentDropout)) return;
    lend(recorder, cell);
    const training = (kwargs as { training?: boolean } | undefined)?.training === true;
    if (!training || cell.dropoutFunc != null) return;
    const [input, state] = inputs as [tf.Tensor, tf.Tensor];
    const draw = (like: tf.Tensor, rate: number): Mask => {
      const mask = () =>
        tf.keep(recorder.randomTensor(like, like.shape, { kind: "dropout", rate }));
      return count === undefined ? mask() : Array.from({ length: count }, mask);
    };
    if (isRate(cell.dropout)) cell.dropoutMask ??= draw(input, cell.dropout);
    if (isRate(cell.recurrentDropout)) {
      cell.recurrentDropoutMask ??= draw(state, cell.recurrentDropout);
    }
  };
}

function isRate(rate: number): boolean {
  return rate > 0 && rate < 1;
}

/** Takes the cell's own masks away until the recording ends: they are as large as an earlier batch. */
function lend(recorder: LayerRecorder, cell: Cell): void {
  const cells = lent.get(recorder) ?? new Set();
  if (cells.has(cell)) return;
  lent.set(recorder, cells.add(cell));
  const { dropoutMask, recurrentDropoutMask } = cell;
  cell.dropoutMask = null;
  cell.recurrentDropoutMask = null;
  recorder.afterwards.push(() => {
    for (const mask of [cell.dropoutMask, cell.recurrentDropoutMask]) {
      if (mask !== null) tf.dispose(mask);
    }
    Object.assign(cell, { dropoutMask, recurrentDropoutMask });
  });
}
