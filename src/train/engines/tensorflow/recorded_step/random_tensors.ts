import type { Distribution } from "../../../../random/mod.ts";
import type { OpAttribute } from "../attributes.ts";
import { TF_TYPES } from "../data_types.ts";
import type { TensorMetadata } from "../handles.ts";
import { type Binding, typeAttribute } from "./_node_backend.ts";

/** Name of the argument that holds a step's key. */
export const RANDOM_KEY = "random_key";

/** One draw of a step. */
export interface Draw {
  readonly shape: readonly number[];
  readonly distribution: Distribution;
}

/**
 * The generator's number: Philox 4x32, made for keys and counters that are plain numbers (J. Salmon et al.
 * 2011, "Parallel random numbers: as easy as 1, 2, 3").
 */
const PHILOX = 1;

/** A step's key for Philox, which the caller deletes: the training's seed and the step's number. */
export function createKey(binding: Binding, key: Int32Array): TensorMetadata {
  const [dtype, shape] = [TF_TYPES.TF_UINT64, [1]];
  return { id: binding.createTensor(shape, dtype, key), dtype, shape };
}

/**
 * Draws a random tensor of a step with TensorFlow's stateless ops. What is drawn depends on the key and on the
 * draw's place in the step alone: a resumed training draws what an uninterrupted one would have.
 *
 * @param key The number in the binding of what {@linkcode createKey} made.
 * @param index How many draws the step has made before.
 */
export function drawRandom(
  binding: Binding,
  key: number,
  index: number,
  { shape, distribution }: Draw,
): TensorMetadata {
  const made: number[] = [];
  const constant = (dtype: number, values: Int32Array | Float32Array, dims: number[]) => {
    made.push(binding.createTensor(dims, dtype, values));
    return made.at(-1)!;
  };
  const scalar = (value: number) => constant(TF_TYPES.TF_FLOAT, Float32Array.of(value), []);
  const run = (op: string, inputs: number[], attributes: OpAttribute[]) => {
    const [output] = binding.executeOp(op, attributes, inputs, 1);
    made.push(output!.id);
    return output!;
  };
  const float = [typeAttribute("T", TF_TYPES.TF_FLOAT)];
  const int = TF_TYPES.TF_INT32;

  const draw = (op: string) => {
    // The op counts in the low half.
    const counter = constant(TF_TYPES.TF_UINT64, Int32Array.of(0, 0, index, 0), [2]);
    const dims = constant(int, Int32Array.from(shape), [shape.length]);
    return run(op, [dims, key, counter, constant(int, Int32Array.of(PHILOX), [])], [
      typeAttribute("dtype", TF_TYPES.TF_FLOAT),
      typeAttribute("Tshape", int),
    ]).id;
  };
  const values = () => {
    if (distribution.kind === "normal") {
      const { mean, stddev } = distribution;
      const scaled = run("Mul", [draw("StatelessRandomNormalV2"), scalar(stddev)], float);
      return run("AddV2", [scaled.id, scalar(mean)], float);
    }
    const { rate } = distribution;
    const kept = run(
      "GreaterEqual",
      [draw("StatelessRandomUniformV2"), scalar(rate)],
      float,
    );
    const mask = run("Cast", [kept.id], [
      typeAttribute("SrcT", TF_TYPES.TF_BOOL),
      typeAttribute("DstT", TF_TYPES.TF_FLOAT),
    ]);
    return run("Mul", [mask.id, scalar(1 / (1 - rate))], float);
  };
  let result: TensorMetadata | undefined;
  try {
    return result = values();
  } finally {
    for (const id of made) if (id !== result?.id) binding.deleteTensor(id);
  }
}
