import { testPass } from "./_pass_tests.ts";

testPass("mergeReshapes", {
  changes: {
    "a chain of four kinds": (s) => {
      const x = s.node("Reshape", [s.input("x", ["n", 12]), s.sizes(-1, 3, 4)], ["n", 3, 4]);
      const unsqueezed = s.node("Unsqueeze", [x, s.sizes(1)], ["n", 1, 3, 4]);
      const flat = s.node("Flatten", [unsqueezed], ["n", 12], { axis: 1 });
      const column = s.node("Unsqueeze", [flat, s.sizes(2)], ["n", 12, 1]);
      return s.build(
        s.node("Reshape", [column, s.sizes(0, 4, 3)], ["n", 4, 3]),
        s.node("Squeeze", [column, s.sizes(-1)], ["n", 12]),
      );
    },
    "a target that copies a dimension by 0": (s) => {
      const x = s.node("Reshape", [s.input("x", ["n", 3, 4]), s.sizes(-1, 4)], ["3*n", 4]);
      return s.build(s.node("Reshape", [x, s.sizes(0, 2, 2)], ["3*n", 2, 2]));
    },
    "two symbols on their axes": (s) => {
      const x = s.input("x", ["n", "t", 4]);
      const y = s.node("Unsqueeze", [x, s.sizes(3)], ["n", "t", 4, 1]);
      return s.build(s.node("Reshape", [y, s.sizes(0, 0, 2, 2)], ["n", "t", 2, 2]));
    },
    "unknown shapes with an absolute target": (s) => {
      const x = s.node("Reshape", [s.input("x", [2, 6]), s.sizes(3, 4)], [3, 4]);
      const graph = s.build(s.node("Reshape", [x, s.sizes(-1, 2)], [6, 2]));
      const values = new Map(graph.inputs.map((info) => [info.name, info]));
      return { ...graph, values };
    },
    "a reshape to the shape at hand": (s) => {
      const x = s.node("Relu", [s.input("x", ["n", 4])], ["n", 4]);
      return s.build(s.node("Neg", [s.node("Reshape", [x, s.sizes(-1, 4)], ["n", 4])], ["n", 4]));
    },
    "there and back": (s) => {
      const x = s.node("Relu", [s.input("x", ["n", 4])], ["n", 4]);
      const y = s.node("Reshape", [x, s.sizes(1, -1, 4)], [1, "n", 4]);
      return s.build(s.node("Squeeze", [y, s.sizes(0)], ["n", 4]));
    },
    "a reshape of an input to its own shape as output": (s) =>
      s.build(s.node("Reshape", [s.input("x", [4]), s.sizes(4)], [4])),
    "a target that is computed from the input": (s) => {
      const x = s.input("x", ["n", 3, 4]);
      const n = s.node("Shape", [x], [1], { start: 0, end: 1 }, "int64");
      const target = s.node("Concat", [n, s.sizes(12)], [2], { axis: 0 }, "int64");
      return s.build(s.node("Reshape", [x, target], ["n", 12]));
    },
    "scalars": (s) => {
      const y = s.node("Reshape", [s.input("x", [1, 1]), s.sizes(1)], [1]);
      return s.build(s.node("Squeeze", [y, s.sizes(0)], []));
    },
  },
  stays: {
    "two symbols that move": (s) => {
      const y = s.node("Unsqueeze", [s.input("x", ["n", "t"]), s.sizes(0)], [1, "n", "t"]);
      const scaled = s.node("Relu", [y], [1, "n", "t"]);
      return s.build(scaled);
    },
    "a flatten behind a pool": (s) => {
      const x = s.node("Relu", [s.input("x", ["n", 2, 2])], ["n", 2, 2]);
      return s.build(s.node("Flatten", [x], ["n", 4], { axis: 1 }));
    },
    "dimensions of size 0": (s) => {
      const y = s.node("Unsqueeze", [s.input("x", [2, 0]), s.sizes(0)], [1, 2, 0]);
      return s.build(s.node("Unsqueeze", [y, s.sizes(0)], [1, 1, 2, 0]));
    },
  },
});
