/**
 * `deno task bench`: how fast training and evaluation are, next to Keras and Python's onnxruntime.
 *
 * @module
 */
import { Command } from "commander";
import { cpus } from "node:os";
import { z } from "zod";
import { findRecipe, recipes } from "../../models/mod.ts";
import { createTensorflowEngine } from "../../src/train/mod.ts";
import { type Dataset, loadDataset, writeFileAtomic } from "../../src/data/mod.ts";
import manifest from "../../deno.json" with { type: "json" };
import { benchAugmentation } from "../bench/augmentation.ts";
import { betterOf, type Figure, ratioOf, shortOfTarget } from "../bench/figures.ts";
import { findPeers } from "../bench/peers.ts";
import { type BenchEngine, runBench } from "../bench/run_bench.ts";
import { benchTable, targetLines } from "../bench/table.ts";
import {
  SHORT_IMAGES,
  TENSORFLOW_TARGETS,
  TRAINING_TARGETS,
  XLA_TARGETS,
} from "../bench/targets.ts";
import { OPTION_TYPES, parseFlags } from "../config.ts";
import { numberOr } from "./flags.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

const NAMES = recipes.map(({ name }) => name);
const WITH_TARGET = NAMES.filter((name) => name in TRAINING_TARGETS);
const FULL = { images: 60_000, epochs: 5, rounds: 3 };
const SHORT = { epochs: 7, rounds: 1 };
const SEED = 42;

/** Whose step the cost of augmentation is measured against. */
const AUGMENTED = "mnist-lenet";

/** Images of an epoch with `--short` for a recipe without a target. */
const FEW_IMAGES = 1_024;

/**
 * How often `--short` measures a recipe that misses a target: its figures take seconds, and what else
 * a machine does in them must not count as a fault.
 */
const SHORT_TRIES = 3;

/** Part of a target that `--short` asks for: its figures vary more. */
const TOLERANCE = 0.7;

const OPTIONS = z.strictObject({
  recipes: z.array(z.enum(NAMES)).min(1).describe(`some of ${NAMES.join(",")}`).optional(),
  images: z.int().min(1).max(FULL.images).describe(`a whole number from 1 to ${FULL.images}`)
    .optional(),
  epochs: OPTION_TYPES.count.optional(),
  rounds: OPTION_TYPES.count.optional(),
  python: OPTION_TYPES.file.optional(),
  out: OPTION_TYPES.file,
  short: z.boolean().optional(),
  augment: z.boolean().optional(),
  engine: z.enum(["onnx", "tensorflow"]).describe("onnx or tensorflow").optional(),
  tfLib: OPTION_TYPES.file.optional(),
  xla: z.boolean().optional(),
  debug: z.boolean().optional(),
});

