import {
  type Dimension,
  type ElementType,
  encodeModel,
  GraphBuilder,
  tensor,
} from "../../../src/graph/mod.ts";

/** One operator with one input `x` and one output `y` of the same shape. */
export function unary(
  opType: string,
  dtype: ElementType = "float32",
  shape: readonly Dimension[] = ["batch", 3],
): Uint8Array {
  const builder = new GraphBuilder();
  const x = builder.input("x", dtype, shape);
  const [y] = builder.node(opType, [x], [{ dtype, shape }]);
  return encodeModel(builder.build(opType, [{ value: y!, name: "y" }]));
}

/** A training step in miniature: `w1 = w - x`, `loss = sum(x)`, for `count` weights of `size`. */
export function step(count: number, size: number): Uint8Array {
  const builder = new GraphBuilder();
  const info = { dtype: "float32", shape: [size] } as const;
  const x = builder.input("x", "float32", [size]);
  const updates = Array.from({ length: count }, (_, i) => {
    const w = builder.input(`w${i}`, "float32", [size]);
    return { value: builder.node("Sub", [w, x], [info])[0]!, name: `w${i}_next` };
  });
  const [loss] = builder.node("ReduceSum", [x], [{ dtype: "float32", shape: [] }], {
    keepdims: 0,
  });
  return encodeModel(builder.build("step", [...updates, { value: loss!, name: "loss" }]));
}

/** Two inputs and two outputs: `sum = a + b` and `difference = a - b`. */
export function sumAndDifference(): Uint8Array {
  const builder = new GraphBuilder();
  const info = { dtype: "float32", shape: ["batch", 2] } as const;
  const a = builder.input("a", info.dtype, info.shape);
  const b = builder.input("b", info.dtype, info.shape);
  const [sum] = builder.node("Add", [a, b], [info]);
  const [difference] = builder.node("Sub", [a, b], [info]);
  return encodeModel(
    builder.build("two", [{ value: sum!, name: "sum" }, {
      value: difference!,
      name: "difference",
    }]),
  );
}

/** Conv and MaxPool of 8x8 images, with the pool's indices as second output where asked. */
export function convolutionAndPool({ indices = false } = {}): Uint8Array {
  const builder = new GraphBuilder();
  const x = builder.input("x", "float32", ["batch", 1, 8, 8]);
  const weights = Float32Array.from({ length: 36 }, (_, i) => Math.sin(i));
  const kernel = builder.constant(tensor("float32", [4, 1, 3, 3], weights));
  const [convolved] = builder.node("Conv", [x, kernel], [
    { dtype: "float32", shape: ["batch", 4, 6, 6] },
  ]);
  const shape = ["batch", 4, 3, 3];
  const [pooled, positions] = builder.node(
    "MaxPool",
    [convolved!],
    [{ dtype: "float32", shape }, ...(indices ? [{ dtype: "int64" as const, shape }] : [])],
    { kernel_shape: [2, 2], strides: [2, 2] },
  );
  return encodeModel(
    builder.build("pool", [
      { value: pooled!, name: "y" },
      ...(indices ? [{ value: positions!, name: "indices" }] : []),
    ]),
  );
}

/** `count` images for {@linkcode convolutionAndPool}. */
export function images(count: number) {
  const values = Float32Array.from({ length: count * 64 }, (_, i) => Math.cos(i));
  return { x: tensor("float32", [count, 1, 8, 8], values) };
}
