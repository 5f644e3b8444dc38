/**
 * What the built page reads first: `model/manifest.json`, which names the model's files and holds
 * its card. The pipeline writes it, the page reads it.
 *
 * This module is browser compatible.
 *
 * @module
 */

/** A file of the model's folder. Its name holds its hash, so that it can be cached for ever. */
export interface SiteFile {
  /** Name within the folder of the manifest, such as `"model.1a2b3c4d.onnx"`. */
  readonly file: string;
  /** Bytes, not compressed. */
  readonly bytes: number;
}

/** One form of the model's weights. */
export type VariantKind = "fp32" | "fp16" | "int8";

/** What a reader wants to know of the model before trusting it. */
export interface Card {
  /** The recipe's name and its title. */
  readonly recipe: string;
  readonly title: string;
  /** The data set's name. */
  readonly dataset: string;
  /** Accuracy on the test set, 0 to 1, of the form of the model that the page ships. */
  readonly accuracy: number;
  /** Images in the test set and in the training set. */
  readonly testImages: number;
  readonly trainImages: number;
  /** Trainable and other weights together. */
  readonly parameters: number;
  readonly epochs: number;
  /** Seconds of training, and the machine that it took them on. */
  readonly trainingSeconds: number;
  readonly machine: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Every form that was exported, with its size in bytes and its accuracy on the test set. */
  readonly variants: readonly {
    readonly kind: VariantKind;
    readonly bytes: number;
    readonly accuracy: number;
    /** Largest difference of a probability from fp32's over the test set. */
    readonly maxDifference: number;
    /** Whether the page ships this one. */
    readonly shipped: boolean;
  }[];
}

/** What "Teach it" loads when the visitor asks for it. */
export interface TeachFiles {
  /** The training step of the last layers as an ONNX graph without weights. */
  readonly step: SiteFile;
  /** Training images that the step mixes in, and held-back test images, with their labels. */
  readonly stored: SiteFile;
  readonly heldBack: SiteFile;
}

/** `model/manifest.json`. */
export interface Manifest {
  readonly model: SiteFile & { readonly kind: VariantKind };
  readonly card: Card;
  /** Pictures of the run: the confusion matrix and the history. */
  readonly pictures: { readonly confusion: SiteFile; readonly history: SiteFile };
  /** JSON: {@linkcode Sample}s from the test set. */
  readonly samples: SiteFile;
  /** Absent: the model cannot be taught in the page. */
  readonly teach?: TeachFiles;
}

/** A test image to click. */
export interface Sample {
  /** Index within the test set. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** Pixels 0 to 255, row by row, all channels, as base64. */
  readonly pixels: string;
}
