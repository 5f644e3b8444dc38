import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pythonStandIn } from "../_bench.ts";
import { outcomeOf } from "../../../smoke/_commands.ts";

const ROOT = new URL("../../../../", import.meta.url).pathname;

let folder: string;
beforeEach(async () => {
  folder = await Deno.makeTempDir();
});
afterEach(() => Deno.remove(folder, { recursive: true }));

describe("bench command", () => {
  async function benchIn(variables: Record<string, string>, args: readonly string[]) {
    return outcomeOf(
      await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-prompt", "--quiet", "pipeline/cli/bench.ts", ...args],
        cwd: ROOT,
        env: { PATH: folder, NO_COLOR: "1", BENCH_PYTHON: "", REQUIRE_ALL: "", ...variables },
        stdin: "null",
      }).output(),
    );
  }
  const bench = (...args: string[]) => benchIn({}, args);
  const tiny = ["--recipes", "mnist-mlp", "--images", "256", "--epochs", "1", "--rounds", "1"];

  it("shows our figures alone where no Python is", async () => {
    const { code, stdout, stderr } = await bench(...tiny, "--out", `${folder}/b.json`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")[0]).toMatch(/^Cannot run python3: all figures without comparison/);
    expect(stdout).toMatch(/^mnist-mlp, batch 128 +[\d,]+$/m);
    expect(stdout).toMatch(/^mnist-mlp, batch 1 +[\d,]+$/m);
    const { figures, versions, images } = JSON.parse(await Deno.readTextFile(`${folder}/b.json`));
    expect(images).toEqual({ "mnist-mlp": 256 });
    expect(versions.ours["onnxruntime-node"]).toMatch(/^\d+\.\d+\.\d+$/);
    expect(figures).toHaveLength(3);
  });

  it("fails without a Python where all must be there", async () => {
    const { code, stdout, stderr } = await benchIn({ REQUIRE_ALL: "1" }, tiny);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("Error: Cannot run python3: all figures without comparison");
  });

  it("compares with the Python that it is given; --short fails far below the target", async () => {
    const python = await pythonStandIn(
      folder,
      `case "$1" in
*probe.py) echo '{"python":"3.9","numpy":"2","onnxruntime":"1","tensorflow":"2","keras":"3.0"}' ;;
*) echo '{}'; while read line; do echo '{"seconds":0.000001,"images":256}'; done ;;
esac`,
    );
    const args = [...tiny, "--python", python, "--out", `${folder}/b.json`];
    const full = await bench(...args);
    expect(full).toMatchObject({ code: 0, stderr: "" });
    expect(full.stdout).toMatch(/^mnist-mlp, batch 128 .* 0\.\d\dx .* 1\.20x {2}missed$/m);
    const short = await bench(...args, "--short");
    expect(short.code).toBe(1);
    expect(short.stdout.match(/^Below 70 % of a target, so measured again: mnist-mlp$/gm))
      .toHaveLength(2);
    expect(short.stdout).toMatch(
      /^FAILED: mnist-mlp evaluation, batch 128: 0\.\d\dx of .* required 0\.66x, target 0\.95x$/m,
    );
    expect(short.stderr).toMatch(
      /^Error: Too slow in training: mnist-mlp reached 0\.\d\d of the peer's speed. Expected 70 % of 1\.2 or more$/m,
    );
    expect(short.stderr).toMatch(
      /^Error: Too slow in evaluation: mnist-mlp reached .* 70 % of 0\.95 or more$/m,
    );
  });

  it.each([
    [["--recipes", "mnist-mlp,x"], 'Cannot use --recipes ["mnist-mlp","x"]: expected some of'],
    [["--images", "0"], "Cannot use --images 0: expected a whole number from 1 to 60000"],
    [["--images", "60001"], "Cannot use --images 60001: expected a whole number from 1 to 60000"],
    [["--epochs", "1.5"], "Cannot use --epochs 1.5: expected a whole number from 1"],
    [["--rounds", "many"], 'Cannot use --rounds "many": expected a whole number from 1'],
    [["--fast"], "Unknown option '--fast'"],
  ])("refuses %j", async (args, message) => {
    const { code, stdout, stderr } = await bench(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`Error: ${message}`);
  });
});
