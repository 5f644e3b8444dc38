import { afterAll, beforeAll, describe, expect, vi } from "vitest";
import { taskCommand } from "../../pipeline/cli/task_command.ts";
import { requireTensorflow } from "../_require.ts";
import { interrupt, ROOT, run, succeed, workFolder } from "./_commands.ts";
import { writeDigits } from "./_data.ts";
import { tensorflowFolder } from "./_tensorflow.ts";

// Whole trainings, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const it = requireTensorflow();
const EPOCHS = 4;

let work: Awaited<ReturnType<typeof workFolder>>;

beforeAll(async () => {
  work = await workFolder();
  await writeDigits(`${ROOT}${work.path}/data`, { train: 1000, test: 200 });
  // A folder of our own, which can go and come back.
  await connect();
});
afterAll(() => work[Symbol.asyncDispose]());

const library = () => `${ROOT}${work.path}/lib`;
const connect = async () => {
  const folder = tensorflowFolder();
  if (folder !== undefined) await Deno.symlink(folder, library());
};

const options = (out: string, engine = ["tensorflow", "--tf-lib", `${work.path}/lib`]) => [
  ...`--recipe mnist-mlp --epochs ${EPOCHS} --batch-size 4 --seed 3`.split(" "),
  ...["--data-dir", `${work.path}/data`, "--out", `${work.path}/${out}`, "--to", "report"],
  ...["--engine", ...engine],
];
/** Up to the training, which is what stops and goes on. */
const training = (out: string) => [...options(out), "--to", "train"];
const text = (path: string) => Deno.readTextFile(`${ROOT}${work.path}/${path}`);
const json = async (path: string) => JSON.parse(await text(path));
/** What must not depend on how often a training was stopped. */
const results = (out: string) =>
  Promise.all(
    ["history.json", "weights.bin"].map((file) =>
      Deno.readFile(`${ROOT}${work.path}/${out}/${file}`)
    ),
  );

describe("deno task pipeline --engine tensorflow", () => {
  it("ends with the reports, the parity and the summary of the default engine", async () => {
    const stdout = await succeed("pipeline", options("whole"));
    expect(stdout).toContain("engine tensorflow, provider cpu\n");
    expect(stdout).toMatch(/\nTensorFlow from --tf-lib: took .*libtensorflow/);
    const onnx = await succeed("pipeline", options("onnx", ["onnx"]));
    const marks = (output: string) => output.match(/-\[.\] [\w ]+/g);
    expect(marks(stdout)).toEqual(marks(onnx));
    const files = (out: string) =>
      [...Deno.readDirSync(`${ROOT}${work.path}/${out}`)].map(({ name }) => name).sort();
    expect(files("whole")).toEqual(files("onnx"));
    const [ours, theirs] = [await json("whole/summary.json"), await json("onnx/summary.json")];
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    expect({ engine: ours.engine, provider: ours.provider })
      .toEqual({ engine: "tensorflow", provider: "cpu" });
    expect(ours.parity.argmaxAgreement).toBe(1);
    // 200 images: 5 points are ten of them.
    expect(Math.abs(ours.test.accuracy - theirs.test.accuracy)).toBeLessThan(0.05);
    expect((await json("whole/training.json")).engineFacts).toMatchObject({
      tensorflow: expect.stringMatching(/^2\.\d+/),
      xla: false,
      environment: { TF_FORCE_GPU_ALLOW_GROWTH: "true" },
    });
  });

  it("leaves a checkpoint at Ctrl-C, and says how to go on", async () => {
    const args = training("stopped");
    const { code, stdout, stderr } = await interrupt("pipeline", args, "Epoch 3/", "SIGINT");
    expect(stderr).toContain(`\nInterrupted\nTo resume: ${taskCommand("pipeline", args)}\n`);
    expect(code).toBe(130);
    expect(stdout).not.toContain("Epoch 4/");
  });

  it("says that the library is gone, and loses nothing", async () => {
    await Deno.remove(library());
    const { code, stderr } = await run("pipeline", training("stopped"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/Stage "train" failed: Cannot find TensorFlow in .*lib, which --tf-lib/);
    await connect();
  });

  it("resumes, and after kill -9 too, to the same weights", async () => {
    const killed = await interrupt("pipeline", training("stopped"), "Epoch 4/", "SIGKILL");
    expect(killed.stdout).toContain("Resuming after epoch 2 of 4\nEpoch 3/4\n");
    const stdout = await whenFree(() => run("pipeline", training("stopped")));
    expect(stdout).toContain("Resuming after epoch 3 of 4\nEpoch 4/4\n");
    expect(await results("stopped")).toEqual(await results("whole"));
  });
});

/** The process that did the work ends a moment after the one that was killed. */
async function whenFree(start: () => ReturnType<typeof run>): Promise<string> {
  for (let attempt = 0;; attempt++) {
    const { code, stdout, stderr } = await start();
    if (code === 0) return stdout;
    if (attempt === 5 || !stderr.includes("Another run")) throw new Error(stderr);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
