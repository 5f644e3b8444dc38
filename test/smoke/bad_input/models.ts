import { encodePng } from "../../../src/data/mod.ts";
import { encodeModel, GraphBuilder, tensor } from "../../../src/graph/mod.ts";
import type { BadInput, Chapter } from "../_bad_input.ts";
import { writeColours } from "../_data.ts";

function model(title: string, content: string | Uint8Array, message: RegExp): BadInput {
  return {
    title,
    task: "evaluate",
    args: "--model {}/model.onnx",
    prepare: (folder) => Deno.writeFile(`${folder}/model.onnx`, toBytes(content)),
    message,
  };
}

function image(title: string, content: string | Uint8Array, message: RegExp): BadInput {
  return {
    title,
    task: "predict",
    args: "--model {}/out/model.onnx {}/digit.png",
    prepare: (folder) => Deno.writeFile(`${folder}/digit.png`, toBytes(content)),
    message,
    afterRun: true,
  };
}

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

const GREY = encodePng({
  width: 40,
  height: 40,
  channels: 1,
  data: new Uint8Array(1600).fill(128),
});

/** A classifier of 28x28 images that another program wrote: it says nothing about preprocessing. */
function foreignModel(): Uint8Array {
  const builder = new GraphBuilder();
  const input = builder.input("image", "float32", ["batch", 784]);
  const kernel = builder.constant(tensor("float32", [784, 10], new Float32Array(7840)), "kernel");
  const info = { dtype: "float32", shape: ["batch", 10] } as const;
  const [logits] = builder.node("MatMul", [input, kernel], [info]);
  const [probabilities] = builder.node("Softmax", [logits!], [info]);
  return encodeModel(builder.build("foreign", [{ value: probabilities!, name: "probabilities" }]));
}

