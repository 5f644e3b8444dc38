import type { GraphNode } from "../graph.ts";

/** An integer attribute, or its default where it is absent. */
export function intAttribute(node: GraphNode, name: string, otherwise: number): number {
  const attribute = node.attributes[name];
  return attribute?.kind === "int" ? attribute.value : otherwise;
}

/** A list of integers, or `undefined` where the attribute is absent. */
export function intsAttribute(node: GraphNode, name: string): readonly number[] | undefined {
  const attribute = node.attributes[name];
  return attribute?.kind === "ints" ? attribute.value : undefined;
}

/** A float attribute, or its default where it is absent. */
export function floatAttribute(node: GraphNode, name: string, otherwise: number): number {
  const attribute = node.attributes[name];
  return attribute?.kind === "float" ? attribute.value : otherwise;
}
