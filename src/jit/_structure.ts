import type { Tensor } from "@tensorflow/tfjs-core";

/** Tensors, possibly in arrays and records. */
export type Nested =
  | Tensor
  | null
  | undefined
  | void
  | readonly Nested[]
  | { readonly [key: string]: Nested };

/** The form of a {@linkcode Nested}, with the leaves' names in place of the tensors. */
export type Structure =
  | string
  | null
  | undefined
  | readonly Structure[]
  | { readonly [key: string]: Structure };

/** Takes the tensors out of a nested value; `unflatten` puts others in their places. */
export function flatten(
  value: Nested,
): { leaves: Record<string, Tensor>; structure: Structure } {
  const leaves: Record<string, Tensor> = {};
  const visit = (node: Nested): Structure => {
    if (node === null) return null;
    if (node === undefined) return undefined;
    if (isTensor(node)) {
      const name = `output_${Object.keys(leaves).length}`;
      leaves[name] = node;
      return name;
    }
    if (Array.isArray(node)) return node.map(visit);
    if (Object.getPrototypeOf(node) !== Object.prototype) {
      throw new TypeError(
        `Cannot return ${
          String(node)
        } from a compiled function: expected tensors, or arrays and records of them`,
      );
    }
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, visit(child)]));
  };
  return { structure: visit(value), leaves };
}

/** The nested value of form `structure` with `leaf(name)` for each leaf. */
export function unflatten(structure: Structure, leaf: (name: string) => Tensor): Nested {
  if (structure === null || structure === undefined) return structure;
  if (typeof structure === "string") return leaf(structure);
  if (Array.isArray(structure)) return structure.map((child) => unflatten(child, leaf));
  return Object.fromEntries(
    Object.entries(structure).map(([key, child]) => [key, unflatten(child, leaf)]),
  );
}

function isTensor(node: object): node is Tensor {
  return "dataId" in node;
}
