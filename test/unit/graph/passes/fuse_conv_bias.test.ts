import { testPass } from "./_pass_tests.ts";

testPass("fuseConvBias", {
  changes: {
    "a bias that is an input": (s) => {
      const y = s.node("Conv", [s.input("x", ["n", 2, 5, 5]), s.input("w", [4, 2, 3, 3])], [
        "n",
        4,
        3,
        3,
      ]);
      const bias = s.node("Reshape", [s.input("b", [4]), s.sizes(1, 4, 1, 1)], [1, 4, 1, 1]);
      return s.build(s.node("Add", [y, bias], ["n", 4, 3, 3]));
    },
    "a constant in front, with groups": (s) => {
      const y = s.node("Conv", [s.input("x", ["n", 2, 5, 5]), s.input("w", [4, 1, 3, 3])], [
        "n",
        4,
        5,
        5,
      ], {
        group: 2,
        pads: [1, 1, 1, 1],
      });
      return s.build(s.node("Add", [s.weights("b", 4, 1, 1), y], ["n", 4, 5, 5]));
    },
    "a transposed convolution with groups": (s) => {
      const y = s.node(
        "ConvTranspose",
        [s.input("x", ["n", 4, 3, 3]), s.input("w", [4, 3, 2, 2])],
        ["n", 6, 4, 4],
        {
          group: 2,
        },
      );
      return s.build(s.node("Add", [y, s.input("b", [6, 1, 1])], ["n", 6, 4, 4]));
    },
    "one dimension": (s) => {
      const y = s.node("Conv", [s.input("x", [2, 2, 5]), s.input("w", [4, 2, 3])], [2, 4, 3]);
      return s.build(s.node("Add", [y, s.input("b", [4, 1])], [2, 4, 3]));
    },
  },
  stays: {
    "a bias along the width": (s) => {
      const y = s.node("Conv", [s.input("x", [2, 2, 5, 5]), s.input("w", [3, 2, 3, 3])], [
        2,
        3,
        3,
        3,
      ]);
      return s.build(s.node("Add", [y, s.input("b", [3])], [2, 3, 3, 3]));
    },
    "a result that is needed elsewhere": (s) => {
      const y = s.node("Conv", [s.input("x", [2, 2, 5, 5]), s.input("w", [3, 2, 3, 3])], [
        2,
        3,
        3,
        3,
      ]);
      return s.build(s.node("Add", [y, s.input("b", [3, 1, 1])], [2, 3, 3, 3]), y);
    },
    "a convolution that has its bias": (s) => {
      const inputs = [s.input("x", [2, 2, 5, 5]), s.input("w", [3, 2, 3, 3]), s.input("b", [3])];
      const y = s.node("Conv", inputs, [2, 3, 3, 3]);
      return s.build(s.node("Add", [y, s.input("c", [3, 1, 1])], [2, 3, 3, 3]));
    },
  },
});
