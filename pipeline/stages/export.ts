import { toOnnx } from "../../src/export/mod.ts";
import { loadModel } from "../../src/train/mod.ts";
import type { Config } from "../config.ts";
import type { Stage } from "../stage.ts";
import { writeFileAtomic } from "../../src/data/mod.ts";
import type { DataFacts } from "./data.ts";
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

/** Writes the trained model as an ONNX file. */
export const exportStage: Stage<Config> = {
  name: "export",
  source: import.meta.url,
  inputs: () => [FILES.model, FILES.weights, FILES.data, FILES.training],
  params: ({ recipe }) => ({ recipe }),
  outputs: () => [FILES.onnx, FILES.export],
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
  },
};

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
