import { afterAll, beforeAll, describe, expect } from "vitest";
import {
  loadTensorflow,
  type Tensorflow,
} from "../../../../../src/train/engines/tensorflow/load.ts";
import { requireTensorflow } from "../../../../_require.ts";
import { temporaryFolders } from "./_temporary.ts";

const itRuns = requireTensorflow();
const folderWith = temporaryFolders();
let tensorflow: Tensorflow | undefined;

beforeAll(async () => {
  tensorflow = await loadTensorflow({ device: "cpu" }).catch(() => undefined);
});
afterAll(() => tensorflow?.dispose());

type Field = number | string | number[];

/** A protobuf message of fewer than 128 bytes a field: numbers as varints, the rest as bytes. */
function message(...fields: readonly [number: number, value: Field][]): number[] {
  return fields.flatMap(([number, value]) => {
    if (typeof value === "number") return [number << 3, value];
    const bytes = typeof value === "string" ? [...new TextEncoder().encode(value)] : value;
    return [number << 3 | 2, ...varint(bytes.length), ...bytes];
  });
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [value % 128 | 128, ...varint(Math.floor(value / 128))];
}

const FLOAT = 1;
const attribute = (key: string) => message([1, key], [2, message([6, FLOAT])]);
const node = (name: string, op: string, type: string, ...inputs: string[]) =>
  message(
    [1, name],
    [2, op],
    ...inputs.map((input): [number, string] => [3, input]),
    [5, attribute(type)],
  );

/** The saved model y = -(a + b), z = a + b (saved_model.proto, meta_graph.proto, graph.proto). */
const MODEL = Uint8Array.from(message(
  [1, 1],
  [
    2,
    message([1, message([4, "serve"], [4, "small"])], [
      2,
      message(
        [1, node("a", "Placeholder", "dtype")],
        [1, node("b", "Placeholder", "dtype")],
        [1, node("z", "AddV2", "T", "a", "b")],
        [1, node("y", "Neg", "T", "z")],
        [4, message([1, 100])],
      ),
    ]),
  ],
));

describe("saved models", () => {
  itRuns("are loaded, run and deleted by number", () => {
    const { binding } = tensorflow!;
    const folder = folderWith({ "saved_model.pb": MODEL });
    const id = binding.loadSavedModel(folder, "serve,small");
    expect(binding.getNumOfSavedModels()).toBe(1);
    const a = binding.createTensor([2], FLOAT, Float32Array.of(1, 2));
    const b = binding.createTensor([], FLOAT, Float32Array.of(10));
    const outputs = binding.runSavedModel(id, [a, b], "a:0,b", "y:0,z:0");
    expect(outputs.map(({ shape, dtype }) => [shape, dtype])).toEqual([[[2], FLOAT], [[2], FLOAT]]);
    expect(outputs.map((output) => binding.tensorDataSync(output.id))).toEqual([
      Float32Array.of(-11, -12),
      Float32Array.of(11, 12),
    ]);
    [a, b, ...outputs.map((output) => output.id)].forEach((tensor) => binding.deleteTensor(tensor));
    binding.deleteSavedModel(id);
    expect(binding.getNumOfSavedModels()).toBe(0);
    expect(binding.getNumOfTensors()).toBe(0);
    expect(() => binding.deleteSavedModel(id)).toThrow(`(savedmodel_id: ${id})`);
    expect(() => binding.runSavedModel(id, [], "", "y:0")).toThrow(`(savedmodel_id: ${id})`);
  });

  itRuns("that cannot be loaded or run leave nothing behind", () => {
    const { binding } = tensorflow!;
    const folder = folderWith({ "saved_model.pb": MODEL });
    expect(() => binding.loadSavedModel("/nowhere", "serve")).toThrow(
      "Cannot load the SavedModel in /nowhere: ",
    );
    expect(() => binding.loadSavedModel(folder, "other")).toThrow(/Could not find meta graph def/);
    expect(binding.getNumOfSavedModels()).toBe(0);

    const id = binding.loadSavedModel(folder, "serve,small");
    const wide = binding.createTensor([3], FLOAT, Float32Array.of(1, 2, 3));
    const narrow = binding.createTensor([2], FLOAT, Float32Array.of(1, 2));
    const run = (inputs: number[], names: string, outputs: string) => () =>
      binding.runSavedModel(id, inputs, names, outputs);
    expect(run([wide, narrow], "a:0,b:0", "y:0")).toThrow(/Cannot run a SavedModel: .*shapes/s);
    expect(run([wide], "a:0,b:0", "y:0")).toThrow("with 1 tensors for the inputs a:0,b:0");
    expect(run([wide, wide], "a:0,c:0", "y:0")).toThrow('Cannot find op "c"');
    expect(run([wide, -1], "a:0,b:0", "y:0")).toThrow("(tensor_id: -1)");
    expect(binding.getNumOfTensors()).toBe(2);
    [wide, narrow].forEach((tensor) => binding.deleteTensor(tensor));
    binding.deleteSavedModel(id);
  });
});
