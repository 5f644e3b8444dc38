import { testPass } from "./_pass_tests.ts";

testPass("reshapeToFlatten", {
  changes: {
    "-1 and a number": (s) =>
      s.build(s.node("Reshape", [s.input("x", ["n", 2, 3, 4]), s.sizes(-1, 24)], ["n", 24])),
    "0 and -1": (s) =>
      s.build(s.node("Reshape", [s.input("x", ["n", 2, 3]), s.sizes(0, -1)], ["n", 6])),
    "a static batch": (s) =>
      s.build(s.node("Reshape", [s.input("x", [2, 3, 4]), s.sizes(2, 12)], [2, 12])),
  },
  stays: {
    "another first dimension": (s) =>
      s.build(s.node("Reshape", [s.input("x", [2, 3, 4]), s.sizes(6, 4)], [6, 4])),
    "rank 3": (s) =>
      s.build(s.node("Reshape", [s.input("x", [2, 3, 2, 2]), s.sizes(2, 3, 4)], [2, 3, 4])),
    "a matrix": (s) => s.build(s.node("Reshape", [s.input("x", [2, 6]), s.sizes(3, 4)], [3, 4])),
  },
});
