import { type Dataset, type ImageSet, split } from "../../src/data/mod.ts";
import {
  type Callback,
  checkpoint,
  createTensorflowEngine,
  createTfjsNodeEngine,
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
import { writeAugment } from "../augment.ts";
import type { Config } from "../config.ts";
import type { TrainingFacts } from "../facts.ts";
import { describeMachine } from "../machine.ts";
import type { Stage } from "../stage.ts";
import { tensorflowOptions } from "../tensorflow_options.ts";
import { processUsage, readGpu, usageMeter } from "../usage.ts";
import { explainMemory } from "./_explain_memory.ts";
import { FILES, writeJson } from "./_files.ts";
import { argumentsOf, loadData, type Settings, settingsOf } from "./_settings.ts";

export type { TrainingFacts };

/** Trains the recipe's model; a killed training resumes from its newest epoch. */
export const trainStage: Stage<Config> = {
  name: "train",
  source: import.meta.url,
  inputs: () => [FILES.data],
  params(config) {
    const { params, optimizer, augment, epochs, batchSize } = settingsOf(config);
    const { recipe, engine, provider, device, xla, tf32, onednn, threads, seed } = config;
    const values = Object.entries(params).map(([name, value]) => [`param ${name}`, value]);
    return {
      recipe,
      engine,
      provider,
      device,
      xla,
      tf32,
      onednn,
      threads,
      seed,
      epochs,
      batchSize,
      optimizer,
      augment,
      ...Object.fromEntries(values),
    };
  },
  outputs: () => [FILES.model, FILES.weights, FILES.history, FILES.training],
  async run(context) {
    const { config } = context;
    prepareTfjs();
    const settings = settingsOf(config);
    const { recipe, params, optimizer, augment, epochs, batchSize } = settings;
    const dataset = await loadData(config);
    const { train, validation } = partition(dataset, settings);
    const numClasses = dataset.classNames.length;
    const model = recipe.build({
      shape: train.shape,
      numClasses,
      seed: config.seed,
      config: params,
      optimizer,
    });
    if (config.verbose > 0) context.write(`${summary(model)}\n`);

    const say = (line: string) => {
      if (config.verbose > 0) context.write(`${line}\n`);
    };
    const fail = (error: unknown): never => {
      throw explainMemory(error, batchSize);
    };
    const { engine, provider } = engineOf(config, say);
    const program = await engine.compile(model, {
      seed: config.seed,
      batchSize,
      ...(provider === undefined ? {} : { provider }),
      ...(config.threads === undefined ? {} : { threads: config.threads }),
    }).catch(fail);
    const onGpu = program.provider === "cuda" || program.provider === "webgpu";
    const machine = describeMachine(onGpu ? (await readGpu())?.name : undefined);
    let noted = 0;
    // More come up while it trains, such as steps of other sizes that could not be recorded.
    const sayNotes = () => {
      for (const line of program.notes.slice(noted)) say(line);
      noted = program.notes.length;
    };
    sayNotes();
    if (config.verbose > 0) {
      context.write(
        `Training on ${train.count} images, ` +
          (validation === undefined ? "" : `validating on ${validation.count}, `) +
          `engine ${program.engine}, provider ${program.provider}\nDevice: ${machine}\n` +
          (augment === undefined ? "" : `Augmentation: ${writeAugment(augment)}\n`),
      );
    }
    // The key alone would do; the settings are there for the message about another training's file.
    const { seed, engine: engineName } = config;
    const fingerprint = {
      recipe: recipe.name,
      ...params,
      optimizer: optimizer.name,
      learningRate: optimizer.learningRate,
      augment: writeAugment(augment),
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
      ...(validation === undefined ? {} : { validation }),
      numClasses,
      scale: recipe.preprocessing(train.shape).scale,
    }, {
      epochs,
      batchSize,
      seed: config.seed,
      ...(augment === undefined ? {} : { augment }),
      callbacks: [
        ...(recipe.schedule === "cosine" ? [cosine(optimizer.learningRate, epochs)] : []),
        progress({
          verbose: config.verbose,
          write: context.write,
          isTerminal: context.terminal,
          usage: usageMeter(processUsage(onGpu)),
        }),
        { onEpochEnd: sayNotes, onTrainEnd: sayNotes },
        checkpoint({ path, fingerprint }),
      ],
      ...(resume === undefined ? {} : { resume }),
    }).catch(fail);
    program.syncToModel();
    await saveModel(model, context.path("."));
    await writeJson(context, FILES.history, result.history);
    const { metrics } = result.history;
    const facts: TrainingFacts = {
      recipe: recipe.name,
      params,
      changes: settings.changes,
      arguments: argumentsOf(config, settings),
      engine: config.engine,
      provider: program.provider,
      ...(program.facts === undefined ? {} : { engineFacts: program.facts }),
      seed: config.seed,
      epochs: result.history.epoch.length,
      batchSize,
      optimizer,
      ...(augment === undefined ? {} : { augment }),
      ...(config.threads === undefined ? {} : { threads: config.threads }),
      trainImages: train.count,
      ...(validation === undefined ? {} : {
        validation: {
          images: validation.count,
          accuracy: metrics["val_accuracy"]!.at(-1)!,
          loss: metrics["val_loss"]!.at(-1)!,
        },
      }),
      images: result.images,
      seconds: result.seconds,
      imagesPerSecond: result.imagesPerSecond,
      parameters: model.countParams(),
      date: new Date().toISOString(),
      machine,
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
  write: (line: string) => void,
): { engine: Engine; provider?: "cpu" | "wasm" | "cuda" | "webgpu" } {
  const { engine } = config;
  const provider = config.provider === undefined ? {} : { provider: config.provider };
  // `auto` is settled before a run begins; where nobody did, it is what works everywhere.
  if (engine === "onnx" || engine === "auto") return { engine: onnxEngine, ...provider };
  const options = tensorflowOptions(config, write);
  if (engine === "tensorflow") return { engine: createTensorflowEngine(options), ...provider };
  if (engine === "tfjs-node-gpu") return { engine: createTfjsNodeEngine(options), ...provider };
  return { engine: tfjsEngine, provider: engine };
}

/** The recipe's rate times half a cosine: 1 in the first epoch, near 0 in the last. */
function cosine(rate: number, epochs: number): Callback {
  return learningRateScheduler((epoch) => rate * (1 + Math.cos(Math.PI * epoch / epochs)) / 2);
}

/** The images to train and to validate on. The test set is none of them: it is read once, at the end. */
function partition(
  { train }: Dataset,
  { recipe }: Settings,
): { train: ImageSet; validation?: ImageSet } {
  return recipe.validation === "none" ? { train } : split(train, recipe.validation.split);
}
