import { elfFile } from "../../unit/train/engines/tensorflow/_elf_file.ts";
import { LIBRARY_FILES, tensorflowFolder } from "../_tensorflow.ts";
import { CPU_PACKAGE, tensorflowFiles, writeWheel } from "../../unit/pipeline/setup/_packages.ts";
import { TENSORFLOW_VERSION } from "../../../pipeline/setup/setup_tensorflow.ts";
import type { BadInput, Chapter } from "../_bad_input.ts";
import { canMount } from "./folders.ts";

const RUN = "--recipe mnist-mlp --epochs 1 --data-dir {}/data --out {}/out --engine tensorflow";
const LINUX = ["Linux on x86", Deno.build.os === "linux" && Deno.build.arch === "x86_64"] as const;
const TENSORFLOW = ["pip's tensorflow-cpu", tensorflowFolder() !== undefined] as const;

/** A file system of 600 kB for the cache, for the command alone. */
const SMALL_CACHE = [
  ..."unshare --map-root-user --mount sh -c".split(" "),
  'mkdir -p .cache && mount -t tmpfs -o size=600k tmpfs .cache && exec "$@"',
  "sh",
];

/** What the stages before the failed one made. */
const DATA = ["data.json", "pipeline.lock.json"];

/** `--tf-lib` with a folder that holds something else under TensorFlow's name. */
function wrongLibrary(
  title: string,
  library: () => Uint8Array,
  message: RegExp,
): BadInput {
  return {
    title,
    task: "pipeline",
    args: `${RUN} --tf-lib {}/lib`,
    prepare: async (folder) => {
      await Deno.mkdir(`${folder}/lib`);
      await Deno.writeFile(`${folder}/lib/${LIBRARY_FILES[0]}`, library());
    },
    needs: LINUX,
    message,
    leaves: DATA,
  };
}

const rows: BadInput[] = [
  {
    title: "A folder without TensorFlow",
    task: "pipeline",
    args: `${RUN} --tf-lib {}/data`,
    message: /Stage "train" failed: Cannot find TensorFlow in .*data, which --tf-lib names: .*Name/,
    leaves: DATA,
  },
  wrongLibrary(
    "A library that is another one",
    () => elfFile(),
    /Cannot load .*libtensorflow_cc\.so\.2: it has no function \w+\. Install TensorFlow 2\.9 or/,
  ),
  wrongLibrary(
    "A library for another processor",
    // e_machine of the ELF header: 183 is AArch64.
    () => elfFile({ machine: 183 }),
    /Cannot load .*libtensorflow_cc\.so\.2: it is for aarch64, this machine is x86_64\. Install/,
  ),
  wrongLibrary(
    "A library that was cut off",
    () => elfFile().subarray(0, 200),
    /Cannot load .*libtensorflow_cc\.so\.2: it is truncated, 200 of \d+ bytes\. Install it again/,
  ),
  {
    title: "A GPU that is not there",
    task: "pipeline",
    args: `${RUN} --device gpu --tf-lib {}/lib`,
    prepare: async (folder) => {
      await Deno.mkdir(`${folder}/lib`);
      for (const name of LIBRARY_FILES) {
        await Deno.symlink(`${tensorflowFolder()}/${name}`, `${folder}/lib/${name}`);
      }
    },
    needs: TENSORFLOW,
    message: /Cannot train on device "gpu": TensorFlow in .* found no GPU/,
    leaves: DATA,
  },
  {
    title: "tfjs-node-gpu without its native addon",
    task: "pipeline",
    args: RUN.replace("tensorflow", "tfjs-node-gpu"),
    message:
      /Cannot train with engine "tfjs-node-gpu": @tensorflow\/tfjs-node-gpu is installed without .*Run "deno approve-scripts npm:@tensorflow\/tfjs-node-gpu"/,
    leaves: DATA,
  },
  {
    title: "Options of another engine",
    task: "pipeline",
    args: "--engine onnx --xla --no-tf32",
    message:
      /Cannot use --xla with --engine onnx: expected --engine tensorflow\. .*\nError: Cannot use --no-tf32/,
  },
  {
    title: "A wheel that is none",
    task: "setup:tensorflow",
    args: "--cpu --tf-version 0.0.1 --from {}/data/train-labels-idx1-ubyte",
    message: /Cannot fetch .*: .*train-labels-idx1-ubyte: it is no wheel \(\.whl\) and no folder\./,
  },
  {
    title: "A full disk while TensorFlow is fetched",
    task: "setup:tensorflow",
    args: "--cpu --from {}/wheels",
    prepare: async (folder) => {
      await Deno.mkdir(`${folder}/wheels`);
      await writeWheel(`${folder}/wheels`, {
        name: CPU_PACKAGE,
        version: TENSORFLOW_VERSION,
        files: tensorflowFiles(),
      });
    },
    start: { wrapper: SMALL_CACHE },
    needs: ["the right to mount", canMount()],
    message: /Cannot write "\.cache\/tensorflow\/.*": the disk is full\. Free some space or choose/,
  },
  {
    title: "TensorFlow for the processor and for CUDA",
    task: "setup:tensorflow",
    args: "--gpu --cpu",
    message: /Cannot use --gpu with --cpu: expected one of them\. Leave one out/,
  },
];

export const tensorflow: Chapter = { title: "TensorFlow", rows };
