import { float } from "../../../../src/graph/mod.ts";
import type { Sketch } from "../_build.ts";
import { testPass } from "./_pass_tests.ts";

const conv = (s: Sketch, ...bias: string[]) =>
  s.node("Conv", [s.input("x", ["n", 2, 5, 5]), s.weights("w", 4, 2, 3, 3), ...bias], shape);
const shape = ["n", 4, 3, 3];

testPass("foldConvAffine", {
  changes: {
    "a batch normalization in steps": (s) => {
      let y = conv(s, s.weights("b", 4));
      y = s.node("Sub", [y, s.weights("mean", 1, 4, 1, 1)], shape);
      y = s.node("Div", [y, s.value([1, 2, 3, 4], [4, 1, 1])], shape);
      y = s.node("Mul", [s.weights("gamma", 4, 1, 1), y], shape);
      y = s.node("Add", [y, s.weights("beta", 1, 4, 1, 1)], shape);
      return s.build(s.node("Relu", [y], shape));
    },
    "a batch normalization in one": (s) => {
      const parameters = [
        s.weights("gamma", 4),
        s.weights("beta", 4),
        s.weights("mean", 4),
        s.value([1, 2, 3, 4]),
      ];
      const y = s.node("BatchNormalization", [conv(s), ...parameters], shape, {
        epsilon: float(1e-3),
      });
      return s.build(s.node("Relu", [y], shape));
    },
    "a scale alone": (s) => s.build(s.node("Mul", [conv(s), s.value(0.5)], shape)),
    "a bias alone": (s) => s.build(s.node("Add", [conv(s), s.weights("bias", 4, 1, 1)], shape)),
    "a difference from a constant": (s) =>
      s.build(s.node("Sub", [s.weights("c", 4, 1, 1), conv(s)], shape)),
    "weights that are used twice": (s) => {
      const w = s.weights("w", 2, 2, 1, 1);
      const y = s.node("Conv", [s.input("x", [1, 2, 3, 3]), w], [1, 2, 3, 3]);
      const z = s.node("Mul", [y, s.value([2, 3], [2, 1, 1])], [1, 2, 3, 3]);
      return s.build(s.node("Conv", [z, w], [1, 2, 3, 3]));
    },
    "groups, and a bias of the same contents as the shift": (s) => {
      const b = s.weights("b", 4);
      const x = s.input("x", ["n", 2, 5, 5]);
      const y = s.node("Conv", [x, s.weights("w", 4, 1, 3, 3), b], shape, { group: 2 });
      const parameters = [s.value([1, 2, 3, 4]), b, b, s.value([1, 2, 3, 4])];
      return s.build(s.node("BatchNormalization", [y, ...parameters], shape));
    },
  },
  stays: {
    "weights that are trained": (s) => {
      const y = s.node("Conv", [s.input("x", [1, 2, 3, 3]), s.input("w", [2, 2, 1, 1])], [
        1,
        2,
        3,
        3,
      ]);
      return s.build(s.node("Mul", [y, s.value(2)], [1, 2, 3, 3]));
    },
    "a result that is needed elsewhere": (s) => {
      const y = conv(s);
      return s.build(s.node("Mul", [y, s.value(2)], shape), s.node("Relu", [y], shape));
    },
    "constants along other axes": (s) =>
      s.build(s.node("Mul", [conv(s), s.weights("c", 3)], shape)),
    "a constant divided by the result": (s) => s.build(s.node("Div", [s.value(1), conv(s)], shape)),
    "a division by zero": (s) => s.build(s.node("Div", [conv(s), s.value(0)], shape)),
    "a constant that makes the result larger": (s) => {
      const y = s.node("Conv", [s.input("x", [1, 1, 3, 3]), s.weights("w", 1, 1, 3, 3)], [
        1,
        1,
        1,
        1,
      ]);
      return s.build(s.node("Mul", [y, s.weights("c", 1, 4, 1, 1)], [1, 4, 1, 1]));
    },
    "a square": (s) => {
      const y = conv(s);
      return s.build(s.node("Mul", [y, y], shape));
    },
  },
});
