/**
 * The stages of the pipeline, in order, and the lines that a run ends with.
 *
 * @module
 */
import type { Config } from "../config.ts";
import type { Stage } from "../stage.ts";
import { dataStage } from "./data.ts";
import { evaluateStage } from "./evaluate.ts";
import { exportStage } from "./export.ts";
import { parityStage } from "./parity.ts";
import { reportStage } from "./report.ts";
import { trainStage } from "./train.ts";
import { webStage } from "./web.ts";

export { closingLines } from "./closing_lines.ts";

/** From images to a proven model, its report and its web page. */
export const stages: readonly Stage<Config>[] = [
  dataStage,
  trainStage,
  exportStage,
  parityStage,
  evaluateStage,
  reportStage,
  webStage,
];
