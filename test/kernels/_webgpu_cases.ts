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
  const found = new Map<string, Row>();
  const cases: Case[] = [];
  for (const row of await allRows()) {
    const { kernel: subject, reorder = false } = row;
    const title = reorder ? `${row.title}, reordered` : row.title;
    const name = `${subject}: ${title}`;
    const known = found.get(name);
    if (known !== undefined) {
      if (differInTarget(known, row)) continue;
      throw new Error(`Two rows are called "${name}": expected a title for each`);
    }
    found.set(name, row);
    const parts = row.gradient === undefined && canFlow(row) ? PARTS : PARTS.slice(0, 1);
    for (const part of parts) {
      const id = `${subject}, ${part}: ${title}`;
      cases.push({ id, subject, part, title, prepare: () => prepareRow(row, part) });
    }
  }
  return [...cases, ...layerCases()];
}

/** Whether two rows differ in nothing but the provider, which is WebGPU here. */
function differInTarget(a: Row, b: Row): boolean {
  const rest = ({ target: _, run, inputs, ...row }: Row) =>
    JSON.stringify([row, String(run), inputs, inputs.map(valuesOf)]);
  return a.target !== b.target && rest(a) === rest(b);
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
