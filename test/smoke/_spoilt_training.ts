/**
 * `deno task pipeline`, whose dense layers change once a line is printed:
 * `deno run -A _spoilt_training.ts CHANGE LINE ARGUMENTS`. By then the steps are recorded; the first ones
 * of the training are run kernel by kernel too, and there the change shows.
 */
import * as tf from "@tensorflow/tfjs";
import { catalogue } from "../../pipeline/cli/_catalogue.ts";
import { pipelineCommand } from "../../pipeline/cli/_pipeline_command.ts";
import { main } from "../../pipeline/cli/main.ts";
import { stages } from "../../pipeline/stages/mod.ts";

/** What a dense layer does to its input. */
const CHANGES = {
  /** It computes something else. */
  other: (x: tf.Tensor) => tf.mul(x, 2),
  /** It reads a row that is not there. */
  op: (x: tf.Tensor) => tf.add(x, tf.gatherND(x, tf.tensor2d([[1_000_000, 0]], [1, 2], "int32"))),
  /** It asks for 4 PB. */
  memory: (x: tf.Tensor) => tf.add(x, tf.fill([2 ** 20, 2 ** 20, 2 ** 10], 1)),
};

/** How the dense layers change. */
export type Change = keyof typeof CHANGES;

function changeDenseLayers(change: Change): void {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const { prototype } = classNameMap["Dense"]![0] as unknown as { prototype: tf.layers.Layer };
  const { call } = prototype;
  prototype.call = function (inputs, kwargs) {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return call.call(this, CHANGES[change](x), kwargs);
  };
}

if (import.meta.main) {
  const [change, line, ...args] = Deno.args as [Change, string, ...string[]];
  const command = pipelineCommand({
    stages: stages.map((stage) => ({
      ...stage,
      run: (context) =>
        stage.run({
          ...context,
          write(text) {
            context.write(text);
            if (text.includes(line)) changeDenseLayers(change);
          },
        }),
    })),
    catalogue: catalogue(),
    results: "report",
    closingLines: () => Promise.resolve([]),
  });
  await main(command, { args, resumable: true });
}
