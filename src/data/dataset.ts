/** The size of an image. */
export interface ImageShape {
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
  /** 1 (gray) or 3 (RGB). */
  readonly channels: number;
}

/** Labelled images of one size. */
export interface ImageSet {
  /** The size of each image. */
  readonly shape: ImageShape;
  /** Pixels 0 to 255, `count` x height x width x channels, row-major (NHWC). */
  readonly images: Uint8Array;
  /** One class index an image, 0 to the number of classes - 1. */
  readonly labels: Uint8Array;
  /** Number of images. */
  readonly count: number;
}

/** A training and a test set with the names of their classes. */
export interface Dataset {
  /** Name in the catalogue, or of the folder that the files are in. */
  readonly name: string;
  /** The class names, in the order of the labels. */
  readonly classNames: readonly string[];
  /** What models are trained on. */
  readonly train: ImageSet;
  /** What no model has seen in training. */
  readonly test: ImageSet;
  /**
   * SHA-256 in hex: of each IDX file's unpacked content, by file name; or of the pixels and labels
   * of a folder of images, as `train images`, `train labels`, `test images` and `test labels`.
   */
  readonly sha256: Readonly<Record<string, string>>;
}

/** Number of values in one image of `shape`. */
export function pixelsOf(shape: ImageShape): number {
  return shape.height * shape.width * shape.channels;
}
