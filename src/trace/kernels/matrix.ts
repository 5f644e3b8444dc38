import { broadcast_util, util } from "@tensorflow/tfjs-core";
import type { Trace } from "../trace.ts";
import type { KernelCall, TracedTensor, TranslatorTable } from "../types.ts";
import { activate } from "./_activate.ts";

/** Last two dimensions swapped. */
function swapped(shape: readonly number[]): number[] {
  return [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];
}

/** A matrix or a batch of them, transposed in the last two axes where asked. */
function operand(trace: Trace, x: TracedTensor, transpose: boolean) {
  const name = trace.plain(x);
  if (!transpose) return { name, shape: x.shape };
  const shape = swapped(x.shape);
  const perm = swapped(x.shape.map((_, axis) => axis));
  return { name: trace.raw("Transpose", [name], shape, x.dtype, { perm }), shape };
}

/** A tensor with its leading axes of size 1 taken off. */
function asMatrix(trace: Trace, x: TracedTensor): TracedTensor {
  const shape = x.shape.slice(-2);
  const name = x.shape.length === 2
    ? trace.plain(x)
    : trace.reshape(trace.plain(x), shape, x.dtype);
  return { name, shape, dtype: x.dtype, layout: "plain" };
}

/**
 * Product, bias and activation. tfjs's matMul wraps matrices into batches of one; here they are
 * multiplied as matrices, so that its reshapes cancel out.
 */
function matMul(call: KernelCall): TracedTensor {
  const { inputs, attrs, trace } = call;
  const { a, b, bias } = inputs as { a: TracedTensor; b: TracedTensor; bias?: TracedTensor };
  const single = [a, b].every(({ shape }) => shape.slice(0, -2).every((dim) => dim === 1));
  const left = operand(trace, single ? asMatrix(trace, a) : a, attrs["transposeA"] === true);
  const right = operand(trace, single ? asMatrix(trace, b) : b, attrs["transposeB"] === true);
  util.assert(
    left.shape.at(-1) === right.shape.at(-2),
    () => `Cannot multiply matrices of shapes [${left.shape}] and [${right.shape}]`,
  );
  const batch = broadcast_util.assertAndGetBroadcastShape(
    [...left.shape.slice(0, -2)],
    [...right.shape.slice(0, -2)],
  );
  const shape = [...batch, left.shape.at(-2)!, right.shape.at(-1)!];
  const spec = { shape, dtype: a.dtype };
  let result = trace.op("MatMul", [left.name, right.name], spec);
  if (bias !== undefined) {
    const name = trace.plain(bias);
    // A bias of one row stays one whatever the rank of the product.
    const isRow = bias.shape.slice(0, -1).every((dim) => dim === 1);
    const row = isRow ? trace.reshape(name, bias.shape.slice(-1)) : name;
    result = trace.op("Add", [result.name, row], spec);
  }
  result = activate(call, result);
  const rank = Math.max(a.shape.length, b.shape.length);
  if (shape.length === rank) return result;
  const full = [...Array<number>(rank - 2).fill(1), ...shape];
  return { ...result, name: trace.reshape(result.name, full, a.dtype), shape: full };
}

/** Matrix products. */
export const matrix: TranslatorTable = {
  BatchMatMul: matMul,
  _FusedMatMul: matMul,
};
