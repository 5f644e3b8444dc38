import { float } from "../../../../src/graph/mod.ts";
import { testPass } from "./_pass_tests.ts";

testPass("mergeEqual", {
  changes: {
    "equal nodes and what follows them": (s) => {
      const x = s.input("x", [3]);
      const a = s.node("Exp", [s.node("Neg", [x], [3])], [3]);
      const b = s.node("Exp", [s.node("Neg", [x], [3])], [3]);
      return s.build(s.node("Add", [a, b], [3]));
    },
    "operands in another order": (s) => {
      const [x, z] = [s.input("x", [3]), s.input("z", [3])];
      const sums = [s.node("Add", [x, z], [3]), s.node("Add", [z, x], [3])] as const;
      return s.build(s.node("Mul", [...sums], [3]));
    },
    "equal constants": (s) => {
      const x = s.input("x", [2]);
      const sums = [[1, 2], [1, 2], [1, 3]].map((list) => s.node("Add", [x, s.value(list)], [2]));
      return s.build(s.node("Sum", sums, [2]));
    },
    "equal outputs": (s) => {
      const x = s.input("x", [3]);
      const graph = s.build(s.node("Neg", [x], [3]), s.node("Neg", [x], [3]));
      const nodes = graph.nodes.slice(0, 2).map((node, i) => ({
        ...node,
        outputs: [i === 0 ? "y" : "y2"],
      }));
      return { ...graph, nodes };
    },
    "equal nodes with two outputs": (s) => {
      const x = s.input("x", [1, 1, 4, 4]);
      const pool = () =>
        s.builder.node("MaxPool", [x], [
          { dtype: "float32", shape: [1, 1, 2, 2] },
          { dtype: "int64", shape: [1, 1, 2, 2] },
        ], { kernel_shape: [2, 2], strides: [2, 2] });
      const [a, b] = [pool(), pool()];
      return s.build(
        s.node("Add", [a[0]!, b[0]!], [1, 1, 2, 2]),
        s.node("Add", [a[1]!, b[1]!], [1, 1, 2, 2], {}, "int64"),
      );
    },
    "attributes in another order": (s) => {
      const x = s.input("x", [3]);
      const [a, b] = [{ alpha: float(0.1), beta: float(0.2) }, {
        beta: float(0.2),
        alpha: float(0.1),
      }];
      const nodes = [a, b].map((attributes) => s.node("HardSigmoid", [x], [3], attributes));
      return s.build(s.node("Add", nodes, [3]));
    },
  },
  stays: {
    "other attributes": (s) => {
      const x = s.input("x", [3]);
      const nodes = [0.1, 0.2].map((alpha) =>
        s.node("LeakyRelu", [x], [3], { alpha: float(alpha) })
      );
      return s.build(s.node("Add", nodes, [3]));
    },
    "operands whose order counts": (s) => {
      const [x, z] = [s.input("x", [3]), s.input("z", [3])];
      const nodes = [s.node("Sub", [x, z], [3]), s.node("Sub", [z, x], [3])];
      return s.build(s.node("Add", nodes, [3]));
    },
    "random numbers": (s) => {
      const x = s.input("x", [3]);
      const nodes = [1, 2].map(() => s.node("RandomNormalLike", [x], [3], { seed: float(1) }));
      const zero = s.node("Sub", [x, x], [3]);
      return s.build(s.node("Mul", [s.node("Add", nodes, [3]), zero], [3]));
    },
    "constants that differ in type, shape or sign": (s) => {
      const x = s.input("x", [1, 1]);
      const values = [s.value(0), s.value([0]), s.value(0, [1, 1]), s.value(-0)];
      const rest = [s.value(0, [1], "int32"), s.value(0, [1], "int64")].map((value) =>
        s.node("Cast", [value], [1], { to: 1 })
      );
      return s.build(...[...values, ...rest].map((value) => s.node("Div", [value, x], [1, 1])));
    },
    "an input with two names outside": (s) => {
      const x = s.input("x", [2]);
      return s.build(x, x);
    },
  },
});
