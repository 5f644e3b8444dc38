import { describe, expect, it } from "vitest";
import { TF_ATTRIBUTES, TF_TYPES } from "../../../../../src/train/engines/tensorflow/data_types.ts";
import { fusableOps } from "../../../../../src/train/engines/tensorflow/recorded_step/fusable_ops.ts";
import type {
  RecordedOp,
  Value,
} from "../../../../../src/train/engines/tensorflow/recorded_step/recording.ts";

type Shape = readonly number[];

const argument = (name: string, shape: Shape): Value => {
  return { kind: "argument", name, dtype: TF_TYPES.TF_FLOAT, shape };
};

function op(type: string, shapes: readonly Shape[], dtype: number = TF_TYPES.TF_FLOAT): RecordedOp {
  const { TF_ATTR_BOOL, TF_ATTR_TYPE } = TF_ATTRIBUTES;
  return {
    type,
    scope: "dense",
    attributes: [
      { name: "T", type: TF_ATTR_TYPE, value: dtype },
      ...type === "BatchMatMulV2" ? [{ name: "adj_y", type: TF_ATTR_BOOL, value: true }] : [],
    ],
    inputs: shapes.map((shape, i) => argument(`input_${i}`, shape)),
  };
}

describe("an op in the form that TensorFlow's rewriting knows", () => {
  it.each<[string, RecordedOp, readonly Shape[], Shape, string[]]>([
    ["a product", op("BatchMatMulV2", [[2, 3], [4, 3]]), [[2, 3], [4, 3]], [2, 4], ["MatMul"]],
    [
      "a product of stacks of one",
      op("BatchMatMulV2", [[1, 2, 3], [1, 4, 3]]),
      [[1, 2, 3], [1, 4, 3]],
      [1, 2, 4],
      ["Reshape", "Reshape", "MatMul", "Reshape"],
    ],
    [
      "a product of stacks",
      op("BatchMatMulV2", [[5, 2, 3], [5, 4, 3]]),
      [[5, 2, 3], [5, 4, 3]],
      [5, 2, 4],
      ["BatchMatMulV2"],
    ],
    ["a bias", op("Add", [[2, 4], [4]]), [[2, 4], [4]], [2, 4], ["BiasAdd"]],
    ["a bias of an image", op("Add", [[1, 6, 6, 4], [4]]), [[1, 6, 6, 4], [4]], [1, 6, 6, 4], [
      "BiasAdd",
    ]],
    ["a sum", op("Add", [[2, 4], [2, 4]]), [[2, 4], [2, 4]], [2, 4], ["Add"]],
    ["a row for a column", op("Add", [[2, 1], [4]]), [[2, 1], [4]], [2, 4], ["Add"]],
    ["a sum of whole numbers", op("Add", [[2, 4], [4]], TF_TYPES.TF_INT32), [[2, 4], [4]], [2, 4], [
      "Add",
    ]],
  ])("%s", (_title, recorded, shapes, output, types) => {
    const ops = fusableOps(recorded, shapes, output);
    expect(ops.map(({ type }) => type)).toEqual(types);
    // The last op's result is the whole's, and each reads what is there already.
    ops.forEach(({ inputs, scope }, i) => {
      expect(scope).toBe("dense");
      for (const input of inputs) {
        if (input.kind === "output") expect(ops.slice(0, i)).toContain(input.op);
      }
    });
  });

  it("says by MatMul's names which matrix is transposed", () => {
    const [product] = fusableOps(op("BatchMatMulV2", [[2, 3], [4, 3]]), [[2, 3], [4, 3]], [2, 4]);
    expect(product.attributes).toContainEqual({
      name: "transpose_b",
      type: TF_ATTRIBUTES.TF_ATTR_BOOL,
      value: true,
    });
  });
});
