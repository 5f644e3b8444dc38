/**
 * `deno task pipeline`: from data to a proven model.
 *
 * @module
 */
import { recipes } from "../../models/mod.ts";
import { closingLines, stages } from "../stages/mod.ts";
import { pipelineCommand } from "./_pipeline_command.ts";
import { main } from "./main.ts";
import { taskCommand } from "./task_command.ts";

/** The recipe that takes the shortest time to 99.0 % test accuracy. */
const DEFAULT_RECIPE = "mnist-quick";

if (import.meta.main) {
  const catalogue = { recipes: recipes.map(({ name }) => name), defaultRecipe: DEFAULT_RECIPE };
  const command = pipelineCommand({
    stages,
    catalogue,
    closingLines: (config, result) => closingLines(config, result, taskCommand),
  });
  await main(command, { resumable: true });
}
