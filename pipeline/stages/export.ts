import { compressModel, type TeachStep, toOnnx, toTeachStep } from "../../src/export/mod.ts";
import { loadModel } from "../../src/train/mod.ts";
import type { Config } from "../config.ts";
import type { Stage } from "../stage.ts";
import { writeFileAtomic } from "../../src/data/mod.ts";
import type { DataFacts } from "./data.ts";
import { COMPRESSED } from "../variants.ts";
import { FILES, readJson, writeJson } from "./_files.ts";
import { settingsOf } from "./_settings.ts";
import type { TrainingFacts } from "./train.ts";

/** What `export.json` holds. */
export interface ExportFacts {
  readonly bytes: number;
  readonly opset: number;
  /** Nodes by operator as traced, and as written after the passes. */
  readonly nodes: {
    readonly before: Readonly<Record<string, number>>;
    readonly after: Readonly<Record<string, number>>;
  };
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Writes the trained model as an ONNX file, files with its weights in other forms, and the training step of its
 * last layers, an empty file where it has none that can be taught.
 */
export const exportStage: Stage<Config> = {
  name: "export",
  source: import.meta.url,
  inputs: () => [FILES.model, FILES.weights, FILES.data, FILES.training],
  params: ({ recipe }) => ({ recipe }),
  outputs: () => [
    FILES.onnx,
    ...COMPRESSED.map(({ file }) => file),
    FILES.teachStep,
    FILES.export,
  ],
  async run(context) {
    const { recipe } = settingsOf(context.config);
    const data = await readJson<DataFacts>(context, FILES.data);
    const training = await readJson<TrainingFacts>(context, FILES.training);
    const model = await loadModel(context.path(FILES.model));
    const { graph, bytes, nodes, opset } = toOnnx(model, {
      metadata: {
        labels: JSON.stringify(data.classNames),
        preprocessing: JSON.stringify(recipe.preprocessing(data.shape)),
        recipe: recipe.name,
        dataset: JSON.stringify({
          name: data.dataset,
          ...(data.own ? { own: true } : {}),
          sha256: data.sha256,
        }),
        training: JSON.stringify(settingsOfTraining(training)),
        converted_from: "TensorFlow.js layers model",
      },
    });
    await writeFileAtomic(context.path(FILES.onnx), bytes);
    const text = (info: typeof graph.inputs[number]) =>
      `${info.name} ${info.dtype} [${info.shape.join(", ")}]`;
    const facts: ExportFacts = {
      bytes: bytes.length,
      opset,
      nodes,
      inputs: graph.inputs.map(text),
      outputs: graph.outputs.map(text),
    };
    await writeJson(context, FILES.export, facts);
    context.write(
      `${FILES.onnx}: ${count(nodes.before)} nodes traced, ${count(nodes.after)} written ` +
        `(${describe(nodes.after)}), opset ${opset}, ${bytes.length} bytes\n`,
    );
    for (const { kind, file } of COMPRESSED) {
      const variant = compressModel(bytes, kind);
      await writeFileAtomic(context.path(file), variant);
      const share = Math.round(100 * variant.length / bytes.length);
      context.write(`${file}: ${variant.length} bytes, ${share} % of that\n`);
    }
    const step = toTeachStep(model, graph);
    await writeFileAtomic(context.path(FILES.teachStep), step?.bytes ?? new Uint8Array());
    if (step !== undefined) {
      context.write(`${FILES.teachStep}: ${step.bytes.length} bytes, ${taughtLayers(step)}\n`);
    }
  },
};

/** `trains dense_1 and dense_2 on batches of 64`. */
function taughtLayers({ info }: TeachStep): string {
  const layers = new Set(info.weights.map(({ node }) => node.slice(0, node.lastIndexOf("/"))));
  return `trains ${[...layers].join(" and ")} on batches of ${info.batch}`;
}

function count(nodes: Readonly<Record<string, number>>): number {
  return Object.values(nodes).reduce((sum, n) => sum + n, 0);
}

function describe(nodes: Readonly<Record<string, number>>): string {
  return Object.entries(nodes).map(([opType, n]) => n === 1 ? opType : `${n} ${opType}`).join(", ");
}

/** The facts that decide the weights: the same training gives the same file, at any time and place. */
function settingsOfTraining(facts: TrainingFacts): Partial<TrainingFacts> {
  const {
    images: _images,
    seconds: _seconds,
    imagesPerSecond: _speed,
    date: _date,
    machine: _machine,
    arguments: _arguments,
    ...settings
  } = facts;
  return settings;
}
