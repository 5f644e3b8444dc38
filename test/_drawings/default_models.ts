import { readModelMetadata } from "../../src/evaluate/mod.ts";
import type { Preprocessing } from "../../src/preprocess/mod.ts";
import { createSession } from "../../src/runtime/mod.ts";

/** A trained model on onnxruntime-node. */
export interface TrainedModel {
  readonly folder: string;
  readonly preprocessing: Preprocessing;
  /** The class of each input: rows of height x width x channels values. */
  classify(inputs: Float32Array): Promise<number[]>;
}

/**
 * The model that comes with the project, and the default recipe's where it was trained here, in full
 * and on its own data.
 */
export async function trainedModels(): Promise<TrainedModel[]> {
  const folders = ["models/trained/mnist-lenet"];
  if (await isDefaultRun("runs/mnist-quick")) folders.push("runs/mnist-quick");
  return await Promise.all(folders.map(loadModel));
}

async function isDefaultRun(folder: string): Promise<boolean> {
  try {
    const { changes, data } = JSON.parse(await Deno.readTextFile(`${folder}/summary.json`));
    return changes.length === 0 && !data.own;
  } catch {
    return false;
  }
}

async function loadModel(folder: string): Promise<TrainedModel> {
  const bytes = await Deno.readFile(`${folder}/model.onnx`);
  const session = await createSession(bytes);
  const preprocessing = readModelMetadata(bytes).preprocessing!;
  const [input, output] = [session.inputs[0]!, session.outputs[0]!];
  return {
    folder,
    preprocessing,
    async classify(inputs) {
      const { height, width, channels } = preprocessing;
      const count = inputs.length / (height * width * channels);
      const shape = [count, ...input.shape.slice(1) as number[]];
      const outputs = await session.run({
        [input.name]: { dtype: "float32", shape, data: inputs },
      });
      const { data, shape: [, classes] } = outputs[output.name]!;
      return Array.from({ length: count }, (_, i) => {
        const row = (data as Float32Array).subarray(i * classes!, (i + 1) * classes!);
        return row.indexOf(Math.max(...row));
      });
    },
  };
}
