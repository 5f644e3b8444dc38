/**
 * `deno task conformance`: tfjs-core's own specs on the TensorFlow backend.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { loadTensorflow, TENSORFLOW_BACKEND } from "../../src/train/mod.ts";
import { parseFlags } from "../config.ts";
import { TENSORFLOW_EXCLUSIONS } from "../conformance/exclusions.ts";
import { conformanceLines } from "../conformance/report_lines.ts";
import { runSpecs } from "../conformance/run_specs.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  backend: z.enum([TENSORFLOW_BACKEND]),
  tfLib: z.string().optional(),
  device: z.enum(["auto", "cpu", "gpu"]),
  grep: z.string().optional(),
  debug: z.boolean().optional(),
});

/** The `conformance` command: fails when a spec fails. */
export function conformanceCommand(): Command {
  const command = new Command("conformance")
    .description("Run tfjs-core's own specs on TensorFlow: passed, failed, excluded.")
    .option(
      "--backend <name>",
      `the tfjs backend to test: ${TENSORFLOW_BACKEND}`,
      TENSORFLOW_BACKEND,
    )
    .option("--tf-lib <folder>", "folder with TensorFlow's library (default: searched for)")
    .option("--device <name>", "auto, cpu or gpu", "auto")
    .option("--grep <pattern>", "only specs whose name matches");
  return command.action(async () => {
    const { tfLib, device, grep } = parseFlags(OPTIONS, command.opts());
    const tensorflow = await loadTensorflow({
      ...(tfLib === undefined ? {} : { libDir: tfLib }),
      device,
      write: print,
    });
    tensorflow.register();
    print(`tfjs-core's specs on TensorFlow ${tensorflow.version}, ${tensorflow.device.name}`);
    const conformance = await runSpecs({
      backendName: TENSORFLOW_BACKEND,
      exclusions: TENSORFLOW_EXCLUSIONS,
      ...(grep === undefined ? {} : { grep: new RegExp(grep) }),
    });
    for (const line of conformanceLines(conformance, TENSORFLOW_EXCLUSIONS)) print(line);
    const { passed, failed } = conformance;
    if (failed.length === 0 && passed > 0) return;
    throw new Error(
      passed + failed.length === 0
        ? `No spec ran. Expected a name that matches --grep ${grep}`
        : `${failed.length} of ${passed + failed.length} specs failed. Expected none`,
    );
  });
}

if (import.meta.main) await main(conformanceCommand());
