import { expect, it } from "vitest";
import { outcomeOf } from "../../../smoke/_commands.ts";

const ROOT = new URL("../../../../", import.meta.url);

/** Builds, trains and predicts on both tfjs backends in a process of its own. */
const PROGRAM = `
import { mnistMlp } from "${ROOT}models/mod.ts";
import { referencePredict, tfjsEngine } from "${ROOT}src/train/mod.ts";
const shape = { height: 4, width: 4, channels: 1 };
const model = mnistMlp.build({ shape, numClasses: 2, seed: 1 });
const program = await tfjsEngine.compile(model, { seed: 1, batchSize: 1, provider: "wasm" });
await program.trainOnBatch(new Float32Array(16).fill(0.5), Float32Array.of(0, 1), 1, 0);
const predict = await referencePredict(model, "wasm");
console.log(predict(new Float32Array(16), 1).length);
`;

it("tfjs needs read permission alone, and prints nothing of its own", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, PROGRAM);
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--no-check",
      "--quiet",
      `--config=${new URL("deno.json", ROOT).pathname}`,
      `--allow-read=${ROOT.pathname}`,
      file,
    ],
    cwd: ROOT,
  });
  expect(outcomeOf(await command.output())).toEqual({ code: 0, stdout: "2\n", stderr: "" });
});
