import type { Recipe } from "../../models/mod.ts";
import type { Dataset, ImageSet } from "../../src/data/mod.ts";
import type { Engine } from "../../src/train/mod.ts";
import { evaluateOurs, type EvaluationOptions } from "./evaluate_ours.ts";
import { type EpochTime, type Figure, imagesPerSecond, passesPerSecond } from "./figures.ts";
import { firstImages } from "./first_images.ts";
import type { Peers } from "./peers.ts";
import { formatRatio, formatSpeed } from "./table.ts";
import { EVALUATION_TARGET, TRAINING_TARGETS } from "./targets.ts";
import { trainOurs } from "./train_ours.ts";

/** An engine other than the default one. */
export interface BenchEngine {
  readonly engine: Engine;
  /** Speed to reach, as a multiple of Keras's, by recipe. */
  readonly targets: Readonly<Record<string, number>>;
}

/** What {@linkcode runBench} measures. */
export interface BenchOptions {
  readonly recipes: readonly Recipe[];
  /** Training images of an epoch; an evaluation takes no more either. */
  readonly images: (recipe: Recipe) => number;
  readonly epochs: number;
  /** How often all is measured; ours and the peer take turns by epoch and by pass in each. */
  readonly rounds: number;
  /** Seeds weights, shuffles and dropout masks. */
  readonly seed: number;
  /** Threads of either side. */
  readonly threads: number;
  readonly peers: Peers;
  /** What trains, with the targets of its own; then evaluation, which is the same, is left out. */
  readonly engine?: BenchEngine;
  /** Called with a line for each round. */
  readonly report: (line: string) => void;
  /** Called with all figures so far after each recipe. */
  readonly onFigures?: (figures: readonly Figure[]) => Promise<void>;
}

/** Batch sizes of evaluation, with the most images that each goes over and its target. */
const EVALUATIONS = [
  { batchSize: 128, images: 10_000, target: EVALUATION_TARGET },
  { batchSize: 1, images: 2_000 },
];

/** Times an evaluation goes over its images in each round. */
const PASSES = 15;

/** What both sides took in one round; nothing of a peer that is not there. */
interface Round {
  readonly ours: readonly EpochTime[];
  readonly peer: readonly EpochTime[];
}

/** Measures the recipes one after the other: training, then evaluation of what was trained. */
export async function runBench(dataset: Dataset, options: BenchOptions): Promise<Figure[]> {
  const { peers, rounds, threads, report } = options;
  const figures: Figure[] = [];
  for (const recipe of options.recipes) {
    const { name, batchSize } = recipe;
    const target = (options.engine?.targets ?? TRAINING_TARGETS)[name];
    let onnx = new Uint8Array();
    const trained = await takeRounds(rounds, imagesPerSecond, async () => {
      const round = await trainingRound(recipe, dataset, options);
      onnx = round.onnx;
      return round;
    }, (line) => report(`${name} training, ${line}`));
    figures.push({
      recipe: name,
      kind: "training",
      batchSize,
      ...trained,
      ...target !== undefined && { target },
    });

    const evaluations = options.engine === undefined ? EVALUATIONS : [];
    for (const { batchSize, images: most, ...target } of evaluations) {
      const set = firstImages(dataset.test, Math.min(most, options.images(recipe)));
      const evaluated = await takeRounds(
        rounds,
        passesPerSecond,
        () => evaluationRound(onnx, set, { batchSize, threads }, peers),
        (line) => report(`${name} evaluation in batches of ${batchSize}, ${line}`),
      );
      figures.push({ recipe: name, kind: "evaluation", batchSize, ...evaluated, ...target });
    }
    await options.onFigures?.(figures);
  }
  return figures;
}

/** Trains once: after each epoch of ours the peer trains one. */
async function trainingRound(
  recipe: Recipe,
  { train, classNames }: Dataset,
  { images, epochs, seed, threads, peers, engine }: BenchOptions,
): Promise<Round & { readonly onnx: Uint8Array<ArrayBuffer> }> {
  const set = firstImages(train, images(recipe));
  const training = { numClasses: classNames.length, epochs, seed, threads };
  const other = await peers.train?.(recipe, set, training);
  const peer: EpochTime[] = [];
  try {
    const ours = await trainOurs(recipe, set, {
      ...training,
      ...engine && { engine: engine.engine },
      async afterEpoch() {
        if (other !== undefined) peer.push(await other.turn());
      },
    });
    return { ours: ours.epochs, peer, onnx: ours.onnx };
  } finally {
    await other?.close();
  }
}

/** Goes over the images several times, ours and the peer in turn. */
async function evaluationRound(
  onnx: Uint8Array,
  images: ImageSet,
  options: EvaluationOptions,
  peers: Peers,
): Promise<Round> {
  const other = await peers.evaluate?.(onnx, images, options);
  const ours: EpochTime[] = [];
  const peer: EpochTime[] = [];
  try {
    for (let pass = 0; pass < PASSES; pass++) {
      ours.push(await evaluateOurs(onnx, images, options));
      if (other !== undefined) peer.push(await other.turn());
    }
    return { ours, peer };
  } finally {
    await other?.close();
  }
}

/** Images/s of both sides, round by round. */
async function takeRounds(
  rounds: number,
  speedOf: (times: readonly EpochTime[]) => number,
  measure: () => Promise<Round>,
  report: (line: string) => void,
): Promise<Pick<Figure, "ours" | "peer">> {
  const ours: number[] = [];
  const peers: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const times = await measure();
    const mine = speedOf(times.ours);
    ours.push(mine);
    let line = `round ${round} of ${rounds}: ours ${formatSpeed(mine)} images/s`;
    if (times.peer.length > 0) {
      const theirs = speedOf(times.peer);
      peers.push(theirs);
      line += `, peer ${formatSpeed(theirs)} images/s, ${formatRatio(mine / theirs)}`;
    }
    report(line);
  }
  return { ours, ...peers.length > 0 && { peer: peers } };
}