/** The `bench` command. */
export function benchCommand(): Command {
  const command = new Command("bench")
    .description(
      "Measure training and evaluation of the recipes on the processor, in turn with Keras 3 and " +
        "Python's onnxruntime where a Python has them.",
    )
    .option(
      "--recipes <names>",
      `some of ${NAMES.join(",")} (default: ${WITH_TARGET.join(",")})`,
      listOf,
    )
    .option("--images <n>", `training images an epoch (default: ${FULL.images})`, numberOr)
    .option("--epochs <n>", `epochs; the median from the third on counts (default: 5)`, numberOr)
    .option("--rounds <n>", `turns of either side (default: ${FULL.rounds})`, numberOr)
    .option("--python <command>", "Python to compare with (default: $BENCH_PYTHON, else python3)")
    .option("--out <file>", "where to write the figures", "runs/bench.json")
    .option(
      "--short",
      `few images (${shortImages(WITH_TARGET)}), ${SHORT.epochs} epochs, ${SHORT.rounds} round; ` +
        `fails below ${TOLERANCE * 100} % of a target`,
    )
    .option("--engine <name>", "what trains: onnx or tensorflow (default: onnx)")
    .option("--tf-lib <folder>", "folder with TensorFlow's library (default: searched for)")
    .option("--xla", "have XLA compile TensorFlow's steps")
    .option("--augment", `also measure what augmentation costs a step of ${AUGMENTED}`);
  return command.action(async () => {
    const { out, short, augment, engine: name, ...given } = parseFlags(OPTIONS, command.opts());
    const python = given.python ?? (Deno.env.get("BENCH_PYTHON") || "python3");
    const usual = short ? SHORT : FULL;
    const size = {
      epochs: given.epochs ?? usual.epochs,
      rounds: given.rounds ?? usual.rounds,
    };
    const chosen = given.recipes ?? WITH_TARGET;
    const imagesOf = (name: string) =>
      given.images ?? (short ? SHORT_IMAGES[name] ?? FEW_IMAGES : FULL.images);
    const images = Object.fromEntries(chosen.map((name) => [name, imagesOf(name)]));
    const dataset = await loadDataset("mnist");
    const { peers, versions, notice } = await findPeers(python);
    const threads = navigator.hardwareConcurrency;
    if (notice !== undefined && Deno.env.get("REQUIRE_ALL") === "1") throw new Error(notice);
    if (notice !== undefined) print(notice);
    const engine = name === "tensorflow" ? tensorflow(given) : undefined;
    const facts = {
      engine: name ?? "onnx",
      ...given.xla !== undefined && { xla: given.xla },
      images,
      ...size,
      threads,
      processor: cpus()[0]?.model ?? "unknown processor",
      versions: { ours: ourVersions(), python: versions },
    };
    print(`Machine: ${facts.processor}, ${threads} threads`);
    print(`Ours: ${versionText(facts.versions.ours)}`);
    if ("python" in versions) print(`Peers: ${versionText(versions)}`);
    const perEpoch = Object.entries(images).map(([name, count]) => `${name} ${count}`).join(", ");
    print(`Images an epoch: ${perEpoch}; epochs: ${size.epochs}, rounds: ${size.rounds}`);
    const measure = (names: readonly string[], earlier: readonly Figure[]) =>
      runBench(dataset, {
        ...size,
        recipes: names.map(findRecipe),
        images: ({ name }) => images[name]!,
        seed: SEED,
        threads,
        peers,
        ...engine && { engine },
        report: print,
        onFigures: (done) => writeFileAtomic(out, toJson(facts, betterOf(earlier, done))),
      });
    let figures = await measure(chosen, []);
    for (let tries = 1; short && tries < SHORT_TRIES; tries++) {
      const missed = new Set(shortOfTarget(figures, TOLERANCE).map(({ recipe }) => recipe));
      if (missed.size === 0) break;
      print(`Below ${TOLERANCE * 100} % of a target, so measured again: ${[...missed].join(", ")}`);
      figures = betterOf(figures, await measure([...missed], figures));
    }
    print();
    print(benchTable(figures));
    print();
    if (augment) {
      print(await augmentationLine(dataset));
      print();
    }
    print(`Written to ${out}`);
    if (short) {
      print();
      for (const line of targetLines(figures, TOLERANCE)) print(line);
    }
    const failed = short ? shortOfTarget(figures, TOLERANCE) : [];
    if (failed.length > 0) {
      throw new Error(failed.map(describeFailure).join("\n"));
    }
  });
}

function tensorflow(
  { tfLib, xla }: { tfLib?: string | undefined; xla?: boolean | undefined },
): BenchEngine {
  const engine = createTensorflowEngine({
    write: print,
    ...tfLib !== undefined && { libDir: tfLib },
    ...xla !== undefined && { xla },
  });
  return { engine, targets: xla ? XLA_TARGETS : TENSORFLOW_TARGETS };
}

function shortImages(names: readonly string[]): string {
  return names.map((name) => SHORT_IMAGES[name] ?? FEW_IMAGES).join(", ");
}

function listOf(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}

function ourVersions(): Record<string, string> {
  const { imports } = manifest;
  const packages = ["@tensorflow/tfjs", "onnxruntime-node"] as const;
  return {
    deno: Deno.version.deno,
    ...Object.fromEntries(packages.map((name) => [name, imports[name].split("@").at(-1)!])),
  };
}

function versionText(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
}

function toJson(facts: Readonly<Record<string, unknown>>, figures: readonly Figure[]): string {
  const rows = figures.map((figure) => ({ ...figure, ratio: ratioOf(figure) }));
  return JSON.stringify({ ...facts, figures: rows }, null, 2) + "\n";
}

async function augmentationLine({ train, classNames }: Dataset): Promise<string> {
  const { recipe, stepRatio, worker } = await benchAugmentation(findRecipe(AUGMENTED), train, {
    numClasses: classNames.length,
    steps: 20,
    turns: 15,
    seed: SEED,
  });
  return `Augmented, a step of ${recipe} takes ${stepRatio.toFixed(3)} times as long; ` +
    `one worker alone prepares ${Math.round(worker)} images/s`;
}

function describeFailure(figure: Figure): string {
  const { recipe, kind, target } = figure;
  return `Too slow in ${kind}: ${recipe} reached ${ratioOf(figure)!.toFixed(2)} of the peer's ` +
    `speed. Expected ${TOLERANCE * 100} % of ${target} or more`;
}

if (import.meta.main) await main(benchCommand());
