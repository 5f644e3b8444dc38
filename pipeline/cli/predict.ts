/**
 * `deno task predict`: what an ONNX file says about single images.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { readImage } from "../../src/data/mod.ts";
import { predict, type Prediction } from "../../src/evaluate/mod.ts";
import { createSession } from "../../src/runtime/mod.ts";
import { OPTION_TYPES, parseFlags } from "../config.ts";
import { percent } from "../evaluation_output.ts";
import { readModel } from "../read_model.ts";
import { numberOr } from "./flags.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const OPTIONS = z.strictObject({
  model: OPTION_TYPES.file,
  topK: OPTION_TYPES.count,
  json: z.boolean().optional(),
  debug: z.boolean().optional(),
});

/** The `predict` command: classifies PNG and JPEG files of any size. */
export function predictCommand(): Command {
  const command = new Command("predict")
    .description("Classify images with an ONNX model that this project exported.")
    .argument("<image...>", "PNG or JPEG files of any size")
    .requiredOption("--model <file>", "the ONNX file")
    .option("--top-k <n>", "number of classes to name", numberOr, 3)
    .option("--json", "print the predictions as JSON");
  return command.action(async (images: readonly string[]) => {
    const { model, topK, json } = parseFlags(OPTIONS, command.opts());
    const { bytes, metadata } = await readModel(model);
    const session = await createSession(bytes);
    const results: ({ image: string } & (Prediction | { error: string }))[] = [];
    const errors: Error[] = [];
    for (const image of images) {
      try {
        const prediction = await predict(session, metadata, await readImage(image), { topK });
        results.push({ image, ...prediction });
        if (!json) print(`${image}: ${describePrediction(prediction)}`);
      } catch (error) {
        const reason = (error as Error).message;
        const message = reason.includes(image) ? reason : `Cannot classify "${image}": ${reason}`;
        errors.push(new Error(message, { cause: error }));
        results.push({ image, error: message });
      }
    }
    await session.release();
    if (json) print(JSON.stringify(results, null, 2));
    if (errors.length > 0) {
      throw new AggregateError(errors, errors.map(({ message }) => message).join("\n"));
    }
  });
}

/** `7 (99.98 %), then 9 (0.01 %), 1 (0.00 %)`. */
export function describePrediction({ top }: Pick<Prediction, "top">): string {
  const [first, ...others] = top.map(({ className, probability }) =>
    `${className} (${percent(probability)})`
  );
  return others.length === 0 ? first! : `${first}, then ${others.join(", ")}`;
}

if (import.meta.main) await main(predictCommand());
