import { testPass } from "./_pass_tests.ts";

testPass("fuseGemm", {
  changes: {
    "a bias": (s) => {
      const y = s.node("MatMul", [s.input("x", ["n", 4]), s.weights("w", 4, 5)], ["n", 5]);
      return s.build(s.node("Add", [y, s.weights("b", 5)], ["n", 5]));
    },
    "a bias in front that is an input of shape [1, n]": (s) => {
      const y = s.node("MatMul", [s.input("x", ["n", 4]), s.input("w", [4, 5])], ["n", 5]);
      return s.build(s.node("Add", [s.input("b", [1, 5]), y], ["n", 5]));
    },
    "a bias that is made after the product": (s) => {
      const y = s.node("MatMul", [s.input("x", ["n", 4]), s.input("w", [4, 5])], ["n", 5]);
      const bias = s.node("Neg", [s.input("b", [5])], [5]);
      return s.build(s.node("Add", [y, bias], ["n", 5]));
    },
    "transposed operands": (s) => {
      const a = s.node("Transpose", [s.input("a", [4, "n"])], ["n", 4], { perm: [1, 0] });
      const b = s.node("Transpose", [s.input("b", [5, 4])], [4, 5]);
      return s.build(s.node("MatMul", [a, b], ["n", 5]));
    },
    "a transposed operand that is needed elsewhere": (s) => {
      const a = s.node("Transpose", [s.input("a", [4, 3])], [3, 4], { perm: [1, 0] });
      return s.build(s.node("MatMul", [a, s.input("b", [4, 5])], [3, 5]), a);
    },
    "a gemm with flags": (s) => {
      const a = s.node("Transpose", [s.input("a", [3, 4])], [4, 3], { perm: [1, 0] });
      const y = s.node("Gemm", [a, s.input("b", [5, 4])], [3, 5], {
        transA: 1,
        transB: 1,
        alpha: { kind: "float", value: 0.5 },
        beta: { kind: "float", value: 2 },
      });
      return s.build(s.node("Add", [y, s.input("c", [5])], [3, 5]));
    },
    "the first of two products that are added": (s) => {
      const w = s.input("w", [4, 5]);
      const y = s.node("MatMul", [s.input("a", [1, 4]), w], [1, 5]);
      return s.build(
        s.node("Add", [y, s.node("MatMul", [s.input("b", [1, 4]), w], [1, 5])], [1, 5]),
      );
    },
  },
  stays: {
    "a product that is needed elsewhere": (s) => {
      const y = s.node("MatMul", [s.input("x", ["n", 4]), s.weights("w", 4, 5)], ["n", 5]);
      return s.build(s.node("Add", [y, s.weights("b", 5)], ["n", 5]), y);
    },
    "a product that is added to itself": (s) => {
      const y = s.node("MatMul", [s.input("x", [1, 4]), s.weights("w", 4, 5)], [1, 5]);
      return s.build(s.node("Add", [y, y], [1, 5]));
    },
    "a bias per row": (s) => {
      const y = s.node("MatMul", [s.input("x", [5, 4]), s.weights("w", 4, 5)], [5, 5]);
      return s.build(s.node("Add", [y, s.weights("b", 5, 1)], [5, 5]));
    },
    "a bias that makes the result larger": (s) => {
      const y = s.node("MatMul", [s.input("x", [1, 4]), s.weights("w", 4, 5)], [1, 5]);
      return s.build(
        s.node("Add", [y, s.weights("b", 3, 5)], [3, 5]),
        s.node("Add", [
          s.node("MatMul", [s.input("z", [2, 4]), s.weights("v", 4, 1)], [2, 1]),
          s.weights("c", 5),
        ], [2, 5]),
      );
    },
    "integers": (s) => {
      const y = s.node(
        "MatMul",
        [s.input("x", [2, 4], "int32"), s.input("w", [4, 5], "int32")],
        [2, 5],
        {},
        "int32",
      );
      return s.build(s.node("Add", [y, s.input("b", [5], "int32")], [2, 5], {}, "int32"));
    },
    "rank 3": (s) => {
      const y = s.node("MatMul", [s.input("x", [2, 3, 4]), s.weights("w", 4, 5)], [2, 3, 5]);
      return s.build(s.node("Add", [y, s.weights("b", 5)], [2, 3, 5]));
    },
    "a gemm that has its bias": (s) => {
      const inputs = [s.input("x", [2, 4]), s.weights("w", 4, 5), s.weights("b", 5)];
      return s.build(s.node("Add", [s.node("Gemm", inputs, [2, 5]), s.weights("c", 5)], [2, 5]));
    },
  },
});
