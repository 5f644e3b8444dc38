import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { taskCommand } from "../../../../pipeline/cli/task_command.ts";
import { outcomeOf } from "../../../smoke/_commands.ts";

const SCRIPT = new URL("./_toy_pipeline.ts", import.meta.url).pathname;
const ROOT = new URL("../../../../", import.meta.url).pathname;

/** What Deno itself needs. Nothing else, so that variables which a command reads are found. */
const deno = Object.fromEntries(
  ["PATH", "HOME", "DENO_DIR"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }),
);

let folder: string;
let out: string;

beforeEach(async () => {
  folder = await Deno.makeTempDir();
  out = `${folder}/out`;
  await Deno.writeTextFile(`${folder}/data.txt`, "1\n2\n");
});
afterEach(() => Deno.remove(folder, { recursive: true }));

function start(args: string[], env: Record<string, string> = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      `--allow-read=${ROOT},${folder}`,
      `--allow-write=${folder}`,
      SCRIPT,
      folder,
      ...args,
    ],
    cwd: ROOT,
    clearEnv: true,
    env: { ...deno, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function run(args: string[], env?: Record<string, string>) {
  return outcomeOf(await start(["--out", out, ...args], env).output());
}

const resume = (...args: string[]) =>
  `To resume: ${taskCommand("pipeline", ["--out", out, ...args])}\n`;

describe("pipeline command", () => {
  it("runs, then skips, and ends with the result", async () => {
    expect(await run([])).toEqual({
      code: 0,
      stderr: "",
      stdout: expect.stringMatching(
        new RegExp(
          `^Recipe toy, engine onnx, seed 42, ${out}/\n` +
            "Stage sum: running \\(it has not run in this folder\\)\n" +
            "sum 45\nStage sum: done in \\d+ ms\n" +
            "Stage tell: running \\(it has not run in this folder\\)\n" +
            "Stage tell: done in \\d+ ms\nIt is 45\n2 stages\n$",
        ),
      ),
    });
    expect((await run([])).stdout).toBe(
      `Recipe toy, engine onnx, seed 42, ${out}/\nStage sum: skipped, did not change\n` +
        "Stage tell: skipped, did not change\nIt is 45\n2 stages\n",
    );
  });

  it("prints the result alone with --verbose 0", async () => {
    expect(await run(["--verbose", "0"])).toEqual({
      code: 0,
      stdout: "It is 45\n2 stages\n",
      stderr: "",
    });
  });

  it("says in a dry run what would happen, and makes nothing", async () => {
    expect((await run(["--dry-run"])).stdout).toContain(
      "Stage sum: would run (it has not run in this folder)\n" +
        'Stage tell: would run (input "sum.txt" is made anew)\n',
    );
    await expect(Deno.stat(out)).rejects.toThrow(Deno.errors.NotFound);
  });

  it("does not print a result when it stops early", async () => {
    expect((await run(["--to", "sum"])).stdout).not.toContain("stages");
  });

  it("reads a config file and says which flags win", async () => {
    const config = `${folder}/my.json`;
    await Deno.writeTextFile(config, '{ "seed": 1, "recipe": "other-toy" }');
    const { stdout } = await run(["--config", config, "--seed", "2"]);
    expect(stdout).toContain(`Config ${config}: seed 1 gives way to --seed 2\n`);
    expect(stdout).toContain("Recipe other-toy, engine onnx, seed 2");
  });

  it.each<[string, string[], string]>([
    [
      "unknown flag",
      ["--epoch", "3"],
      "Error: Unknown option '--epoch'. Did you mean --epochs?\n",
    ],
    ["flag without value", ["--epochs"], "Error: Option '--epochs <n>' argument missing\n"],
    ["extra argument", ["train"], "Error: Too many arguments"],
    ["bad value", ["--epochs", "ten"], 'Error: Cannot use --epochs "ten": expected a whole number'],
    [
      "negative value",
      ["--epochs", "-1"],
      "Error: Cannot use --epochs -1: expected a whole number",
    ],
    ["flag as value", ["--epochs", "--force"], 'Error: Cannot use --epochs "--force": expected'],
    [
      "unknown recipe",
      ["--recipe", "tyo"],
      'Error: Cannot use --recipe "tyo": expected one of toy',
    ],
    [
      "unknown stage",
      ["--from", "tel"],
      'Error: Unknown stage --from "tel": expected one of sum, tell',
    ],
    [
      "missing config file",
      ["--config", "gone.json"],
      'Error: Cannot read config file "gone.json": there is no such file or folder. Check the path\n',
    ],
    [
      "several bad values",
      ["--epochs", "0", "--seed", "x"],
      'Error: Cannot use --seed "x": expected a whole number from 0 to 4294967295\n' +
      "Error: Cannot use --epochs 0: expected a whole number from 1\n",
    ],
  ])("ends with code 1 and one message: %s", async (_, args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect(code).toBe(1);
    expect(stdout).not.toContain("Stage");
    expect(stderr.startsWith(message), stderr).toBe(true);
    expect(stderr).not.toContain("    at ");
  });

  it("names all flags after an unknown one", async () => {
    expect((await run(["--x"])).stderr).toContain(
      "Options: --recipe, --dataset, --param, --optimizer, --learning-rate, --augment, --engine, --provider, " +
        "--tf-lib, --device, --xla, --no-tf32, --no-onednn, " +
        "--out, --data-dir, --seed, --epochs, --batch-size, --threads, --min-accuracy, --verbose, " +
        "--config, --from, --to, --force, --dry-run, --debug, --help",
    );
  });

  it.each([["broken JSON", "{ broken"], ["half a file", '{ "seed": ']])(
    "names a config file with %s",
    async (_, text) => {
      await Deno.writeTextFile(`${folder}/my.json`, text);
      const { code, stderr } = await run(["--config", `${folder}/my.json`]);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        new RegExp(`^Error: Config file "${folder}/my.json" is not valid JSON: `),
      );
    },
  );

  it("explains itself with --help", async () => {
    const { code, stdout } = await run(["--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: pipeline [options]");
    expect(stdout).toContain("Stages: sum, tell\nRecipes: toy, other-toy (default: toy)");
  });

  describe("after a failure", () => {
    it("names the stages that did not run and the command to resume", async () => {
      await Deno.writeTextFile(`${folder}/data.txt`, "x");
      const { code, stderr } = await run(["--seed", "7", "--force"]);
      expect(code).toBe(1);
      expect(stderr).toBe(
        'Error: Stage "sum" failed: The sum is not a number. Check the data\n' +
          `Stages that did not run: tell\n${resume("--seed", "7")}`,
      );
      await Deno.writeTextFile(`${folder}/data.txt`, "1");
      expect(await run(["--seed", "7"])).toMatchObject({ code: 0 });
    });

    it("prints a stack trace with --debug", async () => {
      await Deno.writeTextFile(`${folder}/data.txt`, "x");
      const { code, stderr } = await run(["--debug"]);
      expect(code).toBe(1);
      expect(stderr).toContain("RangeError: The sum is not a number");
      expect(stderr).toMatch(/ {4}at .*_toy_pipeline\.ts:\d+/);
    });

    it("points a bug to --debug", async () => {
      await Deno.writeTextFile(`${folder}/data.txt`, "bug");
      const { code, stderr } = await run([]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^Error: Stage "sum" failed: Cannot read properties of undefined/);
      expect(stderr).toMatch(/\nFor the stack trace, add --debug\n$/);
    });

    it("names the command that allows what Deno refused", async () => {
      await Deno.writeTextFile(`${folder}/data.txt`, "forbidden");
      const { code, stderr } = await run([]);
      expect(code).toBe(1);
      expect(stderr).toContain('Stage "sum" failed: Requires read access to "/etc/hosts"');
      expect(stderr).toMatch(/\nTo allow it for this run: .*--allow-read .*--out /);
    });

    it("does so for an out folder that Deno may not write", async () => {
      const { code, stderr } = await run(["--out", "/elsewhere"]);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^Error: Cannot write into "\/elsewhere": Deno has no permission for it/,
      );
      expect(stderr).toMatch(
        /\nTo allow it for this run: .*--allow-read --allow-write .*--out \/elsewhere\n$/,
      );
    });

    it("reports a promise that nobody waited for", async () => {
      await Deno.writeTextFile(`${folder}/data.txt`, "reject");
      const { code, stderr } = await run([]);
      expect({ code, stderr }).toEqual({ code: 1, stderr: "Error: Lost\n" });
    });
  });

  /** Starts a run whose first stage waits, and returns once it does. */
  async function startWaiting(...args: string[]) {
    await Deno.writeTextFile(`${folder}/data.txt`, "wait");
    const child = start(["--out", out, ...args]);
    const reader = child.stdout.getReader();
    let text = "";
    while (!text.includes("waiting")) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`The run ended early: ${text}`);
      text += new TextDecoder().decode(value);
    }
    reader.releaseLock();
    return child;
  }

  async function finish(child: Deno.ChildProcess) {
    const [{ code, signal }, stderr] = await Promise.all([
      child.status,
      new Response(child.stderr).text(),
      child.stdout.cancel(),
    ]);
    return { code, signal, stderr };
  }

  it.each([["SIGINT", 130], ["SIGTERM", 143]] as const)(
    "on %s ends with code %d and says how to resume",
    async (name, code) => {
      const child = await startWaiting("--force");
      child.kill(name);
      expect(await finish(child)).toEqual({
        code,
        signal: null,
        stderr: `\nInterrupted\n${resume()}`,
      });
    },
  );

  it("leaves a folder that the next run can use when it is killed", async () => {
    await run([]);
    const child = await startWaiting();
    child.kill("SIGKILL");
    expect(await finish(child)).toMatchObject({ signal: "SIGKILL" });
    expect(await Deno.readTextFile(`${out}/.lock`)).toBe(String(child.pid));
    const lock = JSON.parse(await Deno.readTextFile(`${out}/pipeline.lock.json`));
    expect(Object.keys(lock.stages)).toEqual(["sum", "tell"]);
    await Deno.writeTextFile(`${folder}/data.txt`, "1\n2\n");
    const { code, stdout } = await run([]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'Stage sum: restored from an earlier run (output "sum.txt" is missing)',
    );
    expect(stdout).toContain("Stage tell: skipped");
  });

  it("refuses the folder of a run that is going on, by its process id", async () => {
    const child = await startWaiting();
    const { code, stderr } = await run([]);
    child.kill("SIGKILL");
    await finish(child);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Error: Another run (process ${child.pid}) is using "${out}". ` +
        "Wait for it to end, stop it, or give this run another folder with --out\n",
    });
  });
});
