import { writeFileAtomic } from "../../src/data/mod.ts";
import type { StageContext } from "../stage.ts";
import { PICTURE_FILES } from "../picture_files.ts";
import { EVALUATION_FILES } from "../write_evaluation.ts";
import { PREDICTION_FILES } from "../write_predictions.ts";

/** Names of the files in an out folder. */
export const FILES = {
  data: "data.json",
  model: "model.json",
  weights: "weights.bin",
  history: "history.json",
  training: "training.json",
  checkpoint: "checkpoint.bin",
  onnx: "model.onnx",
  teachStep: "teach_step.onnx",
  export: "export.json",
  parity: "parity.json",
  ...EVALUATION_FILES,
  ...PREDICTION_FILES,
  variants: "variants.json",
  ...PICTURE_FILES,
  report: "report.html",
  summary: "summary.json",
  web: "web.json",
} as const;

/** The remedy for a file that an earlier stage wrote and that is not as it was. */
export const MAKE_ANEW = "Run the pipeline without --from, which makes it anew";

type Folder = Pick<StageContext<unknown>, "path">;

/** Writes `value` as indented JSON to a file of the out folder. */
export function writeJson(context: Folder, file: string, value: unknown): Promise<void> {
  return writeFileAtomic(context.path(file), JSON.stringify(value, null, 2) + "\n");
}

/**
 * Reads what an earlier stage wrote with {@linkcode writeJson}. The runner has checked that it is
 * that, unless the user told it to start with a later stage.
 */
export async function readJson<T>(context: Folder, file: string): Promise<T> {
  const path = context.path(file);
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    throw new SyntaxError(
      `Cannot read "${path}": ${(error as Error).message}. ` +
        MAKE_ANEW,
      { cause: error },
    );
  }
}
