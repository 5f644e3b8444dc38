import { join, relative } from "node:path";
import type { Config } from "../config.ts";
import { percent } from "../../src/report/mod.ts";
import { publishedAccuracy } from "../published_accuracy.ts";
import type { PipelineResult } from "../run_options.ts";
import { PLACES } from "../web/places.ts";
import { FILES, readJson } from "./_files.ts";
import { settingsOf } from "./_settings.ts";
import type { Summary } from "./summary.ts";

/** A model that is not as good as `--min-accuracy` asks. */
export class AccuracyError extends Error {
  override readonly name = "AccuracyError";
}

/**
 * The last lines of a run: accuracy beside the published figure, parity, file, time, next command.
 *
 * @param command What to type to run a task with arguments.
 * @throws {AccuracyError} When the test accuracy is below `--min-accuracy`.
 */
export async function closingLines(
  config: Config,
  result: PipelineResult,
  command: (task: string, args: readonly string[]) => string,
): Promise<readonly string[]> {
  const path = (file: string) => join(config.out, file);
  const { test, parity, model, train } = await readJson<Summary>({ path }, FILES.summary);
  const { published } = settingsOf(config).recipe;
  const beside = config.dataDir === undefined && published !== undefined
    ? ` (published: ${publishedAccuracy(published)})`
    : "";
  const { minAccuracy } = config;
  if (minAccuracy !== undefined && test.accuracy < minAccuracy) {
    throw new AccuracyError(
      `Test accuracy ${percent(test.accuracy)} is below --min-accuracy ${percent(minAccuracy)}. ` +
        "Train for more epochs, or use another recipe",
    );
  }
  return [
    `Accuracy  ${percent(test.accuracy)} on ${test.images} test images${beside}, loss ${
      test.loss.toFixed(4)
    }`,
    `Parity    max difference ${parity.maxAbsDiff.toExponential(1)}, ` +
    `${percent(parity.argmaxAgreement)} equal classes, ${parity.samples} samples, ` +
    parity.runtimes.join(" and "),
    `Model     ${path(FILES.onnx)}, ${(model.bytes / 1000).toFixed(0)} kB, ` +
    `${model.nodes} nodes, ${model.parameters} parameters`,
    `Time      ${result.seconds.toFixed(1)} s, trained at ${
      Math.round(train.imagesPerSecond)
    } images/s`,
    `Report    ${path(FILES.report)}`,
    ...(result.stages.some(({ name }) => name === "web")
      ? [`Page      ${PLACES.site}/, served by ${command("web", [])}`]
      : []),
    `Next      ${command("evaluate", ["--model", path(FILES.onnx), ...dataArguments(config)])}`,
  ];
}

function dataArguments({ dataDir }: Config): string[] {
  return dataDir === undefined ? [] : ["--data-dir", relative(Deno.cwd(), dataDir) || "."];
}
