import type { Recipe } from "../../models/mod.ts";
import type { Dataset } from "../../src/data/mod.ts";
import { evaluateOurs, firstImages } from "./evaluate_ours.ts";
import { type Figure, imagesPerSecond } from "./figures.ts";
import type { Peers } from "./peers.ts";
import { formatRatio, formatSpeed } from "./table.ts";
import { EVALUATION_TARGET, TRAINING_TARGETS } from "./targets.ts";
import { trainOurs } from "./train_ours.ts";

/** What {@linkcode runBench} measures. */
export interface BenchOptions {
  readonly recipes: readonly Recipe[];
  /** Training images of an epoch. */
  readonly images: number;
  readonly epochs: number;
  /** How often ours and the peer take turns. */
  readonly rounds: number;
  /** Seeds weights, shuffles and dropout masks. */
  readonly seed: number;
  /** Threads of the peers, and of our evaluation; our training has one a processor core. */
  readonly threads: number;
  readonly peers: Peers;
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
const PASSES = 5;

/** Measures the recipes one after the other: training, then evaluation of what was trained. */
export async function runBench(
  { train, test, classNames }: Dataset,
  options: BenchOptions,
): Promise<Figure[]> {
  const { peers, rounds, epochs, seed, threads, report } = options;
  const images = firstImages(train, options.images);
  const training = { numClasses: classNames.length, epochs, seed };
  const figures: Figure[] = [];
  for (const recipe of options.recipes) {
    const { name, batchSize } = recipe;
    const target = TRAINING_TARGETS[name];
    let onnx = new Uint8Array();
    const { train } = peers;
    const trained = await takeTurns(rounds, {
      async ours() {
        const result = await trainOurs(recipe, images, training);
        onnx = result.onnx;
        return imagesPerSecond(result.epochs);
      },
      ...train && {
        peer: async () => imagesPerSecond(await train(recipe, images, { ...training, threads })),
      },
    }, (line) => report(`${name} training, ${line}`));
    figures.push({
      recipe: name,
      kind: "training",
      batchSize,
      ...trained,
      ...target !== undefined && { target },
    });

    for (const { batchSize, images: most, ...target } of EVALUATIONS) {
      const set = firstImages(test, Math.min(most, options.images));
      const evaluation = { batchSize, threads, passes: PASSES };
      const { evaluate } = peers;
      const evaluated = await takeTurns(rounds, {
        ours: () => evaluateOurs(onnx, set, evaluation),
        ...evaluate && { peer: () => evaluate(onnx, set, evaluation) },
      }, (line) => report(`${name} evaluation in batches of ${batchSize}, ${line}`));
      figures.push({ recipe: name, kind: "evaluation", batchSize, ...evaluated, ...target });
    }
    await options.onFigures?.(figures);
  }
  return figures;
}

/** Images/s of both sides, round by round. */
async function takeTurns(
  rounds: number,
  sides: { ours(): Promise<number>; peer?(): Promise<number> },
  report: (line: string) => void,
): Promise<Pick<Figure, "ours" | "peer">> {
  const ours: number[] = [];
  const peers: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const mine = await sides.ours();
    ours.push(mine);
    let line = `round ${round} of ${rounds}: ours ${formatSpeed(mine)} images/s`;
    if (sides.peer !== undefined) {
      const theirs = await sides.peer();
      peers.push(theirs);
      line += `, peer ${formatSpeed(theirs)} images/s, ${formatRatio(mine / theirs)}`;
    }
    report(line);
  }
  return { ours, ...sides.peer !== undefined && { peer: peers } };
}
