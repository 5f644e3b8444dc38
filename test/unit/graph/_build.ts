import {
  type AttributeInput,
  type Dimension,
  type ElementType,
  type Graph,
  GraphBuilder,
  tensor,
  type TensorData,
} from "../../../src/graph/mod.ts";

/** A generator of float32 constants with elements in [-0.5, 0.5), the same for the same seed. */
export function constants(seed: number): (...shape: number[]) => TensorData {
  let state = seed;
  return (...shape) => {
    const values = Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5,
    );
    return tensor("float32", shape, values);
  };
}

/** The builder with shorter calls for graphs of float32, as the tests of the passes need them. */
export class Sketch {
  readonly builder = new GraphBuilder();
  readonly #random = constants(11);

  /** An input of type float32. */
  input(name: string, shape: Dimension[], dtype: ElementType = "float32"): string {
    return this.builder.input(name, dtype, shape);
  }

  /** A float32 constant of arbitrary elements. */
  weights(name: string, ...shape: number[]): string {
    return this.builder.constant(this.#random(...shape), name);
  }

  /** A constant of given elements; a scalar unless a shape is given. */
  value(values: number | number[], shape?: number[], dtype: ElementType = "float32"): string {
    const list = typeof values === "number" ? [values] : values;
    const sizes = shape ?? (typeof values === "number" ? [] : [list.length]);
    return this.builder.constant(tensor(dtype, sizes, list), "c");
  }

  /** An int64 vector: a reshape's target, axes and the like. */
  sizes(...values: number[]): string {
    return this.value(values, [values.length], "int64");
  }

  /** A node with one output. */
  node(
    opType: string,
    inputs: string[],
    shape: Dimension[],
    attributes: Record<string, AttributeInput> = {},
    dtype: ElementType = "float32",
  ): string {
    return this.builder.node(opType, inputs, [{ dtype, shape }], attributes)[0]!;
  }

  /** The graph with these values as its outputs `y`, `y2`, `y3`. */
  build(...values: string[]): Graph {
    return this.builder.build(
      "g",
      values.map((value, i) => ({ value, name: i === 0 ? "y" : `y${i + 1}` })),
    );
  }
}
