import { testPass } from "./_pass_tests.ts";

testPass("removeIdentities", {
  changes: {
    "the name of an output": (s) => s.build(s.node("Relu", [s.input("x", [2])], [2])),
    "identities between nodes": (s) => {
      const x = s.node("Identity", [s.input("x", [2])], [2]);
      return s.build(s.node("Relu", [s.node("Identity", [s.node("Neg", [x], [2])], [2])], [2]));
    },
    "an output that other nodes read": (s) => {
      const y = s.node("Relu", [s.input("x", [2])], [2]);
      return s.build(y, s.node("Neg", [y], [2]));
    },
    "one of two names of a value": (s) => {
      const y = s.node("Relu", [s.input("x", [2])], [2]);
      return s.build(y, y);
    },
    "an output of a node with two outputs": (s) => {
      const x = s.input("x", [1, 1, 4, 4]);
      const pooled = s.builder.node("MaxPool", [x], [
        { dtype: "float32", shape: [1, 1, 2, 2] },
        { dtype: "int64", shape: [1, 1, 2, 2] },
      ], { kernel_shape: [2, 2], strides: [2, 2] });
      return s.build(...pooled);
    },
  },
  stays: {
    "an output that is an input": (s) => s.build(s.input("x", ["n", 2])),
    "an output that is a constant": (s) => s.build(s.weights("w", 2)),
  },
});
