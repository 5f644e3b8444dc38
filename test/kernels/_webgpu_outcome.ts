import type { TensorData } from "../../src/graph/mod.ts";

/** What became of one case. */
export type Outcome = Refused | Ran;

/** Refused when the graph was traced, loaded or run. */
export interface Refused {
  readonly id: string;
  readonly reason: string;
}

/** A case that ran. */
export interface Ran extends Comparison {
  readonly id: string;
  /** Types of the nodes that ONNX Runtime placed on its CPU provider. */
  readonly onCpu: readonly string[];
}

/** How a case's values differ from those of tfjs's cpu backend. */
export interface Comparison {
  /** Largest difference where tfjs has a finite number: absolute below 1, relative above; `null` for infinity. */
  readonly difference: number | null;
  /** Whether a NaN or an infinity of tfjs's is another value. */
  readonly special: boolean;
}

type Outputs = Readonly<Record<string, TensorData>>;

/** Compares outputs of equal names; a wrong dtype or shape is an infinite difference. */
export function compareOutputs(actual: Outputs, expected: Outputs): Comparison {
  let largest = 0;
  let special = false;
  for (const [name, { dtype, shape, data }] of Object.entries(expected)) {
    const other = actual[name];
    if (other === undefined || other.dtype !== dtype || other.shape.join() !== shape.join()) {
      largest = Infinity;
      continue;
    }
    for (let i = 0; i < data.length; i++) {
      const [a, b] = [Number(other.data[i]), Number(data[i])];
      if (Object.is(a, b) || a === b) continue;
      const difference = Math.abs(a - b) / Math.max(1, Math.abs(b));
      if (!Number.isFinite(b)) special = true;
      else largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
    }
  }
  return { difference: Number.isFinite(largest) ? largest : null, special };
}
