/**
 * `deno task examples`: the programs of `docs/examples` in plain tfjs and on ONNX Runtime, side by side.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { duration, textTable } from "../../src/report/mod.ts";
import { parseFlags } from "../config.ts";
import { compareExample, type Comparison, EXAMPLES, largestDifference } from "./_examples.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

/** Largest relative difference of two losses: float32 rounding, grown over a training. */
const TOLERANCE = 1e-3;

const NAMES = EXAMPLES.map(({ name }) => name);

const OPTIONS = z.strictObject({
  short: z.boolean().optional(),
  debug: z.boolean().optional(),
});

/** The `examples` command: fails when the losses of a program differ. */
export function examplesCommand(): Command {
  const command = new Command("examples")
    .description(
      "Train the programs of docs/examples in plain TensorFlow.js (wasm where it has the kernels, " +
        "else cpu) and on ONNX Runtime: losses, time, speed-up.",
    )
    .option("--short", "a few steps of each");
  return command.action(async () => {
    const { short } = parseFlags(OPTIONS, command.opts());
    const differing: string[] = [];
    for (const example of EXAMPLES) {
      const comparison = await compareExample(example, short ? example.short : {});
      for (const line of comparisonLines(comparison)) print(line);
      print();
      if (!(differenceOf(comparison) <= TOLERANCE)) differing.push(example.name);
    }
    if (differing.length === 0) return;
    throw new Error(
      `The losses of ${differing.join(", ")} differ by more than ${TOLERANCE} of their value. ` +
        `Expected ${NAMES.join(", ")} to train alike in plain tfjs and on ONNX Runtime`,
    );
  });
}

/** A comparison as text. */
export function comparisonLines(comparison: Comparison): string[] {
  const { example, backend, plain, ours, numLines } = comparison;
  const rows = ([[`tfjs ${backend}`, plain], ["ours", ours]] as const).map((
    [title, { losses, seconds }],
  ) => [title, losses[0]!.toPrecision(6), losses.at(-1)!.toPrecision(6), duration(seconds)]);
  return [
    `${example.name}: ${example.title}`,
    ...textTable([["", "first loss", "last loss", "time"], ...rows], {
      align: ["left", "right", "right", "right"],
    }).split("\n"),
    `${numLines} lines differ, ${plain.losses.length} losses differ by ` +
    `${differenceOf(comparison).toExponential(1)} of their value at most, ` +
    `speed-up ${(plain.seconds / ours.seconds).toFixed(1)}x`,
  ];
}

function differenceOf({ plain, ours }: Comparison): number {
  return largestDifference(plain.losses, ours.losses);
}

if (import.meta.main) await main(examplesCommand());
