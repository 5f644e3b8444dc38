import type { Distribution } from "../../../../random/mod.ts";
import type { OpAttribute } from "../attributes.ts";
import { TF_TYPES } from "../data_types.ts";
import type { TensorMetadata } from "../handles.ts";
import { type Binding, typeAttribute } from "./_node_backend.ts";

/** Name of the argument that holds a step's key: two int32, the training's seed and the step's number. */
export const RANDOM_KEY = "random_key";

/** One draw of a step. */
export interface Draw {
  readonly shape: readonly number[];
  readonly distribution: Distribution;
}

/** The golden ratio in 32 bits: multiples of it share few bits. */
const SPREAD = 0x9e3779b1 | 0;

/** The generator's number; which one is the default depends on the device. */
const PHILOX = 1;

/**
 * Draws a random tensor of a step with TensorFlow's stateless ops. What is drawn depends on the key and on the
 * draw's place in the step alone: a resumed training draws what an uninterrupted one would have.
 *
 * @param key The number of the key's tensor in the binding.
 * @param index How many draws the step has made before.
 */
export function drawRandom(
  binding: Binding,
  key: number,
  index: number,
  { shape, distribution }: Draw,
): TensorMetadata {
  const made: number[] = [];
  const constant = (values: Int32Array | Float32Array, dims: number[]) => {
    const dtype = values instanceof Int32Array ? TF_TYPES.TF_INT32 : TF_TYPES.TF_FLOAT;
    made.push(binding.createTensor(dims, dtype, values));
    return made.at(-1)!;
  };
  const scalar = (value: number) => constant(Float32Array.of(value), []);
  const run = (op: string, inputs: number[], attributes: OpAttribute[], count = 1) => {
    const outputs = binding.executeOp(op, attributes, inputs, count);
    made.push(...outputs.map(({ id }) => id));
    return outputs as [TensorMetadata, ...TensorMetadata[]];
  };
  const float = [typeAttribute("T", TF_TYPES.TF_FLOAT)];
  const int = TF_TYPES.TF_INT32;

  const draw = (op: string) => {
    const place = constant(Int32Array.of(Math.imul(index, SPREAD), 0), [2]);
    const [seed] = run("AddV2", [key, place], [typeAttribute("T", int)]);
    const type = [typeAttribute("Tseed", int)];
    const states = run("StatelessRandomGetKeyCounter", [seed.id], type, 2).map(({ id }) => id);
    const dims = constant(Int32Array.from(shape), [shape.length]);
    return run(op, [dims, ...states, constant(Int32Array.of(PHILOX), [])], [
      typeAttribute("dtype", TF_TYPES.TF_FLOAT),
      typeAttribute("Tshape", int),
    ])[0].id;
  };
  const values = () => {
    if (distribution.kind === "normal") {
      const { mean, stddev } = distribution;
      const [scaled] = run("Mul", [draw("StatelessRandomNormalV2"), scalar(stddev)], float);
      return run("AddV2", [scaled.id, scalar(mean)], float)[0];
    }
    const { rate } = distribution;
    const [kept] = run(
      "GreaterEqual",
      [draw("StatelessRandomUniformV2"), scalar(rate)],
      float,
    );
    const [mask] = run("Cast", [kept.id], [
      typeAttribute("SrcT", TF_TYPES.TF_BOOL),
      typeAttribute("DstT", TF_TYPES.TF_FLOAT),
    ]);
    return run("Mul", [mask.id, scalar(1 / (1 - rate))], float)[0];
  };
  let result: TensorMetadata | undefined;
  try {
    return result = values();
  } finally {
    for (const id of made) if (id !== result?.id) binding.deleteTensor(id);
  }
}
