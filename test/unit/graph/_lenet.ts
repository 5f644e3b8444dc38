import { type Dimension, type Graph, GraphBuilder, tensor } from "../../../src/graph/mod.ts";
import { constants } from "./_build.ts";

/**
 * A small LeNet as a trace of tfjs's `predict` gives it: kernels in tfjs's order, a reshaped bias, and
 * around each MatMul the reshapes to rank 3 and back.
 */
export function tracedLenet(batch: Dimension = "batch"): Graph {
  const b = new GraphBuilder();
  const random = constants(7);
  const f32 = (...shape: Dimension[]) => [{ dtype: "float32" as const, shape }];
  const sizes = (...values: number[]) =>
    b.constant(tensor("int64", [values.length], values), "sizes");
  const one = (opType: string, inputs: string[], shape: Dimension[], scope: string, attrs = {}) =>
    b.node(opType, inputs, f32(...shape), attrs, scope)[0]!;

  function conv(scope: string, x: string, from: number, to: number, size: number): string {
    const kernel = b.constant(random(5, 5, from, to), `${scope}/kernel`);
    const bias = b.constant(random(to), `${scope}/bias`);
    const oihw = one("Transpose", [kernel], [to, from, 5, 5], scope, { perm: [3, 2, 0, 1] });
    const shape = [batch, to, size, size];
    const y = one("Conv", [x, oihw], shape, scope, { pads: [0, 0, 0, 0] });
    const column = one("Reshape", [bias, sizes(1, to, 1, 1)], [1, to, 1, 1], scope);
    const relu = one("Relu", [one("Add", [y, column], shape, scope)], shape, scope);
    const pooled = [batch, to, size / 2, size / 2];
    const pool = { kernel_shape: [2, 2], strides: [2, 2] };
    return one("MaxPool", [relu], pooled, `${scope}_pool`, pool);
  }

  function dense(scope: string, x: string, from: number, to: number, activation: string): string {
    const kernel = b.constant(random(from, to), `${scope}/kernel`);
    const bias = b.constant(random(to), `${scope}/bias`);
    const x3 = one("Reshape", [x, sizes(1, -1, from)], [1, batch, from], scope);
    const kernel3 = one("Reshape", [kernel, sizes(1, from, to)], [1, from, to], scope);
    const y3 = one("MatMul", [x3, kernel3], [1, batch, to], scope);
    const y = one("Reshape", [y3, sizes(-1, to)], [batch, to], scope);
    return one(activation, [one("Add", [y, bias], [batch, to], scope)], [batch, to], scope);
  }

  const image = b.input("image", "float32", [batch, 28, 28, 1]);
  const nchw = one("Transpose", [image], [batch, 1, 28, 28], "conv1", { perm: [0, 3, 1, 2] });
  const features = conv("conv2", conv("conv1", nchw, 1, 4, 24), 4, 6, 8);
  const nhwc = one("Transpose", [features], [batch, 4, 4, 6], "flatten", { perm: [0, 2, 3, 1] });
  const flat = one("Reshape", [nhwc, sizes(-1, 96)], [batch, 96], "flatten");
  const hidden = dense("dense2", dense("dense1", flat, 96, 20, "Relu"), 20, 12, "Relu");
  const scores = dense("dense3", hidden, 12, 10, "Softmax");
  return b.build("lenet", [{ value: scores, name: "probabilities" }]);
}
