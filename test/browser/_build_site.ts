/**
 * A process of its own for `_built_site.ts`: runs the pipeline in a folder and puts the site of that run
 * at another place than the user's. Arguments: recipe, epochs or "all", folder of the run, place of the site.
 */
import { runPipeline } from "../../pipeline/runner.ts";
import { stages } from "../../pipeline/stages/mod.ts";
import { webStageAt } from "../../pipeline/stages/web.ts";
import { PLACES } from "../../pipeline/web/places.ts";

const [recipe, epochs, out, site] = Deno.args as [string, string, string, string];
await runPipeline({
  stages: stages.map((stage) =>
    stage.name === "web" ? webStageAt({ site, page: PLACES.page }) : stage
  ),
  config: {
    recipe,
    engine: "onnx",
    out,
    seed: 42,
    verbose: 0,
    ...(epochs === "all" ? {} : { epochs: Number(epochs) }),
  },
  out,
  terminal: false,
});
