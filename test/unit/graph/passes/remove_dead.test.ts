import type { Sketch } from "../_build.ts";
import { testPass } from "./_pass_tests.ts";

const pool = (s: Sketch, x: string) =>
  s.builder.node("MaxPool", [x], [
    { dtype: "float32", shape: [1, 1, 2, 2] },
    { dtype: "int64", shape: [1, 1, 2, 2] },
  ], { kernel_shape: [2, 2], strides: [2, 2] });

testPass("removeDead", {
  changes: {
    "a chain that nothing reads": (s) => {
      const x = s.input("x", [2]);
      s.node("Exp", [s.node("Mul", [x, s.weights("w", 2)], [2])], [2]);
      return s.build(s.node("Relu", [x], [2]));
    },
    "a constant that nothing reads": (s) => {
      s.weights("w", 100);
      return s.build(s.node("Relu", [s.input("x", [2])], [2]));
    },
    "indices that nothing reads": (s) => s.build(pool(s, s.input("x", [1, 1, 4, 4]))[0]!),
  },
  stays: {
    "an unused input": (s) => {
      s.input("unused", [2]);
      return s.build(s.node("Relu", [s.input("x", [2])], [2]));
    },
    "indices that are an output": (s) => s.build(pool(s, s.input("x", [1, 1, 4, 4]))[1]!),
    "an unused part of a split": (s) => {
      const part = { dtype: "float32", shape: [2] } as const;
      const parts = s.builder.node("Split", [s.input("x", [4])], [part, part], { axis: 0 });
      return s.build(parts[0]!);
    },
  },
});
