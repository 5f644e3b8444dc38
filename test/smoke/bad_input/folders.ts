import type { BadInput, Chapter } from "../_bad_input.ts";
import { RUN_FILES, start } from "../_commands.ts";

const RUN = "--recipe mnist-mlp --epochs 1 --data-dir {}/data --out {}/out";

/** A finished run of which a file is spoilt. */
function spoilt(
  title: string,
  file: string,
  text: string,
  args: string,
  message: RegExp,
): BadInput {
  return {
    title,
    task: "pipeline",
    args: `${RUN} ${args}`.trim(),
    prepare: (folder) => Deno.writeTextFile(`${folder}/out/${file}`, text),
    message,
    afterRun: true,
  };
}

/** What a failed stage was to make is gone, and the rest is as it was. */
const WITHOUT_EXPORT = RUN_FILES.filter((name) => !/\.onnx$|^export\.json$/.test(name));

/** A file system of 600 kB in the out folder, for the command alone. */
const SMALL_DISK = [
  ..."unshare --map-root-user --mount sh -c".split(" "),
  'mount -t tmpfs -o size=600k tmpfs "$0" && exec "$@"',
  "{}/out",
];

/** No file may have more than 200 kB: writing fails in the middle, without any privilege. */
const SMALL_FILES = ["sh", "-c", `trap '' XFSZ; ulimit -f 400; exec "$@"`, "sh"];

/** Whether a command may have a file system of its own. */
export function canMount(): boolean {
  const args = [..."--map-root-user --mount mount -t tmpfs tmpfs /tmp".split(" ")];
  try {
    return new Deno.Command("unshare", { args, stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

const rows: BadInput[] = [
  {
    title: "A file where the out folder should be",
    task: "pipeline",
    args: RUN.replace("{}/out", "{}/notes"),
    prepare: (folder) => Deno.writeTextFile(`${folder}/notes`, "mine"),
    message: /Cannot write into ".*notes": a file stands where one of its folders should be/,
  },
  {
    title: "A file where a folder around it should be",
    task: "pipeline",
    args: RUN.replace("{}/out", "{}/notes/out"),
    prepare: (folder) => Deno.writeTextFile(`${folder}/notes`, "mine"),
    message: /Cannot write into ".*notes\/out": a file stands where one of its folders should be/,
  },
  {
    title: "An out folder outside runs/",
    task: "pipeline",
    args: RUN.replace("{}/out", "/elsewhere"),
    message:
      /Cannot write into "\/elsewhere": Deno has no permission.*\nTo allow it for this run: .*deno.* run .*--allow-read --allow-write pipeline\/cli\/pipeline\.ts .*--out \/elsewhere/,
  },
  {
    title: "An evaluation outside runs/",
    task: "evaluate",
    args: "--model {}/out/model.onnx --data-dir {}/data --out /elsewhere",
    message:
      /Cannot write "\/elsewhere\/evaluation\.json": Deno has no permission.*\nTo allow it for this run: /,
    afterRun: true,
  },
  {
    title: "A folder that nobody may write to",
    task: "pipeline",
    args: RUN.replace("{}/out", "/sys/kernel/out"),
    start: { permissions: ["--allow-all"] },
    needs: ["Linux", Deno.build.os === "linux"],
    message: /Cannot write into "\/sys\/kernel\/out": you may not write there\. Change the folder/,
  },
  {
    title: "A full disk",
    task: "pipeline",
    args: RUN,
    prepare: (folder) => Deno.mkdir(`${folder}/out`),
    start: { wrapper: SMALL_DISK },
    needs: ["the right to mount", canMount()],
    message: /Cannot write ".*": the disk is full\. Free some space or choose a folder/,
    // They were on the disk.
    leaves: [],
  },
  {
    title: "A limit on the size of files",
    task: "pipeline",
    args: RUN,
    start: { wrapper: SMALL_FILES },
    needs: ["Linux", Deno.build.os === "linux"],
    message:
      /Cannot write ".*checkpoint\.bin": File too large \(os error 27\)\. Try another folder/,
    leaves: ["data.json", "pipeline.lock.json"],
  },
  {
    title: "Two runs at once in one folder",
    task: "pipeline",
    args: RUN,
    shared: true,
    prepare: async (folder) => {
      const args = forever(folder);
      const other = start("pipeline", args);
      await until(other, "Epoch 2/");
      return { [Symbol.asyncDispose]: () => stop(other) };
    },
    message: /Another run \(process \d+\) is using ".*out"\. Wait for it to end, stop it, or give/,
  },
  {
    title: "Data outside the project",
    task: "pipeline",
    args: RUN.replace("{}/data", "/elsewhere"),
    message:
      /Cannot read the data folder "\/elsewhere": .*permission.*\nTo allow it for this run: /s,
  },
  {
    ...spoilt(
      "A model.json that was edited",
      "model.json",
      "{ broken",
      "--from export",
      /Stage "export" failed: Cannot load ".*model\.json" as a TensorFlow\.js layers model/,
    ),
    leaves: WITHOUT_EXPORT,
  },
  {
    ...spoilt(
      "A model.onnx that was overwritten",
      "model.onnx",
      "<html>",
      "--from evaluate",
      /Stage "evaluate" failed: Cannot use ".*model\.onnx" as an ONNX model: .*HTML.*Run the pipeline/,
    ),
    leaves: RUN_FILES.filter((name) =>
      !/evaluation|misclassified|confusion|calibration|predictions|variants/.test(name)
    ),
  },
  {
    ...spoilt(
      "Facts of an earlier stage that were edited",
      "training.json",
      '{ "seed": ',
      "--from export",
      /Stage "export" failed: Cannot read ".*training\.json": .*Run the pipeline without --from/,
    ),
    leaves: WITHOUT_EXPORT,
  },
  {
    ...spoilt(
      "A lock file that was edited",
      "pipeline.lock.json",
      "{ broken",
      "--to report",
      /Cannot use ".*pipeline\.lock\.json", so every stage runs again: /,
    ),
    code: 0,
  },
  {
    title: "A damaged checkpoint",
    task: "pipeline",
    args: RUN,
    prepare: async (folder) => {
      await Deno.mkdir(`${folder}/out`);
      await Deno.writeTextFile(`${folder}/out/checkpoint.bin`, "TRAINCK2 and nothing else");
    },
    message:
      /Stage "train" failed: Cannot read checkpoint ".*checkpoint\.bin": .*Remove it to train/,
    leaves: ["checkpoint.bin", "data.json", "pipeline.lock.json"],
  },
  {
    title: "A training that was killed, and then other settings",
    task: "pipeline",
    args: `${RUN} --seed 2`,
    prepare: async (folder) => {
      const killed = start("pipeline", forever(folder));
      await until(killed, "Epoch 2/");
      await stop(killed);
    },
    message: /Cannot resume from ".*checkpoint\.bin": .*epochs was 100000 and is now 1.*remove it/,
  },
];

/** A training in the row's out folder that does not end by itself. */
function forever(folder: string): string[] {
  return RUN.replace("--epochs 1", "--epochs 100000").replaceAll("{}", folder).split(" ");
}

async function until(child: Deno.ChildProcess, text: string): Promise<void> {
  let seen = "";
  for await (
    const chunk of child.stdout.pipeThrough(new TextDecoderStream()).values({ preventCancel: true })
  ) {
    seen += chunk;
    if (seen.includes(text)) return;
  }
  throw new Error(`It ended without "${text}":\n${seen}`);
}

async function stop(child: Deno.ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await child.status;
}

export const folders: Chapter = { title: "Folders and files of a run", rows };
