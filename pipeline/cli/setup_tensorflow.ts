/**
 * `deno task setup:tensorflow`: fetches TensorFlow's library for `--engine tensorflow`.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { downloadProgress } from "../../src/data/mod.ts";
import { ConfigError, parseFlags } from "../config.ts";
import { setupTensorflow, TENSORFLOW_VERSION } from "../setup/setup_tensorflow.ts";
import { readGpu } from "../usage.ts";
import { main } from "./main.ts";
import { taskCommand } from "./task_command.ts";
import { isTerminal, print, write } from "./terminal.ts";

const OPTIONS = z.strictObject({
  gpu: z.boolean(),
  cpu: z.boolean(),
  tarball: z.boolean(),
  from: z.string().min(1).describe("the path of a wheel, a tarball or a folder"),
  tfVersion: z.string().regex(/^\d+(\.\d+)+$/).describe(`a release such as ${TENSORFLOW_VERSION}`),
  debug: z.boolean(),
}).partial();

/** The `setup:tensorflow` command. */
export function setupTensorflowCommand(): Command {
  const command = new Command("setup:tensorflow")
    .description(
      "Fetch TensorFlow's shared objects into .cache/tensorflow/: from pip's wheel or PyPI, " +
        "checked by SHA-256, or from the official tarball, checked by MD5 where the server sends " +
        "it. Python is not needed afterwards.",
    )
    .option("--gpu", "the build for CUDA, with NVIDIA's libraries (default where a GPU is found)")
    .option("--cpu", "the build without CUDA")
    .option("--tarball", "the official tarball in place of the wheel; it holds no CUDA libraries")
    .option("--from <path>", "a wheel, a tarball or a folder of wheels in place of the network")
    .option(
      "--tf-version <version>",
      `another release of the wheel, or the one of a tarball from a file (default: ${TENSORFLOW_VERSION})`,
    );
  return command.action(async () => {
    const { gpu, cpu, tarball, from, tfVersion } = parseFlags(OPTIONS, command.opts());
    if (gpu && cpu) {
      throw new ConfigError("Cannot use --gpu with --cpu: expected one of them. Leave one out");
    }
    if (tarball && tfVersion !== undefined && from === undefined) {
      throw new ConfigError(
        `Cannot use --tf-version ${tfVersion} with --tarball: expected one of them. Leave one out, ` +
          `or give the tarball with --from`,
      );
    }
    const found = gpu || cpu ? undefined : await readGpu();
    const kind = gpu || found !== undefined ? "gpu" : "cpu";
    if (!gpu && !cpu) {
      print(
        found === undefined
          ? "No NVIDIA GPU was found: TensorFlow for the processor (--gpu for the other)"
          : `${found.name}: TensorFlow for CUDA (--cpu for the other)`,
      );
    }
    const { folder, manifest, check, kept } = await setupTensorflow({
      kind,
      write: print,
      onProgress: downloadProgress({ write, isTerminal: isTerminal() }),
      isTerminal: isTerminal(),
      ...(tarball === undefined ? {} : { tarball }),
      ...(from === undefined ? {} : { from }),
      ...(tfVersion === undefined ? {} : { version: tfVersion }),
    });
    const bytes = Object.values(manifest.files).reduce((sum, { size }) => sum + size, 0);
    const count = Object.keys(manifest.files).length;
    if (!kept) {
      print(
        `TensorFlow ${manifest.version} (${kind}): ${count} files, ` +
          `${(bytes / 1e6).toFixed(1)} MB, ${check}: ${folder}`,
      );
    }
    print(`Next: ${taskCommand("pipeline", ["--engine", "tensorflow"])}`);
  });
}

if (import.meta.main) await main(setupTensorflowCommand());