const rows: BadInput[] = [
  {
    title: "A model that does not exist",
    task: "evaluate",
    args: "--model {}/gone.onnx",
    message: /Cannot read ".*gone\.onnx": there is no such file or folder\. Check the path/,
  },
  {
    title: "A folder in place of a model",
    task: "evaluate",
    args: "--model {}/data",
    message: /Cannot read ".*data": it is a folder where a file is expected/,
  },
  model("An empty file", "", /model\.onnx" as an ONNX model: the file is empty\. Give the model/),
  model("An HTML page", "<html><body>Not found</body></html>", /this is an HTML or XML page/),
  model("Some JSON", '{ "a": 1 }', /model\.onnx" as an ONNX model: this is JSON/),
  model("A picture", GREY, /model\.onnx" as an ONNX model: this is a PNG image/),
  {
    title: "A TensorFlow.js model without its weights",
    task: "evaluate",
    args: "--model {}/out/model.json",
    prepare: (folder) => Deno.remove(`${folder}/out/weights.bin`),
    message: /Cannot find ".*weights\.bin", the weights of ".*model\.json": there is no such file/,
    afterRun: true,
  },
  {
    title: "A JSON file that is no model",
    task: "evaluate",
    args: "--model {}/out/summary.json",
    message: /summary\.json" as a TensorFlow\.js layers model: it has no "modelTopology"/,
    afterRun: true,
  },
  {
    title: "A model cut off in the middle",
    task: "evaluate",
    args: "--model {}/model.onnx",
    prepare: async (folder) => {
      const bytes = await Deno.readFile(`${folder}/out/model.onnx`);
      await Deno.writeFile(`${folder}/model.onnx`, bytes.slice(0, bytes.length / 2));
    },
    message: /model\.onnx" as an ONNX model: its \d+ bytes .*truncated/,
    afterRun: true,
  },
  {
    title: "Images of another shape than the model's",
    task: "evaluate",
    args: "--model {}/out/model.onnx --data-dir {}/colours",
    prepare: (folder) => writeColours(`${folder}/colours`),
    message: /Cannot classify images of 32 x 32 x 3 .*with the model: its input .*\[batch,784\]/,
    afterRun: true,
  },
  {
    title: "No images for a model that was trained on one's own",
    task: "evaluate",
    args: "--model {}/out/model.onnx",
    message: /The model was trained on your own data \("data"\): give --data-dir with its folder/,
    afterRun: true,
  },
  {
    title: "Two data sets to evaluate on",
    task: "evaluate",
    args: "--model {}/out/model.onnx --dataset mnist --data-dir {}/data",
    message: /Cannot use --dataset mnist with --data-dir .*\. Leave one out/,
    afterRun: true,
  },
  {
    title: "More classes than the model's",
    task: "evaluate",
    args: "--model {}/out/model.onnx --data-dir {}/data",
    prepare: async (folder) => {
      const file = `${folder}/data/t10k-labels-idx1-ubyte`;
      await Deno.writeFile(file, (await Deno.readFile(file)).with(8 + 3, 12));
    },
    message: /image 3 has label 12, but the model has 10 classes/,
    afterRun: true,
  },
  {
    title: "No image",
    task: "predict",
    args: "--model {}/out/model.onnx",
    message: /No image: expected PNG, JPEG or IDX files, or --index with the positions of test/,
  },
  {
    title: "Labels in place of images",
    task: "predict",
    args: "--model {}/out/model.onnx {}/data/t10k-labels-idx1-ubyte",
    message:
      /t10k-labels-idx1-ubyte" holds labels: expected images, .*Give the file with the images/,
    afterRun: true,
  },
  {
    title: "A position that the file does not have",
    task: "predict",
    args: "--model {}/out/model.onnx --index 8-12 {}/data/t10k-images-idx3-ubyte",
    message: /--index "8-12": .*t10k-images-idx3-ubyte has 10 images, expected 0 to 9/,
    afterRun: true,
  },
  {
    title: "Positions that are none",
    task: "predict",
    args: "--model {}/out/model.onnx --index five --data-dir {}/data",
    message: /--index "five": expected positions from 0, such as 7, 0-5 or 1,4,9-12/,
    afterRun: true,
  },
  {
    title: "Positions in a picture",
    task: "predict",
    args: "--model {}/out/model.onnx --index 3 {}/digit.png",
    prepare: (folder) => Deno.writeFile(`${folder}/digit.png`, GREY),
    message:
      /Cannot use --index 3 with ".*digit\.png": it is a single picture, expected an IDX file\. Leave/,
    afterRun: true,
  },
  {
    title: "An image that does not exist",
    task: "predict",
    args: "--model {}/out/model.onnx {}/gone.png",
    message: /Cannot read ".*gone\.png": there is no such file or folder/,
    afterRun: true,
  },
  {
    title: "An image outside the project",
    task: "predict",
    args: "--model {}/out/model.onnx /elsewhere.png",
    message:
      /Cannot read "\/elsewhere\.png": .*permission.*\nTo allow it for this run: .*deno.* run .*--allow-read pipeline\/cli\/predict\.ts --model/,
    afterRun: true,
  },
  image(
    "Text in place of an image",
    "7",
    /digit\.png" is text that starts with "7": expected a PNG/,
  ),
  image("A WebP image", "RIFF\0\0\0\0WEBPVP8 ", /is a WebP image: .*Convert it to PNG/),
  image(
    "A PNG cut off in the middle",
    GREY.slice(0, GREY.length / 2),
    /Cannot decode ".*digit\.png" as PNG: .*\. Save the image again/,
  ),
  image(
    "A blank image",
    GREY,
    /Cannot classify ".*digit\.png": Cannot find a digit in the image of 40 x 40 pixels/,
  ),
  {
    title: "A model that does not say how to prepare an image",
    task: "predict",
    args: "--model {}/model.onnx {}/digit.png",
    prepare: async (folder) => {
      await Deno.writeFile(`${folder}/model.onnx`, foreignModel());
      await Deno.writeFile(`${folder}/digit.png`, GREY);
    },
    message: /the model has no "preprocessing" in its metadata_props\. Use a model that this/,
  },
];

export const models: Chapter = { title: "Models and images", rows };
