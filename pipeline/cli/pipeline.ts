/**
 * `deno task pipeline`: from data to a proven model.
 *
 * @module
 */
import { closingLines, stages } from "../stages/mod.ts";
import { catalogue } from "./_catalogue.ts";
import { pipelineCommand } from "./_pipeline_command.ts";
import { main } from "./main.ts";
import { taskCommand } from "./task_command.ts";

if (import.meta.main) {
  const command = pipelineCommand({
    stages,
    catalogue: catalogue(),
    results: "report",
    closingLines: (config, result) => closingLines(config, result, taskCommand),
  });
  await main(command, { resumable: true });
}
