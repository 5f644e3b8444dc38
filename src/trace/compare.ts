import type { Graph, TensorData } from "../graph/mod.ts";
import { TraceError } from "./errors.ts";

/** A constant that has other values in the second of two traces. */
export interface ConstantDifference {
  readonly name: string;
  readonly first: TensorData;
  readonly second: TensorData;
}

/**
 * Compares two traces of one function in which one thing was changed. Throws `TraceError` where their
 * nodes differ; returns the constants that do. What was changed is named in `changed`, for the message.
 */
export function differingConstants(
  first: Graph,
  second: Graph,
  changed: string,
): ConstantDifference[] {
  const offenders: string[] = [];
  for (let i = 0; i < Math.max(first.nodes.length, second.nodes.length); i++) {
    const a = first.nodes[i];
    const b = second.nodes[i];
    if (a !== undefined && b !== undefined && signature(a) === signature(b)) continue;
    offenders.push(a?.name ?? b!.name);
    break;
  }
  if (offenders.length > 0) {
    throw new TraceError(
      `Cannot trace a function whose operations depend on ${changed}: they differ from node "${
        offenders[0]
      }" on`,
      offenders,
    );
  }
  return [...first.initializers].flatMap(([name, a]) => {
    const b = second.initializers.get(name);
    if (b === undefined) throw new TraceError(`Constant "${name}" depends on ${changed}`, [name]);
    return equal(a, b) ? [] : [{ name, first: a, second: b }];
  });
}

function signature(node: Graph["nodes"][number]): string {
  return JSON.stringify([node.name, node.opType, node.inputs, node.outputs, node.attributes]);
}

function equal(a: TensorData, b: TensorData): boolean {
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return false;
  for (let i = 0; i < a.data.length; i++) {
    // NaN equals itself here: two traces that both wrote it agree.
    if (!Object.is(a.data[i], b.data[i])) return false;
  }
  return true;
}
