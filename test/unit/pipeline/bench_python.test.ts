import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findRecipe } from "../../../models/mod.ts";
import { findPeers, missingFrom } from "../../../pipeline/bench/peers.ts";
import { PythonError, runPython, startPython } from "../../../pipeline/bench/python.ts";
import { evaluateWithOnnxRuntime, trainWithKeras } from "../../../pipeline/bench/python_peers.ts";
import { requirement } from "../../_require.ts";
import { pythonStandIn, tinyDataset } from "./_bench.ts";

let folder: string;
beforeEach(async () => {
  folder = await Deno.makeTempDir();
});
afterEach(() => Deno.remove(folder, { recursive: true }));

describe("missingFrom", () => {
  const all = { numpy: "2.0", tensorflow: "2.21.0", keras: "3.15.1", onnxruntime: "1.30.0" };
  it.each([
    [all, []],
    [{ ...all, keras: "2.15.0" }, ["keras"]],
    [{ python: "3.11" }, ["numpy", "tensorflow", "keras", "onnxruntime"]],
  ])("%j: %j", (versions, expected) => {
    expect(missingFrom(versions)).toEqual(expected);
  });
});

describe("findPeers", () => {
  it("says in one line when there is no such Python", async () => {
    const { peers, versions, notice } = await findPeers(`${folder}/python`);
    expect({ peers, versions }).toEqual({ peers: {}, versions: {} });
    expect(notice).toBe(
      `Cannot run ${folder}/python: all figures without comparison. Name a Python that has numpy, ` +
        "tensorflow, keras 3 and onnxruntime with --python or BENCH_PYTHON",
    );
  });

  it.each([
    ['{"python":"3.9","numpy":"2.0","onnxruntime":"1.30"}', ["evaluate"], "training without"],
    [
      '{"python":"3.9","numpy":"2.0","tensorflow":"2.21","keras":"3.1"}',
      ["train"],
      "evaluation without",
    ],
    ['{"python":"3.9","onnxruntime":"1.30"}', [], "training and evaluation without"],
    [
      '{"python":"3.9","numpy":"2","onnxruntime":"1","tensorflow":"2","keras":"3.0"}',
      ["train", "evaluate"],
      undefined,
    ],
  ])("with %s compares %j", async (printed, expected, notice) => {
    const { peers, notice: said } = await findPeers(
      await pythonStandIn(folder, `echo '${printed}'`),
    );
    expect(Object.keys(peers)).toEqual(expected);
    if (notice === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(notice);
  });
});

describe("runPython", () => {
  it("reads a line of JSON at a time and leaves other lines out", async () => {
    const python = await pythonStandIn(folder, `echo '{"a":1}'; echo 2 warnings; echo '{"a":2}'`);
    expect(await runPython(python, "probe.py")).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it("fails with the script's last line", async () => {
    const python = await pythonStandIn(
      folder,
      "echo Traceback >&2; echo 'ValueError: no' >&2; exit 1",
    );
    await expect(runPython(python, "probe.py"))
      .rejects.toThrow(`Cannot run probe.py with ${python}: ValueError: no`);
  });
});

describe("startPython", () => {
  it("answers turn by turn, and ends on close", async () => {
    const script =
      'echo \'{}\'; n=0; while read line; do n=$((n+1)); echo noise; echo "{\\"n\\":$n}"; done';
    const turns = await startPython(await pythonStandIn(folder, script), "probe.py");
    expect([await turns.turn(), await turns.turn()]).toEqual([{ n: 1 }, { n: 2 }]);
    await turns.close();
    await turns.close();
  });

  it.each([
    ["before it is ready", "echo 'OSError: full' >&2; exit 1", 0],
    ["later", "echo '{}'; read line; echo '{}'; echo 'OSError: full' >&2", 1],
  ])("fails %s with the script's last line", async (_, script, good) => {
    const python = await pythonStandIn(folder, script);
    const run = async () => {
      const turns = await startPython(python, "probe.py");
      for (let turn = 0; turn < good; turn++) await turns.turn();
      return await turns.turn().finally(turns.close);
    };
    await expect(run()).rejects.toThrow(`Cannot run probe.py with ${python}: OSError: full`);
  });

  it("refuses a line that begins as JSON and is none", async () => {
    const python = await pythonStandIn(folder, "echo '{}'; read line; echo '{half'; cat");
    const turns = await startPython(python, "probe.py");
    const error = await turns.turn().catch((reason: unknown) => reason).finally(turns.close);
    expect(error).toBeInstanceOf(PythonError);
    expect((error as Error).message).toContain("{half, expected JSON");
  });

  it("says when there is no such command", async () => {
    await expect(startPython(`${folder}/python`, "probe.py"))
      .rejects.toThrow(`Cannot start ${folder}/python`);
  });
});

describe("Python peers", () => {
  const wish = '{"seconds":0.5,"images":100}';
  /** Ready, then the same answer to every line. */
  const answering = `echo '{}'; while read line; do echo '${wish}'; done`;

  it("hand Keras the model, its images and how to train", async () => {
    const dataset = await tinyDataset(20);
    const python = await pythonStandIn(folder, `cp "$2" ${folder}/spec.json; ${answering}`);
    const recipe = findRecipe("mnist-mlp");
    const options = { numClasses: 10, epochs: 2, seed: 7, threads: 3 };
    const turns = await trainWithKeras(python)(recipe, dataset.train, options);
    expect(await turns.turn()).toEqual({ seconds: 0.5, images: 100 });
    await turns.close();
    const spec = JSON.parse(await Deno.readTextFile(`${folder}/spec.json`));
    expect(spec).toMatchObject({
      ...options,
      batchSize: 128,
      scale: 1 / 255,
      model: { parameters: 235_146, inputShape: [784] },
    });
    await expect(Deno.stat(spec.images)).rejects.toThrow(Deno.errors.NotFound);
  });

  it("hand onnxruntime the model and the images", async () => {
    const { test } = await tinyDataset(20);
    const script = `cp "$2" ${folder}/spec.json
d=$(dirname "$2"); wc -c < $d/images.bin > ${folder}/sizes; cat $d/model.onnx > ${folder}/model
${answering}`;
    const evaluate = evaluateWithOnnxRuntime(await pythonStandIn(folder, script));
    const options = { batchSize: 8, threads: 3 };
    const turns = await evaluate(Uint8Array.of(1, 2), test, options);
    expect(await turns.turn()).toEqual({ seconds: 0.5, images: 100 });
    await turns.close();
    expect(JSON.parse(await Deno.readTextFile(`${folder}/spec.json`))).toMatchObject(options);
    expect((await Deno.readTextFile(`${folder}/sizes`)).trim()).toBe(String(20 * 784));
    expect(await Deno.readFile(`${folder}/model`)).toEqual(Uint8Array.of(1, 2));
  });
});

describe(".ci/python_peers.sh", () => {
  const script = new URL("../../../.ci/python_peers.sh", import.meta.url).pathname;
  const itRuns = requirement("bash", hasFile("/bin/bash"));

  itRuns("deletes no folder but its own", async () => {
    await Deno.writeTextFile(`${folder}/thesis.txt`, "");
    const { code, stderr } = await new Deno.Command("/bin/bash", { args: [script, folder] })
      .output();
    expect(code).toBe(1);
    expect(new TextDecoder().decode(stderr)).toContain(`Cannot install into ${folder}: it exists`);
    expect([...Deno.readDirSync(folder)].map(({ name }) => name)).toEqual(["thesis.txt"]);
  });

  itRuns("prints an absolute path of what is installed", async () => {
    const packages = /^packages="(.*)"$/m.exec(await Deno.readTextFile(script))![1]!;
    await Deno.mkdir(`${folder}/peers/bin`, { recursive: true });
    await Deno.writeTextFile(`${folder}/peers/complete`, `${packages}\n`);
    await Deno.writeTextFile(`${folder}/peers/bin/python`, "", { mode: 0o755 });
    const { stdout } = await new Deno.Command("/bin/bash", {
      args: [script, "peers"],
      cwd: folder,
    }).output();
    const path = `${await Deno.realPath(folder)}/peers/bin/python\n`;
    expect(new TextDecoder().decode(stdout)).toBe(path);
  });
});

describe("the scripts", () => {
  const python = "/usr/bin/python3";
  const itRuns = requirement("python3", hasFile(python));

  itRuns("are Python", async () => {
    const check = "import ast, sys\nfor path in sys.argv[1:]: ast.parse(open(path).read(), path)";
    const scripts = ["probe.py", "keras_train.py", "onnxruntime_eval.py"].map((name) =>
      new URL(`../../../pipeline/bench/${name}`, import.meta.url).pathname
    );
    const { stderr, success } = await new Deno.Command(python, { args: ["-c", check, ...scripts] })
      .output();
    expect({ success, stderr: new TextDecoder().decode(stderr) })
      .toEqual({ success: true, stderr: "" });
  });

  itRuns("tell which libraries a Python has", async () => {
    expect(await runPython(python, "probe.py"))
      .toEqual([expect.objectContaining({ python: expect.stringMatching(/^3\.\d+\.\d+/) })]);
  });
});

function hasFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
