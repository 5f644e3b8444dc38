import type { Dimension } from "../../../../src/graph/mod.ts";
import type { Sketch } from "../_build.ts";
import { testPass } from "./_pass_tests.ts";

/** A value of rank 3 with a leading 1, as tfjs's matMul makes one from a matrix. */
const lift = (s: Sketch, x: string, rows: Dimension, columns: Dimension) =>
  s.node("Unsqueeze", [x, s.sizes(0)], [1, rows, columns]);

testPass("matmulRank2", {
  changes: {
    "a dense layer": (s) => {
      const a = lift(s, s.input("a", ["n", 4]), "n", 4);
      const product = s.node("MatMul", [a, lift(s, s.weights("w", 4, 5), 4, 5)], [1, "n", 5]);
      return s.build(s.node("Reshape", [product, s.sizes(-1, 5)], ["n", 5]));
    },
    "a constant of rank 3": (s) => {
      const a = lift(s, s.input("a", ["n", 4]), "n", 4);
      return s.build(s.node("MatMul", [a, s.weights("w", 1, 4, 5)], [1, "n", 5]));
    },
    "a transposed first operand": (s) => {
      const a = s.node("Transpose", [lift(s, s.input("a", [6, 4]), 6, 4)], [1, 4, 6], {
        perm: [0, 2, 1],
      });
      return s.build(s.node("MatMul", [a, lift(s, s.input("b", [6, 5]), 6, 5)], [1, 4, 5]));
    },
    "a transposed second operand": (s) => {
      const b = s.node("Transpose", [lift(s, s.input("b", [5, 4]), 5, 4)], [1, 4, 5], {
        perm: [0, 2, 1],
      });
      return s.build(s.node("MatMul", [lift(s, s.input("a", ["n", 4]), "n", 4), b], [1, "n", 5]));
    },
    "operands of rank 2 and 4": (s) => {
      const b = s.node("Reshape", [s.input("b", [4, 5]), s.sizes(1, 1, 4, 5)], [1, 1, 4, 5]);
      return s.build(s.node("MatMul", [s.input("a", ["n", 4]), b], [1, 1, "n", 5]));
    },
    "rows that come from a batch and a time axis": (s) => {
      const a = s.node("Reshape", [s.input("a", ["n", 3, 4]), s.sizes(1, -1, 4)], [1, "3*n", 4]);
      return s.build(s.node("MatMul", [a, s.weights("w", 1, 4, 5)], [1, "3*n", 5]));
    },
  },
  stays: {
    "a batch of matrices": (s) => {
      const a = s.node("Reshape", [s.input("a", [24]), s.sizes(2, 3, 4)], [2, 3, 4]);
      return s.build(s.node("MatMul", [a, s.weights("w", 1, 4, 5)], [2, 3, 5]));
    },
    "operands that are of rank 3 by nature": (s) =>
      s.build(s.node("MatMul", [s.input("a", [1, 3, 4]), s.weights("w", 1, 4, 5)], [1, 3, 5])),
    "matrices": (s) =>
      s.build(s.node("MatMul", [s.input("a", ["n", 4]), s.weights("w", 4, 5)], ["n", 5])),
    "vectors": (s) => s.build(s.node("MatMul", [s.input("a", [4]), s.input("b", [4])], [])),
  },
});
