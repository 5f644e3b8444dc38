import { loadDataset, shuffledIndices } from "../../src/data/mod.ts";
import { createSession } from "../../src/runtime/mod.ts";

/** What a model says of test images. */
export interface Answers {
  /** Classes probabilities an image, row by row. */
  readonly probabilities: Float32Array;
  /** The share that is read rightly. */
  readonly accuracy: number;
}

/** What onnxruntime-node makes of `count` test images by a model's file. */
export async function answersOnNode(model: Uint8Array, count: number): Promise<Answers> {
  const { images, labels } = (await loadDataset("mnist")).test;
  const session = await createSession(model);
  const indices = shuffledIndices(labels.length, 1, 0).subarray(0, count);
  const data = new Float32Array(indices.length * 784);
  indices.forEach((index, i) => {
    for (let p = 0; p < 784; p++) data[i * 784 + p] = images[index * 784 + p]! / 255;
  });
  const [input, output] = [session.inputs[0]!, session.outputs[0]!];
  const outputs = await session.run({
    [input.name]: { dtype: "float32", shape: [indices.length, 28, 28, 1], data },
  });
  const probabilities = outputs[output.name]!.data as Float32Array;
  await session.release();
  const right = [...indices].filter((index, i) => {
    const row = probabilities.subarray(i * 10, (i + 1) * 10);
    return row.indexOf(Math.max(...row)) === labels[index];
  });
  return { probabilities, accuracy: right.length / indices.length };
}
