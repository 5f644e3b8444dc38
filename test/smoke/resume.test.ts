import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { taskCommand } from "../../pipeline/cli/task_command.ts";
import { interrupt, ROOT, run, succeed, workFolder } from "./_commands.ts";
import { writeDigits } from "./_data.ts";

// Whole trainings, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const EPOCHS = 5;

/** What must not depend on how often the training was stopped. */
const RESULTS = ["history.json", "weights.bin", "model.json", "model.onnx", "misclassified.json"];

let work: Awaited<ReturnType<typeof workFolder>>;
let whole: string;
let stopped: string;

const options = (out: string) => [
  ...`--recipe mnist-mlp --epochs ${EPOCHS} --batch-size 4 --seed 3`.split(" "),
  ...["--data-dir", `${work.path}/data`, "--out", out, "--to", "report"],
];

beforeAll(async () => {
  work = await workFolder();
  [whole, stopped] = [`${work.path}/whole`, `${work.path}/stopped`];
  await writeDigits(`${ROOT}${work.path}/data`, { train: 2000, test: 200 });
  await succeed("pipeline", options(whole));
});
afterAll(() => work[Symbol.asyncDispose]());

it("ends with 130 and the command to resume when Ctrl-C interrupts the training", async () => {
  const args = options(stopped);
  const { code, stdout, stderr } = await interrupt("pipeline", args, "Epoch 3/", "SIGINT");
  expect(stderr).toBe(`\nInterrupted\nTo resume: ${taskCommand("pipeline", args)}\n`);
  expect(code).toBe(130);
  expect(stdout).not.toContain("Epoch 4/");
});

it("resumes after that, and after kill -9, in the epoch where it was stopped", async () => {
  const killed = await interrupt("pipeline", options(stopped), "Epoch 4/", "SIGKILL");
  expect(killed.code).toBe(128 + 9);
  expect(killed.stdout).toContain("Stage data: skipped, did not change\n");
  expect(killed.stdout).toContain("Resuming after epoch 2 of 5\nEpoch 3/5\n");
  const stdout = await succeed("pipeline", options(stopped));
  expect(stdout).toContain("Resuming after epoch 3 of 5\nEpoch 4/5\n");
  expect(stdout).toContain("\nAccuracy  ");
});

it.each(RESULTS)("then has the same %s as a training that was not stopped", async (file) => {
  const [expected, actual] = await Promise.all(
    [whole, stopped].map((out) => Deno.readFile(`${ROOT}${out}/${file}`)),
  );
  expect(actual).toEqual(expected);
});

it("leaves no checkpoint and no temporary file behind", () => {
  const names = [...Deno.readDirSync(`${ROOT}${stopped}`)].map(({ name }) => name);
  expect(names.filter((name) => /checkpoint|tmp/.test(name))).toEqual([]);
});

it("fails with --min-accuracy above what the model reaches", async () => {
  const { code, stderr } = await run("pipeline", [...options(whole), "--min-accuracy", "0.9999"]);
  expect(stderr).toMatch(
    /^Error: Test accuracy \d\d\.\d\d % is below --min-accuracy 99\.99 %\. Train for more epochs, or use another recipe\n$/,
  );
  expect(code).toBe(1);
});

it("succeeds with --min-accuracy below it", async () => {
  await succeed("pipeline", [...options(whole), "--min-accuracy", "0.5", "--verbose", "0"]);
});
