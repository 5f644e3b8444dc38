import type * as tf from "@tensorflow/tfjs";
import type { Augmentation, ImageShape } from "../src/data/mod.ts";
import type { Preprocessing } from "../src/preprocess/mod.ts";
import type { OptimizerConfig } from "./optimizer.ts";

/** What a recipe lets one vary: units, filters, rates, by name. */
export type RecipeConfig = Readonly<Record<string, number>>;

/** What a model is built for. */
export interface BuildOptions<C extends RecipeConfig = RecipeConfig> {
  /** Size of the images. */
  readonly shape: ImageShape;
  /** Number of classes, 2 or more. */
  readonly numClasses: number;
  /** Seeds the initial weights: a whole number from 0 to 2^32 - 1. */
  readonly seed: number;
  /** Values in place of the recipe's own. */
  readonly config?: Partial<C>;
  /** An optimizer in place of the recipe's own. */
  readonly optimizer?: OptimizerConfig;
}

/** Test-set figures that a recipe's source published. */
export interface PublishedResult {
  /** Share of the test images classified right, 0 to 1. */
  readonly accuracy: number;
  /** The upper end where the source gives a range, of which `accuracy` is the lower end. */
  readonly highestAccuracy?: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  /** Title and tools of the text that the recipe follows. */
  readonly source: string;
  /** What the source reached with other values of one of the recipe's parameters. */
  readonly sweep?: PublishedSweep;
}

/** Test-set figures of one recipe with several values of a parameter. */
export interface PublishedSweep {
  /** A key of the recipe's `config`. */
  readonly param: string;
  /** By rising value. */
  readonly points: readonly {
    /** The parameter's value. */
    readonly value: number;
    /** As {@linkcode PublishedResult.accuracy}. */
    readonly accuracy: number;
    /** As {@linkcode PublishedResult.loss}. */
    readonly loss: number;
  }[];
}

/** What to train and how, with its source's hyper-parameters as plain data. */
export interface Recipe<C extends RecipeConfig = RecipeConfig> {
  /** The name that users give it by, such as `mnist-cnn`. */
  readonly name: string;
  /** One line for lists and reports. */
  readonly title: string;
  /** The data set that the source trained on, by its name in the catalogue of `src/data`. */
  readonly dataset: "mnist" | "fashion-mnist";
  /** Images in a batch. */
  readonly batchSize: number;
  /** Epochs that the source trained for. */
  readonly epochs: number;
  /**
   * The share of the training images to hold back and validate on. Never the test set, even where
   * the source did so: it is read once, at the end.
   */
  readonly validation: { readonly split: number } | "none";
  /** The source's optimizer. */
  readonly optimizer: OptimizerConfig;
  /**
   * How the learning rate changes: `"cosine"` lowers it epoch by epoch along half a cosine, from the
   * optimizer's own towards 0 (Loshchilov and Hutter 2016, https://arxiv.org/abs/1608.03983, without
   * restarts). Absent: it stays.
   */
  readonly schedule?: "cosine";
  /** How the training images are changed at random, each anew in each epoch. Absent: not at all. */
  readonly augment?: Augmentation;
  /** Units, filters and rates of the layers. */
  readonly config: C;
  /** What the recipe's source reached; absent for a recipe of our own. */
  readonly published?: PublishedResult;
  /**
   * Builds and compiles the model; the same options give the same weights. Its input is
   * [batch, height, width, channels], or [batch, height * width * channels] where
   * `preprocessing(shape).flatten`; its output the probability of each class.
   *
   * @throws {RangeError} For images that are too small, fewer than two classes, a seed that is out
   * of range, or a config key or value that the recipe cannot take.
   */
  build(options: BuildOptions<C>): tf.Sequential;
  /**
   * How a picture of any size becomes an input of the model for images of `shape`. Gray pictures are
   * inverted where they are dark on light, as both data sets are light on dark; where `dataset` is
   * MNIST they are taken for drawn digits and fitted as MNIST's are, else scaled as a whole. A run on
   * images of one's own leaves `dataset` as it is, since it says what the recipe is for.
   */
  preprocessing(shape: ImageShape): Preprocessing;
}
