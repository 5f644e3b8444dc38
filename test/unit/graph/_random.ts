import { type Dimension, type Graph, sizeOf } from "../../../src/graph/mod.ts";
import { Sketch } from "./_build.ts";

interface Value {
  readonly name: string;
  readonly shape: readonly Dimension[];
}

const numbers = (shape: readonly Dimension[]) =>
  shape.map((dim) => typeof dim === "number" ? dim : 1);

/**
 * A small random graph of what the passes look at: reshapes, transposes, products of matrices,
 * convolutions, constants with neutral elements, sub-graphs of constants, several outputs. At most one
 * dimension is the symbol `n`, wherever it gets to.
 */
export function randomGraph(seed: number): Graph {
  let state = seed * 7919 + 1;
  const below = (count: number) => {
    state = (state * 48271) % 2147483647;
    return state % count;
  };
  const pick = <T>(list: readonly T[]) => list[below(list.length)]!;
  const s = new Sketch();
  const pool: Value[] = [
    { name: s.input("a", ["n", 4, 4, 2]), shape: ["n", 4, 4, 2] },
    { name: s.input("b", ["n", 6]), shape: ["n", 6] },
    { name: s.input("w", [6, 4]), shape: [6, 4] },
    { name: s.weights("c", 4, 6), shape: [4, 6] },
    { name: s.weights("d", 6), shape: [6] },
  ];
  const add = (opType: string, inputs: string[], shape: readonly Dimension[], attributes = {}) => {
    pool.push({ name: s.node(opType, inputs, [...shape], attributes), shape });
    return pool.at(-1)!;
  };
  const reshape = (x: Value, to: readonly Dimension[]) =>
    add("Reshape", [x.name, s.sizes(...to.map((dim) => typeof dim === "number" ? dim : -1))], to);
  const randomShape = (x: Value): Dimension[] => {
    const rest = numbers(x.shape).flatMap((dim) => dim % 2 === 0 && below(2) ? [2, dim / 2] : [dim])
      .filter((dim) => dim !== 1 || below(2));
    const sizes: Dimension[] = below(3) === 0 ? [sizeOf(rest)] : rest.sort(() => below(3) - 1);
    if (x.shape.includes("n")) sizes.splice(below(sizes.length + 1), 0, "n");
    return sizes;
  };
  const transpose = (x: Value, perm = x.shape.map((_, i) => i).sort(() => below(3) - 1)) =>
    add("Transpose", [x.name], perm.map((axis) => x.shape[axis]!), { perm });
  const steps: ((x: Value) => unknown)[] = [
    (x) => add(pick(["Relu", "Neg", "Identity", "Tanh", "Abs"]), [x.name], x.shape),
    (x) => add("Mul", [x.name, s.value(pick([1, 1, 0.5]))], x.shape),
    (x) => add("Add", [s.value([pick([0, 0, 0.5])]), x.name], x.shape.length ? x.shape : [1]),
    (x) => add("Clip", [x.name, ...below(2) ? [s.value(-0.5), s.value(0.5)] : []], x.shape),
    (x) => {
      const other = pool.find((v) => v !== x && `${v.shape}` === `${x.shape}`) ?? x;
      add(pick(["Add", "Sub", "Mul", "Max"]), [x.name, other.name], x.shape);
    },
    (x) => {
      const last = x.shape.at(-1);
      if (typeof last === "number") add("Add", [x.name, s.weights("bias", last)], x.shape);
    },
    (x) => reshape(x, randomShape(x)),
    (x) => reshape(reshape(x, randomShape(x)), x.shape),
    (x) => add("Unsqueeze", [x.name, s.sizes(0)], [1, ...x.shape]),
    (x) => x.shape[0] === 1 && add("Squeeze", [x.name, s.sizes(0)], x.shape.slice(1)),
    (x) =>
      x.shape[0] === "n" &&
      add("Flatten", [x.name], ["n", sizeOf(numbers(x.shape))], { axis: 1 }),
    (x) => transpose(x),
    (x) => transpose(transpose(x)),
    (x) =>
      x.shape.length > 1 && transpose(
        x,
        [1, 0, ...x.shape.keys()].slice(0, 2)
          .concat(x.shape.map((_, i) => i).slice(2)),
      ),
    (x) => {
      // A dense layer as tfjs traces it: rank 3 and back, sometimes transposed twice.
      if (x.shape.length !== 2 || typeof x.shape[1] !== "number") return;
      const [rows, columns] = x.shape as [Dimension, number];
      const units = 1 + below(4);
      const x3 = reshape(x, [1, rows, columns]);
      let kernel = s.weights("kernel", ...below(2) ? [units, columns] : [columns, units]);
      if (below(2)) kernel = s.node("Identity", [kernel], [columns, units]);
      const infoShape = s.builder.infoOf(kernel).shape as number[];
      let k3 = reshape({ name: kernel, shape: infoShape }, [1, ...infoShape]);
      if (infoShape[0] !== columns) k3 = transpose(k3, [0, 2, 1]);
      const product = add("MatMul", [x3.name, k3.name], [1, rows, units]);
      const flat = reshape(product, [rows, units]);
      add("Add", [flat.name, s.weights("bias", units)], flat.shape);
    },
    (x) => {
      if (x.shape.length !== 2) return;
      const t = transpose(x, [1, 0]);
      if (x.shape[0] === "n") add("MatMul", [t.name, x.name], [x.shape[1]!, x.shape[1]!]);
    },
    (x) => {
      const axis = below(Math.max(1, x.shape.length));
      const shape = x.shape.map((dim, i) => i === axis ? 1 : dim);
      if (x.shape.length) add("ReduceSum", [x.name, s.sizes(axis)], shape);
    },
    (x) => {
      const axis = x.shape.findIndex((dim) => typeof dim === "number");
      if (axis < 0) return;
      const shape = x.shape.map((dim, i) => i === axis ? 2 * (dim as number) : dim);
      if (sizeOf(numbers(shape)) < 500) add("Concat", [x.name, x.name], shape, { axis });
    },
    (x) => {
      // NHWC to NCHW, a convolution with what may follow it, and back.
      if (x.shape.length !== 4 || x.shape[0] !== "n") return;
      const nchw = transpose(x, [0, 3, 1, 2]);
      const [, from, height, width] = nchw.shape as [string, number, number, number];
      const to = 1 + below(3);
      const shape = ["n", to, height, width];
      const kernel = below(2)
        ? s.weights("kernel", to, from, 3, 3)
        : s.input("kernel", [to, from, 3, 3]);
      let y = add("Conv", [nchw.name, kernel], shape, { pads: [1, 1, 1, 1] });
      if (below(2)) y = add("Mul", [y.name, s.weights("scale", to, 1, 1)], shape);
      if (below(2)) y = add("Add", [y.name, s.weights("shift", 1, to, 1, 1)], shape);
      const nhwc = transpose(y, [0, 2, 3, 1]);
      const flat = reshape(nhwc, ["n", height * width * to]);
      const relu = below(2) ? add("Relu", [flat.name], flat.shape) : flat;
      add("MatMul", [relu.name, s.weights("kernel", height * width * to, 2)], ["n", 2]);
    },
  ];
  const numSteps = 4 + below(12);
  for (let i = 0; i < numSteps; i++) {
    // Mostly something recent, so that patterns form.
    const x = below(3) ? pool.at(-1 - below(Math.min(3, pool.length)))! : pick(pool);
    // A convolution wherever one is possible, or few graphs would have any.
    if (x.shape.length === 4 && below(2)) steps.at(-1)!(x);
    else if (x.shape.length < 6) pick(steps)(x);
  }
  const outputs = [pool.at(-1)!, ...below(2) ? [pick(pool)] : [], ...below(3) ? [] : [pick(pool)]];
  return s.build(...outputs.map(({ name }) => name));
}
