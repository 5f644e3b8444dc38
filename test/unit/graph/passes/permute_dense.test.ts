import type { Sketch } from "../_build.ts";
import { testPass } from "./_pass_tests.ts";

/** An NCHW value flattened in NHWC order. */
function flat(s: Sketch, name = "x"): string {
  const x = s.node("Transpose", [s.input(name, ["n", 2, 3, 4])], ["n", 3, 4, 2], {
    perm: [0, 2, 3, 1],
  });
  return s.node("Reshape", [x, s.sizes(-1, 24)], ["n", 24]);
}

testPass("permuteDense", {
  changes: {
    "a gemm behind a reshape": (s) =>
      s.build(s.node("Gemm", [flat(s), s.weights("w", 24, 5), s.weights("b", 5)], ["n", 5])),
    "a product with nodes in between": (s) => {
      let x = s.node("Relu", [flat(s)], ["n", 24]);
      x = s.node("Mul", [x, s.value(0.5)], ["n", 24]);
      x = s.node("Sub", [s.value(1, [1]), x], ["n", 24]);
      x = s.node("Clip", [x, s.value(-1), s.value(1)], ["n", 24]);
      return s.build(s.node("MatMul", [x, s.weights("w", 24, 5)], ["n", 5]));
    },
    "a flatten and another permutation": (s) => {
      const x = s.node("Transpose", [s.input("x", [2, 2, 3, 4])], [2, 4, 2, 3], {
        perm: [0, 3, 1, 2],
      });
      const y = s.node("Flatten", [x], [2, 24], { axis: 1 });
      return s.build(s.node("MatMul", [y, s.weights("w", 24, 5)], [2, 5]));
    },
    "a sequence": (s) => {
      const x = s.node("Transpose", [s.input("x", ["n", 2, 3])], ["n", 3, 2], { perm: [0, 2, 1] });
      const y = s.node("Reshape", [x, s.sizes(-1, 6)], ["n", 6]);
      return s.build(s.node("MatMul", [y, s.weights("w", 6, 5)], ["n", 5]), x);
    },
    "a kernel that two layers share": (s) => {
      const w = s.weights("w", 24, 5);
      const y = s.node("MatMul", [flat(s), w], ["n", 5]);
      return s.build(y, s.node("MatMul", [s.input("z", ["n", 24]), w], ["n", 5]));
    },
  },
  stays: {
    "a kernel that is trained": (s) =>
      s.build(s.node("MatMul", [flat(s), s.input("w", [24, 5])], ["n", 5])),
    "a flattened value that is needed elsewhere": (s) => {
      const x = flat(s);
      return s.build(s.node("MatMul", [x, s.weights("w", 24, 5)], ["n", 5]), x);
    },
    "two layers on one flattened value": (s) => {
      const x = flat(s);
      return s.build(
        s.node("MatMul", [x, s.weights("w", 24, 5)], ["n", 5]),
        s.node("MatMul", [x, s.weights("v", 24, 2)], ["n", 2]),
      );
    },
    "a factor per feature in between": (s) => {
      const x = s.node("Mul", [flat(s), s.weights("factors", 24)], ["n", 24]);
      return s.build(s.node("MatMul", [x, s.weights("w", 24, 5)], ["n", 5]));
    },
    "a softmax in between": (s) => {
      const x = s.node("Softmax", [flat(s)], ["n", 24]);
      return s.build(s.node("MatMul", [x, s.weights("w", 24, 5)], ["n", 5]));
    },
    "a permutation that moves the batch": (s) => {
      const x = s.node("Transpose", [s.input("x", [4, 2, 3])], [2, 4, 3], { perm: [1, 0, 2] });
      const y = s.node("Reshape", [x, s.sizes(-1, 12)], [2, 12]);
      return s.build(s.node("MatMul", [y, s.weights("w", 12, 5)], [2, 5]));
    },
    "a reshape that mixes batch and features": (s) => {
      const x = s.node("Transpose", [s.input("x", [2, 2, 3])], [2, 3, 2], { perm: [0, 2, 1] });
      const y = s.node("Reshape", [x, s.sizes(4, 3)], [4, 3]);
      return s.build(s.node("MatMul", [y, s.weights("w", 3, 5)], [4, 5]));
    },
    "flags on the gemm": (s) =>
      s.build(s.node("Gemm", [flat(s), s.weights("w", 5, 24)], ["n", 5], { transB: 1 })),
  },
});
