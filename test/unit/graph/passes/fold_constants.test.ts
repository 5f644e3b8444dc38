import { expect, it } from "vitest";
import { foldConstants } from "../../../../src/graph/passes/fold_constants.ts";
import { Sketch } from "../_build.ts";
import { testPass } from "./_pass_tests.ts";

testPass("foldConstants", {
  changes: {
    "what moves elements": (s) => {
      const w = s.weights("w", 2, 3, 4);
      const x = s.input("x", [1]);
      const add = (y: string, shape: number[]) => s.node("Add", [y, x], shape);
      const int64 = (list: number[], shape: number[] = [list.length]) =>
        s.value(list, shape, "int64");
      return s.build(
        add(s.node("Transpose", [w], [4, 2, 3], { perm: [2, 0, 1] }), [4, 2, 3]),
        add(s.node("Transpose", [w], [4, 3, 2]), [4, 3, 2]),
        add(s.node("Reshape", [w, s.sizes(0, -1, 2)], [2, 6, 2]), [2, 6, 2]),
        add(s.node("Flatten", [w], [6, 4], { axis: -1 }), [6, 4]),
        add(s.node("Unsqueeze", [w, s.sizes(-1, 0)], [1, 2, 3, 4, 1]), [1, 2, 3, 4, 1]),
        add(s.node("Squeeze", [s.weights("v", 1, 2, 1), s.sizes(-1)], [1, 2]), [1, 2]),
        add(s.node("Squeeze", [s.weights("v", 1, 2, 1)], [2]), [2]),
        add(
          s.node("Slice", [w, s.sizes(-2, 3), s.sizes(9, 0), s.sizes(1, -1), s.sizes(1, -2)], [
            2,
            2,
            2,
          ]),
          [2, 2, 2],
        ),
        add(
          s.node("Slice", [w, s.sizes(-1), int64([-(2 ** 62)]), s.sizes(2), s.sizes(-1)], [
            2,
            3,
            4,
          ]),
          [2, 3, 4],
        ),
        add(s.node("Gather", [w, int64([2, 0, -1, 1], [2, 2])], [2, 2, 2, 4], { axis: 1 }), [
          2,
          2,
          2,
          4,
        ]),
        add(s.node("Concat", [w, s.weights("u", 2, 1, 4)], [2, 4, 4], { axis: -2 }), [2, 4, 4]),
        add(s.node("Expand", [s.weights("t", 3, 1), s.sizes(2, 1, 4)], [2, 3, 4]), [2, 3, 4]),
        add(s.node("Tile", [s.weights("t", 2, 3), s.sizes(2, 2)], [4, 6]), [4, 6]),
        add(
          s.node("Where", [s.value([1, 0], [2, 1], "bool"), s.weights("a", 3), s.value(7)], [2, 3]),
          [2, 3],
        ),
      );
    },
    "what computes": (s) => {
      const w = s.weights("w", 2, 3);
      const p = s.value([0.5, 1.5, 2.5, 3.5, 4, 5], [2, 3]);
      const x = s.input("x", [1]);
      const add = (y: string, shape = [2, 3]) => s.node("Add", [y, x], shape);
      const unary = "Abs Ceil Cos Exp Floor Neg Reciprocal Relu Round Sigmoid Sign Sin Tanh"
        .split(" ").map((op) => add(s.node(op, [w], [2, 3])));
      const positive = ["Log", "Sqrt", "Round"].map((op) => add(s.node(op, [p], [2, 3])));
      const binary = ["Add", "Sub", "Mul", "Div", "Max", "Min", "Sum"]
        .map((op) => add(s.node(op, [w, s.weights("v", 3)], [2, 3])));
      return s.build(
        ...unary,
        ...positive,
        ...binary,
        add(s.node("Pow", [p, s.value(2.5)], [2, 3])),
        add(s.node("Sum", [w, p, s.value(1)], [2, 3])),
        add(s.node("ReduceSum", [w, s.sizes(-1)], [2, 1]), [2, 1]),
        add(s.node("ReduceSum", [w], [], { keepdims: 0 }), [1]),
        add(s.node("ReduceSum", [w], [2, 3], { noop_with_empty_axes: 1 })),
        add(s.node("ReduceMean", [w], [3], { axes: [0], keepdims: 0 }), [3]),
        add(s.node("ReduceMax", [w], [2, 1], { axes: [1] }), [2, 1]),
        add(s.node("ReduceMin", [w], [1, 1]), [1, 1]),
        add(s.node("ReduceProd", [w], [2], { axes: [-1], keepdims: 0 }), [2]),
      );
    },
    "integers, comparisons and casts": (s) => {
      const i = s.value([-7, 7, 8], [3], "int32");
      const two = s.value([2, -2, 3], [3], "int32");
      const f = s.value([-1.5, 0, 2.7]);
      const x = s.input("x", [3], "bool");
      const int = (op: string) => s.node(op, [i, two], [3], {}, "int32");
      const where = (y: string, dtype: "int32" | "float32" = "int32") =>
        s.node("Where", [x, y, y], [3], {}, dtype);
      const and = (y: string) => s.node("And", [x, y], [3], {}, "bool");
      const compare = (op: string) => and(s.node(op, [f, s.value(0)], [3], {}, "bool"));
      const bits = (op: string) =>
        and(
          s.node(
            op,
            [s.value([0, 1, 1], [3], "bool"), s.value([1, 1, 0], [3], "bool")],
            [3],
            {},
            "bool",
          ),
        );
      return s.build(
        ...["Add", "Sub", "Mul", "Div", "Max", "Min"].map((op) => where(int(op))),
        ...["Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"].map(compare),
        ...["And", "Or", "Xor"].map(bits),
        and(s.node("Not", [s.value([0, 1, 1], [3], "bool")], [3], {}, "bool")),
        where(s.node("Cast", [f], [3], { to: 6 }, "int32")),
        and(s.node("Cast", [f], [3], { to: 9 }, "bool")),
        where(s.node("Cast", [i], [3], { to: 1 }), "float32"),
      );
    },
    "shapes that are known": (s) => {
      const x = s.input("x", ["n", 3, 4]);
      const sizes = s.node("Shape", [x], [2], { start: 1, end: 3 }, "int64");
      const more = s.node("Shape", [x], [1], { start: -1 }, "int64");
      const y = s.node("Reshape", [
        s.input("z", [24]),
        s.node("Concat", [s.sizes(2), sizes], [3], { axis: 0 }, "int64"),
      ], [2, 3, 4]);
      const count = s.node("Size", [y], [], {}, "int64");
      return s.build(y, s.node("Add", [more, count], [1], {}, "int64"));
    },
    "constants in nodes": (s) => {
      const filled = s.node("ConstantOfShape", [s.sizes(2)], [2], {
        value: {
          kind: "tensor",
          value: { dtype: "float32", shape: [1], data: Float32Array.of(3) },
        },
      });
      const zeros = s.node("ConstantOfShape", [s.sizes(2)], [2]);
      const x = s.node("Add", [s.input("x", [2]), s.node("Add", [filled, zeros], [2])], [2]);
      const constants = [
        s.node("Constant", [], [], { value_float: { kind: "float", value: 0.5 } }),
        s.node("Constant", [], [2], { value_floats: { kind: "floats", value: [1, 2] } }),
      ];
      const step = s.node("Constant", [], [], { value_int: 2 }, "int64");
      const axes = s.node("Constant", [], [1], { value_ints: [0] }, "int64");
      const total = s.node("ReduceSum", [x, axes], [1]);
      return s.build(
        ...constants.map((c) => s.node("Add", [x, c], [2])),
        total,
        s.node("Add", [s.input("i", [1], "int64"), step], [1], {}, "int64"),
      );
    },
    "a constant that is an output": (s) => s.build(s.node("Neg", [s.weights("w", 2)], [2])),
    "small repeats": (s) => {
      const y = s.node("Expand", [s.value(2), s.sizes(4)], [4]);
      return s.build(s.node("Mul", [s.input("x", [4]), y], [4]));
    },
  },
  stays: {
    "large repeats": (s) => {
      const x = s.input("x", [100, 100]);
      const add = (y: string) => s.node("Add", [x, y], [100, 100]);
      return s.build(
        add(s.node("Expand", [s.value(2), s.sizes(100, 100)], [100, 100])),
        add(s.node("Tile", [s.weights("w", 1, 100), s.sizes(100, 1)], [100, 100])),
        add(s.node("ConstantOfShape", [s.sizes(100, 100)], [100, 100])),
        add(s.node("Mul", [s.weights("a", 100, 1), s.weights("b", 100)], [100, 100])),
        add(
          s.node("Gather", [s.weights("a", 1, 100), s.value(Array(100).fill(0), [100], "int64")], [
            100,
            100,
          ]),
        ),
      );
    },
    "integers that would not fit": (s) => {
      const x = s.input("x", [1], "int32");
      const big = s.value(2 ** 30, [1], "int32");
      const y = s.node("Mul", [big, big], [1], {}, "int32");
      return s.build(s.node("Add", [x, y], [1], {}, "int32"));
    },
    "shapes with symbols, and random numbers": (s) => {
      const x = s.input("x", ["n", 3]);
      const random = s.node("RandomNormal", [], [3], {
        shape: [3],
        seed: { kind: "float", value: 1 },
      });
      const zero = s.node("Mul", [random, s.input("zero", [1])], [3]);
      return s.build(
        s.node("Shape", [x], [2], {}, "int64"),
        s.node("Cast", [zero], [3], { to: 9 }, "bool"),
      );
    },
  },
});

it("computes a chain in float64 and rounds once", () => {
  const s = new Sketch();
  // In float32 the 1 would be lost: 2 ** 24 + 1 has no float32.
  const sum = s.node("Add", [s.value(2 ** 24), s.value(1)], []);
  const difference = s.node("Sub", [sum, s.value(2 ** 24)], []);
  const graph = foldConstants(s.build(s.node("Mul", [s.input("x", [1]), difference], [1])));
  expect(graph.initializers.get(difference)?.data).toEqual(Float32Array.of(1));
});

it("rounds to float32 where an operator jumps", () => {
  const s = new Sketch();
  // Above 1 in float64, since float32's 0.1 is; 1 in float32.
  const product = s.node("Mul", [s.value(0.1), s.value(10)], []);
  const ceiling = s.node("Ceil", [product], []);
  const graph = foldConstants(s.build(s.node("Mul", [s.input("x", [1]), ceiling], [1])));
  expect(graph.initializers.get(ceiling)?.data).toEqual(Float32Array.of(1));
});
