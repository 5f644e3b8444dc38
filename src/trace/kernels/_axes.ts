import type { TracedTensor } from "../types.ts";

/** Where tfjs's `axis` of a tensor lies in memory. */
export function physicalAxis({ layout }: Pick<TracedTensor, "layout">, axis: number): number {
  return layout === "plain" ? axis : [0, 2, 3, 1][axis]!;
}

/** tfjs's axes of `x` in the order in which they lie in memory. */
export function memoryOrder({ layout, shape }: TracedTensor): number[] {
  return layout === "plain" ? shape.map((_, axis) => axis) : [0, 3, 1, 2];
}
