import { type ImageSet, writeFileAtomic } from "../src/data/mod.ts";
import {
  digitSvg,
  featureMapsSvg,
  filtersSvg,
  type HistoryCurves,
  historySvg,
  networkSvg,
  type ReportInput,
  samplesSvg,
} from "../src/report/mod.ts";
import { loadModel } from "../src/train/mod.ts";
import { featureMaps } from "./feature_maps.ts";
import { labelledImages } from "./image_cells.ts";
import { firstFilters, networkLayers } from "./network_layers.ts";

/** Names of the files that {@linkcode writePictures} makes. */
export const PICTURE_FILES = {
  samplesChart: "training_images.svg",
  digitChart: "digit.svg",
  networkChart: "network.svg",
  historyChart: "history.svg",
  filtersChart: "filters.svg",
  featureMapsChart: "feature_maps.svg",
} as const;

/** What the pictures of data and network show. */
export type Pictures = Required<
  Pick<ReportInput, "samples" | "network" | "filters" | "featureMaps">
>;

/** Images of the first picture, five by five. */
const SAMPLES = 25;

/** What {@linkcode readPictures} reads. */
export interface PictureSources {
  /** Path of the tfjs model's `model.json`. */
  readonly model: string;
  /** The bytes of the exported model. */
  readonly onnx: Uint8Array;
  readonly train: ImageSet;
  readonly test: ImageSet;
  readonly classNames: readonly string[];
  /** A pixel p becomes p * scale. */
  readonly scale: number;
}

/** Gathers what the pictures show: training images, layers, weights, and the feature maps of a test image. */
export async function readPictures(
  { model: path, onnx, train, test, classNames, scale }: PictureSources,
): Promise<Pictures> {
  const model = await loadModel(path);
  const [image] = labelledImages(test, classNames, 1);
  return {
    samples: labelledImages(train, classNames, SAMPLES),
    network: networkLayers(model),
    filters: firstFilters(model, test.shape),
    featureMaps: { image: image!, layers: await featureMaps(onnx, image!, scale) },
  };
}

/**
 * Writes each picture as a file.
 *
 * @param pathOf Where a file of that name belongs.
 */
export async function writePictures(
  { samples, network, filters, featureMaps }: Pictures,
  history: HistoryCurves,
  pathOf: (file: string) => string,
): Promise<void> {
  const files: Record<keyof typeof PICTURE_FILES, string> = {
    samplesChart: samplesSvg(samples),
    digitChart: digitSvg(samples[0]!),
    networkChart: networkSvg(network),
    historyChart: historySvg(history),
    filtersChart: filtersSvg(filters),
    featureMapsChart: featureMapsSvg(featureMaps),
  };
  for (const [key, text] of Object.entries(files)) {
    await writeFileAtomic(pathOf(PICTURE_FILES[key as keyof typeof files]), text);
  }
}
