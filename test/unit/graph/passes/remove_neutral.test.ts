import { float } from "../../../../src/graph/mod.ts";
import { testPass } from "./_pass_tests.ts";

testPass("removeNeutral", {
  changes: {
    "arithmetic with neutral constants": (s) => {
      let x = s.input("x", ["n", 3]);
      x = s.node("Add", [x, s.value(0)], ["n", 3]);
      x = s.node("Mul", [s.value(1, [1]), x], ["n", 3]);
      x = s.node("Sub", [x, s.value(-0)], ["n", 3]);
      x = s.node("Div", [x, s.value(1)], ["n", 3]);
      x = s.node("Pow", [x, s.value(1)], ["n", 3]);
      return s.build(s.node("Relu", [x], ["n", 3]));
    },
    "constants as large as the value": (s) => {
      let x = s.input("x", [2, 2]);
      x = s.node("Add", [s.value([0, 0, 0, 0], [2, 2]), x], [2, 2]);
      return s.build(s.node("Mul", [x, s.value([1, 1, 1, 1], [2, 2])], [2, 2]));
    },
    "nodes that do nothing": (s) => {
      let x = s.input("x", ["n", 3]);
      const rows = s.node("Shape", [x], [2], {}, "int64");
      x = s.node("Cast", [x], ["n", 3], { to: 1 });
      x = s.node("Clip", [x], ["n", 3]);
      x = s.node("Clip", [x, "", s.value(Infinity)], ["n", 3]);
      x = s.node("Expand", [x, rows], ["n", 3]);
      x = s.node("Expand", [x, s.sizes(1, 3)], ["n", 3]);
      x = s.node("Tile", [x, s.sizes(1, 1)], ["n", 3]);
      x = s.node("Pad", [x, s.sizes(0, 0, 0, 0)], ["n", 3]);
      x = s.node("Concat", [x], ["n", 3], { axis: 1 });
      x = s.node("Sum", [s.node("Max", [x], ["n", 3])], ["n", 3]);
      x = s.node("Dropout", [x, s.value(0.5)], ["n", 3], { seed: 1 });
      return s.build(s.node("Relu", [x], ["n", 3]));
    },
    "integers": (s) => {
      const x = s.input("x", [3], "int64");
      const y = s.node("Mul", [x, s.value(1, [], "int64")], [3], {}, "int64");
      return s.build(s.node("Neg", [y], [3], {}, "int64"));
    },
  },
  stays: {
    "a bias that is still zero and a scale that is still one": (s) => {
      const x = s.node("Add", [s.input("x", [2, 3]), s.value([0, 0, 0])], [2, 3]);
      return s.build(s.node("Mul", [x, s.value([1, 1, 1], [1, 3])], [2, 3]));
    },
    "constants that also broadcast": (s) => {
      const x = s.input("x", [3]);
      const y = s.node("Mul", [x, s.value([1, 1, 1, 1, 1, 1], [2, 3])], [2, 3]);
      return s.build(y, s.node("Expand", [x, s.sizes(2, 3)], [2, 3]));
    },
    "other constants and other places": (s) => {
      const x = s.input("x", [3]);
      return s.build(
        s.node("Sub", [s.value(0), x], [3]),
        s.node("Div", [s.value(1), x], [3]),
        s.node("Pow", [s.value(1), x], [3]),
        s.node("Add", [x, s.value([0, 0, 1])], [3]),
        s.node("Clip", [x, s.value(0)], [3]),
      );
    },
    "casts, pads and other leaky parts": (s) => {
      const x = s.input("x", [3]);
      return s.build(
        s.node("Cast", [x], [3], { to: 6 }, "int32"),
        s.node("Pad", [x, s.sizes(0, 1)], [4]),
        s.node("LeakyRelu", [x], [3], { alpha: float(1) }),
      );
    },
  },
});
