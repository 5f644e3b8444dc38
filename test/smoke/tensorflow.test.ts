import { afterAll, beforeAll, describe, expect, vi } from "vitest";
import { taskCommand } from "../../pipeline/cli/task_command.ts";
import { requirement, requireTensorflow } from "../_require.ts";
import {
  interrupt,
  type Outcome,
  outcomeOf,
  ROOT,
  run,
  start,
  succeed,
  workFolder,
} from "./_commands.ts";
import { writeDigits } from "./_data.ts";
import type { Change } from "./_spoilt_training.ts";
import { canMount } from "./bad_input/folders.ts";
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
    expect(stdout).not.toContain("kernel by kernel");
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
    const headings = async (out: string) =>
      (await text(`${out}/report.html`)).match(/<h2[^>]*>[^<]+/g);
    expect(await headings("whole")).toEqual(await headings("onnx"));
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

  it.each<[string, Change, RegExp]>([
    ["an op that fails", "op", /"GatherNd": indices\[0\] = \[1000000, 0\] does not .*ARGUMENT\)\n/],
    [
      "an op without memory",
      "memory",
      /"Fill": OOM when .*EXHAUSTED\)\. Give a smaller --batch-size than 4, or --device cpu for/,
    ],
  ])("names %s in a step, and loses nothing", async (_, change, message) => {
    const args = training("stopped");
    const checkpoint = `${ROOT}${work.path}/stopped/checkpoint.bin`;
    const before = await Deno.readFile(checkpoint);
    const { code, stdout, stderr } = await spoil(change, "Epoch 3/", args);
    expect(stdout).toContain("Resuming after epoch 2 of 4\nEpoch 3/4\n");
    expect(stderr).toContain('Error: Stage "train" failed: Cannot run TensorFlow op "');
    expect(stderr).toMatch(message);
    expect(stderr).toContain(`\nTo resume: ${taskCommand("pipeline", args)}\n`);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(code).toBe(1);
    expect(await Deno.readFile(checkpoint)).toEqual(before);
  });

  it("says that TensorFlow ended the process, and loses nothing", async () => {
    const args = training("stopped");
    const { code, stderr } = await crash(args, "Epoch 3/");
    expect(stderr).toMatch(
      /^Error: SIGABRT ended the training's process: .* smaller --batch-size/,
    );
    expect(stderr).toContain(`\nTo resume: ${taskCommand("pipeline", args)}\n`);
    expect(code).toBe(1);
  });

  it("resumes, and after kill -9 too, to the same weights", async () => {
    const killed = await interrupt("pipeline", training("stopped"), "Epoch 4/", "SIGKILL");
    expect(killed.stdout).toContain("Resuming after epoch 2 of 4\nEpoch 3/4\n");
    const stdout = await whenFree(() => run("pipeline", training("stopped")));
    expect(stdout).toContain("Resuming after epoch 3 of 4\nEpoch 4/4\n");
    expect(await results("stopped")).toEqual(await results("whole"));
  });
});

/** No library: an empty cache, and a Python environment that is not there. */
const WITHOUT_LIBRARY = [
  ..."unshare --map-root-user --mount sh -c".split(" "),
  'mkdir -p .cache && mount -t tmpfs tmpfs .cache && VIRTUAL_ENV=/nowhere exec "$@"',
  "sh",
];

describe("a machine without TensorFlow", () => {
  requirement("the right to mount", canMount())(
    "is told where it was looked for, and how to get it",
    async () => {
      const args = [...options("none", ["tensorflow"]), "--to", "train"];
      const { code, stderr } = await run("pipeline", args, { wrapper: WITHOUT_LIBRARY });
      expect(code).toBe(1);
      expect(stderr).toContain(
        'Error: Stage "train" failed: Cannot find TensorFlow\'s library libtensorflow_cc.so.2 or ' +
          'libtensorflow.so.2. Install one with "deno task setup:tensorflow"',
      );
      for (
        const place of ["--tf-lib", "TF_LIB_DIR", "Python", "conda or pixi", "deno task setup"]
      ) {
        expect(stderr).toContain(`TensorFlow from ${place}`);
      }
      expect(stderr.match(/: passed over, /g)).toHaveLength(5);
    },
  );
});

describe("a recorded step that is not the model's, which shows once it trains", () => {
  it("is said after the epoch, and in the run's record", async () => {
    const args = [...training("changed"), "--epochs", "1"];
    const { code, stdout, stderr } = await spoil("other", "Epoch 1/", args);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const [prepared, trained] = stdout.split("Epoch 1/1\n") as [string, string];
    expect(prepared).toContain("Training on ");
    expect(prepared).not.toContain("kernel by kernel");
    const note = /^The train step for batches of 4 runs kernel by kernel, .* differs by .*$/m;
    expect(trained).toMatch(note);
    expect((await json("changed/training.json")).engineFacts).toMatchObject({
      recorded: false,
      notes: expect.arrayContaining([note.exec(trained)![0]]),
    });
  });
});

/** The training command with a model that changes once `line` is printed. */
async function spoil(change: Change, line: string, args: readonly string[]): Promise<Outcome> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "test/smoke/_spoilt_training.ts", change, line, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  });
  return outcomeOf(await command.output());
}

/** The training command, whose second process crashes once `text` is printed, as TensorFlow may. */
async function crash(args: readonly string[], text: string): Promise<Outcome> {
  const child = start("pipeline", args);
  const stderr = new Response(child.stderr).text();
  let stdout = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    const seen = stdout.includes(text);
    stdout += chunk;
    if (seen || !stdout.includes(text)) continue;
    const children = await Deno.readTextFile(`/proc/${child.pid}/task/${child.pid}/children`);
    Deno.kill(Number(children.trim()), "SIGABRT");
  }
  return { code: (await child.status).code, stdout, stderr: await stderr };
}

/** The process that did the work ends a moment after the one that was killed. */
async function whenFree(start: () => ReturnType<typeof run>): Promise<string> {
  for (let attempt = 0;; attempt++) {
    const { code, stdout, stderr } = await start();
    if (code === 0) return stdout;
    if (attempt === 5 || !stderr.includes("Another run")) throw new Error(stderr);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
