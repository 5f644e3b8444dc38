/**
 * Where images come from: the IDX reader, the dataset catalogue, splits, shuffles and batches, the
 * decoding of PNG and JPEG files, and the atomic writing of files.
 *
 * @module
 */
export * from "./batches.ts";
export * from "./data_error.ts";
export * from "./dataset.ts";
export * from "./decode_image.ts";
export * from "./encode_png.ts";
export * from "./idx.ts";
export * from "./load_dataset.ts";
export * from "./one_hot.ts";
export * from "./read_file.ts";
export * from "./sha256.ts";
export * from "./shuffle.ts";
export * from "./split.ts";
export * from "./write_file.ts";
