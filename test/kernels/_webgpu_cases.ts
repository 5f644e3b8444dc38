import type * as tf from "@tensorflow/tfjs";
import { type Graph, tensor, type TensorData } from "../../src/graph/mod.ts";
import { expectedOf, traceOf } from "./_compare.ts";
import { canFlow, gradientOf } from "./_gradient.ts";
import { arrange, valuesOf } from "./_inputs.ts";
import type { Row } from "./_row.ts";
import { allRows } from "./_rows.ts";
import { layerCases } from "./_webgpu_layers.ts";

/** One graph for ONNX Runtime's WebGPU provider. */
export interface Case {
  /** Different from every other case's. */
  readonly id: string;
  /** tfjs's name of the kernel or layer. */
  readonly subject: string;
  /** A kernel, a kernel's gradient, or a layer in a training step. */
  readonly part: "forward" | "gradient" | "training";
  /** What is particular in it. */
  readonly title: string;
  prepare(): Job;
}

/** What a case runs, and tfjs's own results. */
export interface Job {
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, TensorData>>;
  /** By the names of the graph's outputs. */
  readonly expected: Readonly<Record<string, TensorData>>;
}

/** Every row forward, and its gradient where a trace has one, and the layers. */
export async function allCases(): Promise<Case[]> {
  // Rows that differ in the provider alone are one here.
  const cases = new Map<string, Case>();
  for (const row of await allRows()) {
    const parts = row.gradient === undefined && canFlow(row) ? PARTS : PARTS.slice(0, 1);
    for (const part of parts) {
      const { kernel: subject, title } = row;
      const id = `${subject}, ${part}: ${title}`;
      cases.set(id, { id, subject, part, title, prepare: () => prepareRow(row, part) });
    }
  }
  return [...cases.values(), ...layerCases()];
}

const PARTS = ["forward", "gradient"] as const;

function prepareRow(row: Row, part: "forward" | "gradient"): Job {
  const { compute, inputs } = part === "forward" ? forwardOf(row) : gradientOf(row);
  const { graph } = traceOf(compute, inputs, { target: "webgpu", reorder: row.reorder ?? false });
  const { outputs } = expectedOf(compute, inputs);
  return {
    graph,
    feeds: Object.fromEntries(
      inputs.map((input, i) => [`x${i}`, tensor(input.dtype, input.shape, valuesOf(input, i))]),
    ),
    expected: Object.fromEntries(outputs.map((output, i) => [`y${i}`, output])),
  };
}

function forwardOf({ inputs, run }: Row) {
  const compute = (...tensors: tf.Tensor[]) =>
    [run(...tensors.map((x, i) => arrange(inputs[i], x)))].flat();
  return { compute, inputs };
}
