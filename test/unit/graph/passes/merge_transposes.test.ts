import { testPass } from "./_pass_tests.ts";

testPass("mergeTransposes", {
  changes: {
    "a pair that cancels": (s) => {
      const x = s.node("Relu", [s.input("x", ["n", 2, 3, 4])], ["n", 2, 3, 4]);
      const y = s.node("Transpose", [x], ["n", 3, 4, 2], { perm: [0, 2, 3, 1] });
      return s.build(s.node("Transpose", [y], ["n", 2, 3, 4], { perm: [0, 3, 1, 2] }));
    },
    "a chain of three": (s) => {
      const x = s.node("Transpose", [s.input("x", [2, 3, 4])], [3, 4, 2], { perm: [1, 2, 0] });
      const y = s.node("Transpose", [x], [3, 2, 4], { perm: [0, 2, 1] });
      return s.build(s.node("Transpose", [y], [4, 3, 2], { perm: [2, 0, 1] }));
    },
    "permutations left to their default": (s) => {
      const x = s.node("Transpose", [s.input("x", [2, 3, 4])], [4, 3, 2]);
      return s.build(s.node("Transpose", [x], [4, 2, 3], { perm: [0, 2, 1] }));
    },
    "moves of a dimension of size 1": (s) => {
      const x = s.input("x", ["n", 3, 4, 1]);
      return s.build(s.node("Transpose", [x], ["n", 1, 3, 4], { perm: [0, 3, 1, 2] }));
    },
    "a unit dimension between two symbols": (s) =>
      s.build(
        s.node("Transpose", [s.input("x", ["n", "m", 1])], ["n", 1, "m"], { perm: [0, 2, 1] }),
      ),
    "a pair whose first is needed": (s) => {
      const x = s.node("Transpose", [s.input("x", [2, 3])], [3, 2], { perm: [1, 0] });
      return s.build(
        x,
        s.node("Neg", [s.node("Transpose", [x], [2, 3], { perm: [1, 0] })], [2, 3]),
      );
    },
    "a transpose that does nothing": (s) => {
      const x = s.node("Transpose", [s.input("x", [2, 3])], [2, 3], { perm: [0, 1] });
      return s.build(s.node("Relu", [x], [2, 3]));
    },
  },
  stays: {
    "a single transpose": (s) =>
      s.build(s.node("Transpose", [s.input("x", ["n", 3])], [3, "n"], { perm: [1, 0] })),
    "two symbols that change places": (s) =>
      s.build(
        s.node("Transpose", [s.input("x", ["n", 1, "m"])], ["m", 1, "n"], { perm: [2, 1, 0] }),
      ),
  },
});
