import { evaluateModel } from "../../src/evaluate/mod.ts";
import type { Config } from "../config.ts";
import { PICTURE_FILES } from "../picture_files.ts";
import { readModel } from "../read_model.ts";
import type { Stage, StageContext } from "../stage.ts";
import { COMPRESSED, type VariantFacts } from "../variants.ts";
import { assembleSite, siteProblem } from "../web/assemble.ts";
import { ensurePage } from "../web/ensure_page.ts";
import { modelFiles, type ModelParts, shippedOf } from "../web/model_files.ts";
import { hashPageSources } from "../web/page_record.ts";
import { PLACES, type Places } from "../web/places.ts";
import { chooseSamples } from "../web/samples.ts";
import { siteSizes, sizeLines } from "../web/sizes.ts";
import { heldBackIndices, teachFiles } from "../web/teach_files.ts";
import { waitForLock } from "../web/wait_for_lock.ts";
import { EVALUATION_FILES } from "../write_evaluation.ts";
import type { DataFacts } from "./data.ts";
import { FILES, MAKE_ANEW, readJson, writeJson } from "./_files.ts";
import { loadData, settingsOf } from "./_settings.ts";
import type { Summary } from "./summary.ts";

/** Builds the web page with the run's model: `dist/web/`, ready for any static host. */
export const webStage: Stage<Config> = webStageAt(PLACES);

/** The same stage for a site at another place. */
export function webStageAt(places: Places): Stage<Config> {
  return {
    name: "web",
    source: import.meta.url,
    inputs: () => [
      FILES.data,
      FILES.onnx,
      ...COMPRESSED.map(({ file }) => file),
      FILES.variants,
      FILES.teachStep,
      EVALUATION_FILES.confusionChart,
      PICTURE_FILES.historyChart,
      FILES.summary,
    ],
    params: ({ recipe, seed }) => ({ recipe, seed }),
    outputs: () => [FILES.web],
    async outside(_config, key) {
      return await siteProblem(places.site, { key, sources: await hashPageSources() });
    },
    async run(context) {
      // Runs share the page and the site: the reserved folder is the run's own.
      using _lock = await waitForLock(`${places.page}.lock`, context.write);
      const page = await ensurePage(places.page, context.write);
      const model = modelFiles(await readParts(context));
      await assembleSite(places, page, model, { run: context.out, key: context.key });
      const sizes = await siteSizes(places.site, page, {
        file: `model/${model.manifest.model.file}`,
        data: firstFiles(model.manifest),
      });
      await writeJson(context, FILES.web, { sizes });
      for (const line of sizeLines(sizes)) context.write(`${line}\n`);
      context.write(`${places.site}/\n`);
    },
  };
}

/** Beside the model, what the page loads of `model/` before anybody asks for more. */
function firstFiles(
  { pictures, samples }: ReturnType<typeof modelFiles>["manifest"],
): readonly string[] {
  const { confusion, history } = pictures;
  return ["manifest.json", confusion.file, history.file, samples.file].map((file) =>
    `model/${file}`
  );
}

async function readParts(context: StageContext<Config>): Promise<ModelParts> {
  const { config } = context;
  const data = await readJson<DataFacts>(context, FILES.data);
  const { variants } = await readJson<VariantFacts>(context, FILES.variants);
  const shipped = context.path(shippedOf(variants).file);
  const { bytes } = await readModel(shipped, MAKE_ANEW);
  const dataset = await loadData(config);
  // Of the shipped variant, which differs from the trained one in a few images.
  const { predicted } = await evaluateModel(bytes, dataset.test, { provider: "cpu" });
  const { seed } = config;
  const samples = chooseSamples(dataset.test, predicted, seed, heldBackIndices(dataset.test, seed));
  const step = await Deno.readFile(context.path(FILES.teachStep));
  return {
    summary: await readJson<Summary>(context, FILES.summary),
    title: settingsOf(config).recipe.title,
    trainImages: data.trainImages,
    variants,
    model: bytes,
    pictures: {
      confusion: await Deno.readTextFile(context.path(EVALUATION_FILES.confusionChart)),
      history: await Deno.readTextFile(context.path(PICTURE_FILES.historyChart)),
    },
    samples,
    // The file is empty where the model has no layers to teach.
    ...(step.length === 0 ? {} : { teach: { step, ...await teachFiles({ dataset, seed }) } }),
  };
}
