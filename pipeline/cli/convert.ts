/**
 * `deno task convert`: a saved tfjs layers model as an ONNX file.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { writeFileAtomic } from "../../src/data/mod.ts";
import { compressModel, toOnnx, WEIGHT_FORMS, type WeightForm } from "../../src/export/mod.ts";
import { duration, textTable } from "../../src/report/mod.ts";
import { loadModel } from "../../src/train/mod.ts";
import { oneOf, OPTION_TYPES, parseFlags } from "../config.ts";
import { firstDifference } from "../first_difference.ts";
import { type ExportCheck, verifyExport } from "../verify_export.ts";
import { numberOr } from "./flags.ts";
import { formatBytes } from "./format.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  check: z.boolean().optional(),
  tolerance: z.number().positive().describe("a number above 0, such as 1e-4"),
  maxInteger: OPTION_TYPES.count,
  weights: oneOf(WEIGHT_FORMS),
  debug: z.boolean().optional(),
});

/** A converted model that does not compute what the tfjs model computes. */
export class ConversionError extends Error {
  override readonly name = "ConversionError";
}

/** The `convert` command: reads `model.json`, writes the ONNX file, compares both. */
export function convertCommand(): Command {
  const command = new Command("convert")
    .description("Convert a saved TensorFlow.js layers model to ONNX and compare both.")
    .argument("<model.json>", "the tfjs layers model; its weights are found beside it")
    .argument("<out.onnx>", "the ONNX file to write")
    .option(
      "--weights <form>",
      `how the file stores large weights: ${WEIGHT_FORMS.join(", ")}`,
      "fp32",
    )
    .option("--check", "when they differ, name the first layer whose output does")
    .option("--tolerance <x>", "largest difference", numberOr, 1e-4)
    .option("--max-integer <n>", "largest value to try in int32 inputs", numberOr, 1);
  return command.action(async (source: string, target: string) => {
    const { check, tolerance, maxInteger, weights } = parseFlags(OPTIONS, command.opts());
    const model = await loadModel(source);
    const start = performance.now();
    const exported = toOnnx(model);
    const seconds = (performance.now() - start) / 1000;
    const { bytes, nodes, opset } = exported;
    for (const line of nodeLines(nodes)) print(line);
    print(`Opset ${opset}, ${formatBytes(bytes.length)}, converted in ${duration(seconds)}`);
    const checks = await verifyExport(model, exported, { maxInteger });
    const failed = checks.filter(({ maxDiff }) => !(maxDiff <= tolerance));
    for (const line of checkLines(checks, tolerance)) print(line);
    if (failed.length > 0) {
      const found = check ? await firstDifference(model, tolerance, { maxInteger }) : undefined;
      const where = found !== undefined
        ? `: the first layer that differs is "${found.layer}" (${found.className})`
        : check
        ? ", although no layer alone does"
        : ". Use --check to find the layer";
      throw new ConversionError(
        `The ONNX model differs from "${source}"${where}. "${target}" was not written`,
      );
    }
    const written = compressModel(bytes, weights);
    if (weights !== "fp32") {
      const compressed = await verifyExport(model, { bytes: written }, { maxInteger });
      for (const line of weightLines(weights, written, bytes, compressed)) print(line);
    }
    await writeFileAtomic(target, written);
    print(target);
  });
}

function nodeLines({ before, after }: Record<"before" | "after", Record<string, number>>) {
  const types = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const rows = types.map((type) => [type, String(before[type] ?? 0), String(after[type] ?? 0)]);
  return textTable([["node", "traced", "written"], ...rows], {
    header: true,
    align: ["left", "right", "right"],
  }).split("\n");
}

function checkLines(checks: readonly ExportCheck[], tolerance: number): string[] {
  return checks.map(({ runtime, maxDiff }) =>
    `-[${maxDiff <= tolerance ? "✓" : "x"}] ${runtime}: max difference ${
      maxDiff.toExponential(1)
    }, tolerance ${tolerance.toExponential(0)}, batches of 1, 2 and 64`
  );
}

/** What smaller weights save, and what they change: no tolerance can say whether that is too much. */
function weightLines(
  form: WeightForm,
  written: Uint8Array,
  full: Uint8Array,
  checks: readonly ExportCheck[],
): string[] {
  const share = Math.round(100 * written.length / full.length);
  return [
    `Weights as ${form}: ${formatBytes(written.length)}, ${share} % of that`,
    ...checks.map(({ runtime, maxDiff }) =>
      `      ${runtime}: max difference ${maxDiff.toExponential(1)}`
    ),
  ];
}

if (import.meta.main) await main(convertCommand());
