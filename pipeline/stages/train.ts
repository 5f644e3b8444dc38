import { type Dataset, type ImageSet, split } from "../../src/data/mod.ts";
import {
  type Callback,
  checkpoint,
  type Engine,
  fit,
  learningRateScheduler,
  onnxEngine,
  prepareTfjs,
  progress,
  readCheckpoint,
  saveModel,
  summary,
  tfjsEngine,
} from "../../src/train/mod.ts";
import type { Config } from "../config.ts";
import { describeMachine } from "../machine.ts";
import type { Stage } from "../stage.ts";
import { FILES, writeJson } from "./_files.ts";
import { loadData, type Settings, settingsOf } from "./_settings.ts";

/** What `training.json` holds. */
export interface TrainingFacts {
  readonly engine: string;
  readonly provider: string;
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: Settings["recipe"]["optimizer"];
  /** Images of one epoch. */
  readonly trainImages: number;
  readonly validationImages: number;
  /** Images trained on, each counted once an epoch, since the last resume. */
  readonly images: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
  readonly parameters: number;
  /** When the training ended, ISO 8601 in UTC. */
  readonly date: string;
  /** What it ran on: processor, cores, memory. */
  readonly machine: string;
  readonly stoppedBy?: string;
}

/** Trains the recipe's model; a killed training resumes from its newest epoch. */
export const trainStage: Stage<Config> = {
  name: "train",
  source: import.meta.url,
  inputs: () => [FILES.data],
  params(config) {
    const { epochs, batchSize } = settingsOf(config);
    const { recipe, engine, provider, seed } = config;
    return { recipe, engine, provider, seed, epochs, batchSize };
  },
  outputs: () => [FILES.model, FILES.weights, FILES.history, FILES.training],
  async run(context) {
    const { config } = context;
    prepareTfjs();
    const settings = settingsOf(config);
    const { recipe, epochs, batchSize } = settings;
    const dataset = await loadData(config);
    const { train, validation } = partition(dataset, settings);
    const numClasses = dataset.classNames.length;
    const model = recipe.build({ shape: train.shape, numClasses, seed: config.seed });
    if (config.verbose > 0) context.write(`${summary(model)}\n`);

    const { engine, provider } = engineOf(config);
    const program = await engine.compile(model, {
      seed: config.seed,
      batchSize,
      ...(provider === undefined ? {} : { provider }),
    });
    if (config.verbose > 0) {
      for (const line of program.notes) context.write(`${line}\n`);
      context.write(
        `Training on ${train.count} images, validating on ${validation.count}, ` +
          `engine ${program.engine}, provider ${program.provider}\n`,
      );
    }
    // The key alone would do; the settings are there for the message about another training's file.
    const { seed, engine: engineName } = config;
    const fingerprint = {
      recipe: recipe.name,
      engine: engineName,
      seed,
      epochs,
      batchSize,
      key: context.key.slice(0, 16),
    };
    const path = context.path(FILES.checkpoint);
    const resume = context.fresh ? undefined : await readCheckpoint(path, fingerprint);
    if (resume !== undefined) context.write(`Resuming after epoch ${resume.epoch} of ${epochs}\n`);
    const result = await fit(program, {
      train,
      validation,
      numClasses,
      scale: recipe.preprocessing(train.shape).scale,
    }, {
      epochs,
      batchSize,
      seed: config.seed,
      callbacks: [
        ...(recipe.schedule === "cosine" ? [cosine(recipe.optimizer.learningRate, epochs)] : []),
        progress({
          verbose: config.verbose,
          write: context.write,
          isTerminal: context.terminal,
        }),
        checkpoint({ path, fingerprint }),
      ],
      ...(resume === undefined ? {} : { resume }),
    });
    program.syncToModel();
    await saveModel(model, context.path("."));
    await writeJson(context, FILES.history, result.history);
    const facts: TrainingFacts = {
      engine: config.engine,
      provider: program.provider,
      seed: config.seed,
      epochs: result.history.epoch.length,
      batchSize,
      optimizer: recipe.optimizer,
      trainImages: train.count,
      validationImages: validation.count,
      images: result.images,
      seconds: result.seconds,
      imagesPerSecond: result.imagesPerSecond,
      parameters: model.countParams(),
      date: new Date().toISOString(),
      machine: describeMachine(),
      ...(result.stoppedBy === undefined ? {} : { stoppedBy: result.stoppedBy }),
    };
    await writeJson(context, FILES.training, facts);
    await program.dispose();
    // The next training must not resume from this one's end.
    await Deno.remove(path);
  },
};

function engineOf(
  config: Config,
): { engine: Engine; provider?: "cpu" | "wasm" | "cuda" | "webgpu" } {
  const { engine, provider } = config;
  if (engine === "onnx") return { engine: onnxEngine, ...(provider ? { provider } : {}) };
  return { engine: tfjsEngine, provider: engine };
}

/** The recipe's rate times half a cosine: 1 in the first epoch, near 0 in the last. */
function cosine(rate: number, epochs: number): Callback {
  return learningRateScheduler((epoch) => rate * (1 + Math.cos(Math.PI * epoch / epochs)) / 2);
}

/** The images to train and to validate on, as the recipe's source had them. */
function partition(
  { train, test }: Dataset,
  { recipe }: Settings,
): { train: ImageSet; validation: ImageSet } {
  if (recipe.validation === "test") return { train, validation: test };
  return split(train, recipe.validation.split);
}
