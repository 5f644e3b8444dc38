/**
 * Where images come from: the dataset catalogue with its sources and cache, folders of IDX files or
 * of images, splits, shuffles and batches, the decoding of PNG and JPEG files, and the atomic
 * writing of files.
 *
 * @module
 */
export * from "./augment/mod.ts";
export * from "./batches.ts";
export * from "./data_error.ts";
export * from "./dataset.ts";
export * from "./decode_image.ts";
export * from "./describe_dataset.ts";
export * from "./did_you_mean.ts";
export * from "./download.ts";
export * from "./download_progress.ts";
export * from "./encode_png.ts";
export * from "./idx.ts";
export type { FoundDataset, LoadDefinitionOptions } from "./load_definition.ts";
export * from "./load_dataset.ts";
export { listDataFiles } from "./load_folder.ts";
export * from "./one_hot.ts";
export * from "./read_file.ts";
export * from "./sha256.ts";
export * from "./shuffle.ts";
export * from "./split.ts";
export * from "./write_file.ts";
